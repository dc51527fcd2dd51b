package dev.tiphys.manifests;

import java.util.Map;
import java.util.stream.Collectors;

/// What the images run.
public final class Images {
  private Images() {}

  /// Main class by the name of the service.
  public static Map<String, Class<?>> mains() {
    return Function.all().stream().collect(Collectors.toMap(Function::name, Function::main));
  }
}
