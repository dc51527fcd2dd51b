package dev.tiphys.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.manifests.Function.Wake;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What the images run, what wakes them, and what they find in a cluster.
public final class Images {
  private Images() {}

  /// Types of the events that wake a function, by the name of its service.
  public static Map<String, Set<String>> wakes() {
    return Function.all().stream()
        .collect(
            Collectors.toMap(
                Function::name,
                function -> function.wakes().stream().map(Wake::type).collect(Collectors.toSet())));
  }

  /// Main class by the name of the service.
  public static Map<String, Class<?>> mains() {
    return Function.all().stream().collect(Collectors.toMap(Function::name, Function::main));
  }

  /// The CustomResourceDefinitions that a cluster has before any of them runs.
  public static List<ObjectNode> definitions() {
    return Crds.all();
  }
}
