package dev.tiphys.language.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a template does: exactly one of Argo's template types (F007–F018).
public sealed interface Body {
  /// The field names of all template types, in the order in which they are documented.
  List<String> TYPES =
      List.of(
          "container",
          "script",
          "steps",
          "dag",
          "suspend",
          "resource",
          "http",
          "data",
          "containerSet",
          "plugin");

  /// Runs one image to its end.
  record ContainerBody(JsonNode container) implements Body {}

  /// A container that runs `source`. `script` is the container without it.
  record ScriptBody(String source, JsonNode script) implements Body {}

  /// Groups that run one after another; the steps of a group run side by side.
  record StepsBody(List<List<Call>> steps) implements Body {}

  /// Tasks that run when those they depend on are done.
  ///
  /// @param target task names separated by spaces; null means all leaf tasks (F091)
  /// @param failFast true unless written otherwise (F092)
  record DagBody(List<Call> tasks, @Nullable String target, boolean failFast) implements Body {}

  /// Waits for a person, or for `duration` (seconds or a Go duration, may hold tags).
  record SuspendBody(@Nullable String duration) implements Body {}

  /// Creates, patches, deletes or awaits a Kubernetes object.
  record ResourceBody(JsonNode resource) implements Body {}

  /// Sends one HTTP request.
  record HttpBody(JsonNode http) implements Body {}

  /// Lists artifact keys and transforms the list.
  record DataBody(JsonNode data) implements Body {}

  /// Several containers in one pod.
  record ContainerSetBody(JsonNode containerSet) implements Body {}

  /// An object for an executor plugin.
  record PluginBody(JsonNode plugin) implements Body {}

  /// True for the types that run in a pod of their own.
  default boolean makesPod() {
    return switch (this) {
      case ContainerBody container -> true;
      case ScriptBody script -> true;
      case ResourceBody resource -> true;
      case DataBody data -> true;
      case ContainerSetBody set -> true;
      case StepsBody steps -> false;
      case DagBody dag -> false;
      case SuspendBody suspend -> false;
      case HttpBody http -> false;
      case PluginBody plugin -> false;
    };
  }

  static Body from(Fields template) {
    var types = TYPES.stream().filter(template::has).toList();
    if (types.size() != 1) {
      throw new MalformedResourceException(
          template.path(),
          (types.isEmpty()
                  ? "template type unspecified"
                  : "multiple template types specified (" + String.join(", ", types) + ")")
              + ". choose one of: "
              + String.join(", ", TYPES));
    }
    var type = types.getFirst();
    return switch (type) {
      case "steps" -> new StepsBody(template.objectLists("steps", Call::from));
      case "dag" ->
          template.objectOrEmpty(
              "dag",
              dag ->
                  new DagBody(
                      dag.objects("tasks", Call::from),
                      dag.text("target"),
                      dag.flag("failFast", true)));
      case "suspend" ->
          template.objectOrEmpty("suspend", suspend -> new SuspendBody(suspend.text("duration")));
      case "script" -> template.objectOrEmpty("script", Body::script);
      default -> template.objectOrEmpty(type, body -> podBody(type, body.node()));
    };
  }

  private static Body script(Fields script) {
    var container = ((ObjectNode) script.node()).objectNode();
    script
        .node()
        .properties()
        .forEach(
            e -> {
              if (!e.getKey().equals("source")) {
                container.set(e.getKey(), e.getValue());
              }
            });
    return new ScriptBody(script.textOrEmpty("source"), container);
  }

  private static Body podBody(String type, JsonNode json) {
    return switch (type) {
      case "container" -> new ContainerBody(json);
      case "resource" -> new ResourceBody(json);
      case "http" -> new HttpBody(json);
      case "data" -> new DataBody(json);
      case "containerSet" -> new ContainerSetBody(json);
      case "plugin" -> new PluginBody(json);
      default -> throw new IllegalArgumentException("no template type " + type);
    };
  }
}
