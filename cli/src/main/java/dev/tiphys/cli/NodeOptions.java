package dev.tiphys.cli;

import dev.tiphys.cli.view.NodeView;
import dev.tiphys.language.selector.MalformedSelectorException;
import dev.tiphys.language.selector.NodeSelector;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which nodes of a run are shown.
final class NodeOptions {
  @Option(
      names = "--status",
      paramLabel = "PHASE",
      split = ",",
      description = "Only nodes in these phases, such as Failed,Error.")
  List<String> phases = List.of();

  @Option(
      names = "--node-field-selector",
      paramLabel = "SELECTOR",
      description = "Only these nodes: displayName=build,phase!=Succeeded and the like.")
  @Nullable String selector;

  Predicate<NodeView> wanted() {
    return ofPhases().and(selector == null ? _ -> true : selected(selector)::test);
  }

  private Predicate<NodeView> ofPhases() {
    return node -> phases.isEmpty() || phases.stream().anyMatch(node.phase()::equalsIgnoreCase);
  }

  /// @throws BadInput if it is no selector
  static NodeSelector selected(String selector) {
    try {
      return NodeSelector.parse(selector);
    } catch (MalformedSelectorException e) {
      throw new BadInput(e.getMessage());
    }
  }
}
