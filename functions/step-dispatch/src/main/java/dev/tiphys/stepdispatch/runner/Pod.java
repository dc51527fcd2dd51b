package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.runner.Container.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The containers of a step, in Argo's sense of a pod.
///
/// @param set whether the template is a containerSet, whose containers are told about one by one
public record Pod(List<Container> containers, boolean set, boolean daemon) {
  /// @throws PodFailure if the template is of a type that makes no pod, or contradicts itself
  public static Pod of(Step step) {
    var template = step.template();
    List<Container> all = new ArrayList<>();
    read(template.path("initContainers"), Role.INIT, template, all);
    read(template.path("sidecars"), Role.SIDECAR, template, all);
    var set = template.hasNonNull("containerSet");
    if (template.hasNonNull("container")) {
      all.add(container(template.path("container"), Container.MAIN, Role.WORK));
    } else if (template.hasNonNull("script")) {
      all.add(container(template.path("script"), Container.MAIN, Role.WORK));
    } else if (set) {
      var shared = template.path("containerSet").path("volumeMounts");
      for (var member : template.path("containerSet").path("containers")) {
        all.add(container(withMounts(member, shared), member.path("name").asText(), Role.WORK));
      }
    } else {
      throw new PodFailure("%s templates are not supported by this runner", kind(template));
    }
    check(all);
    return new Pod(List.copyOf(all), set, template.path("daemon").asBoolean(false));
  }

  public Stream<Container> of(Role role) {
    return containers.stream().filter(container -> container.role() == role);
  }

  private static void check(List<Container> containers) {
    Set<String> names = new HashSet<>();
    for (var container : containers) {
      if (!names.add(container.name())) {
        throw new PodFailure("two containers are called '%s'", container.name());
      }
    }
    Set<String> before = new HashSet<>();
    var left = new ArrayList<>(containers);
    while (left.removeIf(c -> before.containsAll(c.dependencies()) && before.add(c.name()))) {
      // Each round takes away what depends on nothing that is left.
    }
    if (!left.isEmpty()) {
      throw new PodFailure(
          "container '%s' depends on %s, which never all come before it",
          left.getFirst().name(), left.getFirst().dependencies());
    }
  }

  private static String kind(JsonNode template) {
    for (var kind : List.of("resource", "http", "plugin", "data", "suspend", "steps", "dag")) {
      if (template.hasNonNull(kind)) {
        return kind;
      }
    }
    return "such";
  }

  private static void read(JsonNode list, Role role, JsonNode template, List<Container> into) {
    for (var container : list) {
      var mirrored =
          container.path("mirrorVolumeMounts").asBoolean(false)
              ? withMounts(container, main(template).path("volumeMounts"))
              : container;
      into.add(container(mirrored, container.path("name").asText(), role));
    }
  }

  private static JsonNode main(JsonNode template) {
    return template.hasNonNull("script") ? template.path("script") : template.path("container");
  }

  private static JsonNode withMounts(JsonNode container, JsonNode mounts) {
    if (mounts.isEmpty()) {
      return container;
    }
    ObjectNode copy = container.deepCopy();
    var all = copy.withArray("volumeMounts");
    mounts.forEach(all::add);
    return copy;
  }

  private static Container container(JsonNode json, String name, Role role) {
    return new Container(
        name,
        role,
        json.path("image").asText(),
        texts(json.path("command")),
        texts(json.path("args")),
        json.hasNonNull("source") ? json.path("source").asText() : null,
        texts(json.path("dependencies")),
        json);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
