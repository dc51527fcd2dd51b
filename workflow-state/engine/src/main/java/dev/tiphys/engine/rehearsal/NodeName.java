package dev.tiphys.engine.rehearsal;

import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.Role;

/// What people call a node. Tries of one node share all of it but [#full].
///
/// @param full Argo's name without that of the workflow and a leading dot: `[0].build(1:arm64)(2)`
/// @param path the same without the number of the try: `[0].build(1:arm64)`
/// @param item the last part of it: `build(1:arm64)`
/// @param step that without the item of the loop: `build`
/// @param template the name of its template; empty for groups and inline templates
public record NodeName(String full, String path, String item, String step, String template) {
  /// The name of a run's root.
  static NodeName root(String template) {
    return new NodeName("", "", "", "", template);
  }

  /// The name of a node below `parent`; of a node of the run itself below the root's.
  static NodeName below(NodeName parent, NodeAdded node) {
    var template = template(node);
    var as = node.as();
    return switch (node.role()) {
      case ROOT -> root(template);
      case ATTEMPT ->
          new NodeName(parent.full + as, parent.path, parent.item, parent.step, parent.template);
      case GROUP, EXIT, HOOK -> {
        var last = parent.step + as;
        yield of(
            parent.path + as, node.role() == Role.GROUP ? as : parent.item + as, last, template);
      }
      case CALL, CONTAINER -> {
        // An item of a DAG's loop stands below its group and adds only the item.
        var last = as.startsWith(".") ? as.substring(1) : parent.item + as;
        yield of(
            parent.path + as,
            last,
            node.item() < 0 || last.indexOf('(') < 0 ? last : last.substring(0, last.indexOf('(')),
            template);
      }
    };
  }

  private static NodeName of(String path, String item, String step, String template) {
    var clean = path.startsWith(".") ? path.substring(1) : path;
    return new NodeName(
        clean,
        clean,
        item.startsWith(".") ? item.substring(1) : item,
        step.startsWith(".") ? step.substring(1) : step,
        template);
  }

  private static String template(NodeAdded node) {
    var key = node.template();
    return key == null || key.indexOf('#') >= 0 ? "" : key.substring(key.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return full.isEmpty() ? "the workflow's entrypoint" : full;
  }
}
