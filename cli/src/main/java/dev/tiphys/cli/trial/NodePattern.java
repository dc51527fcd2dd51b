package dev.tiphys.cli.trial;

import dev.tiphys.engine.rehearsal.NodeName;
import dev.tiphys.engine.rehearsal.Part;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a test calls nodes: by the whole name, an item of a loop, a step, or a template, each with
/// `*` for any characters.
public record NodePattern(String text, Pattern glob) {
  private static final int RANKS = 5;

  static NodePattern of(String text) {
    var glob =
        Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    return new NodePattern(text, Pattern.compile(glob, Pattern.DOTALL));
  }

  /// How particular this pattern is about a node: 0 if it does not mean it at all.
  int rank(NodeName name) {
    var names = List.of(name.full(), name.path(), name.item(), name.step(), name.template());
    for (var i = 0; i < RANKS; i++) {
      if (!text.isEmpty() && text.equals(names.get(i))) {
        return 2 * RANKS - i;
      }
    }
    for (var i = 0; i < RANKS; i++) {
      if (text.contains("*") && !names.get(i).isEmpty() && glob.matcher(names.get(i)).matches()) {
        return RANKS - i;
      }
    }
    return 0;
  }

  /// The nodes that are meant: those about which this is most particular. Tries of a node are meant
  /// only by their whole names.
  List<Part> of(List<Part> parts) {
    var best = parts.stream().mapToInt(this::rank).max().orElse(0);
    return best == 0 ? List.of() : parts.stream().filter(part -> rank(part) == best).toList();
  }

  private int rank(Part part) {
    var rank = rank(part.name());
    return part.attempt() < 0 || rank == 2 * RANKS || rank == RANKS ? rank : 0;
  }
}
