package dev.tiphys.engine;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.language.loop.LoopException;
import dev.tiphys.language.naming.NodeIds;
import dev.tiphys.language.naming.PodNameFormat;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.TemplateException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How people know a node: by its id, its names, its fields.
final class RunStatus {
  private static final String DISPLAY_NAME = "workflows.argoproj.io/display-name";

  /// What a display name may be (F033); another one is ignored.
  private static final Pattern DISPLAY_NAME_FORM =
      Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9.-]{0,61}[a-zA-Z0-9]");

  private RunStatus() {}

  /// Argo's id of a node (F201).
  static String id(Run run, Node node) {
    return NodeIds.nodeId(run.id().name(), node.name());
  }

  /// The name of the pod of a step (F202).
  static String podName(Run run, Node node) {
    return PodNameFormat.V2.podName(run.id().name(), node.name(), templateName(run, node));
  }

  static String templateName(Run run, Node node) {
    var template = run.plan().template(node.template());
    return template == null ? "" : Objects.toString(template.template().name(), "");
  }

  /// The last part of the name, or what the template's annotation says (F203, F033).
  static String displayName(Run run, Node node) {
    var template = run.plan().template(node.template());
    var given = template == null ? null : template.template().annotations().get(DISPLAY_NAME);
    if (given != null && node.phase() != Phase.SKIPPED && node.phase() != Phase.OMITTED) {
      try {
        var name = Scopes.text(run, given, Scopes.body(run, node), Policy.KEEP, node);
        if (DISPLAY_NAME_FORM.matcher(name).matches()) {
          return name;
        }
      } catch (TemplateException | LoopException e) {
        // The name that it has anyway is better than none.
        return plainName(run, node);
      }
    }
    return plainName(run, node);
  }

  private static String plainName(Run run, Node node) {
    var as = node.added().as();
    return switch (node.role()) {
      case ROOT -> run.id().name();
      case GROUP -> as;
      case ATTEMPT -> plainName(run, run.node(node.parent())) + as;
      case EXIT, HOOK ->
          (node.parent() == Run.NOBODY ? run.id().name() : plainName(run, run.node(node.parent())))
              + as;
      case CONTAINER -> as.substring(1);
      case CALL ->
          as.startsWith(".") ? as.substring(1) : plainName(run, run.node(node.parent())) + as;
    };
  }

  /// The fields that a node field selector may ask for.
  static @Nullable String field(Run run, Node node, String key) {
    if (key.startsWith("inputs.parameters.") && key.endsWith(".value")) {
      var name = key.substring("inputs.parameters.".length(), key.length() - ".value".length());
      return node.added().inputs().get(name);
    }
    return switch (key) {
      case "displayName" -> displayName(run, node);
      case "templateName" -> templateName(run, node);
      case "templateRef.name" -> ref(node, true);
      case "templateRef.template" -> ref(node, false);
      case "phase" -> node.phase().toString();
      case "name" -> node.name();
      case "id" -> id(run, node);
      default -> null;
    };
  }

  private static @Nullable String ref(Node node, boolean name) {
    var parts = node.template().split("/", -1);
    return parts.length < 3 ? null : name ? parts[1] : parts[2];
  }

  /// Whether a node is one that people count: the tries of a retry stand beside it.
  static boolean shown(Node node) {
    return !node.removed();
  }

  /// Whether it runs because of a hook or an exit handler (`nodeFlag.hooked`).
  static boolean hooked(Node node) {
    return node.role() == Role.HOOK || node.role() == Role.EXIT;
  }
}
