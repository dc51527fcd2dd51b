package dev.tiphys.cli.view;

import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.terminal.Ink;
import java.util.List;

/// How things are drawn.
public record Look(boolean colour, boolean utf8) {
  /// For files and programs.
  public static final Look PLAIN = new Look(false, true);

  private static final List<Ink> PODS =
      List.of(Ink.GREEN, Ink.YELLOW, Ink.BLUE, Ink.MAGENTA, Ink.CYAN);

  String ink(Ink ink, String text) {
    return colour ? ink.on(text) : text;
  }

  /// Argo's icon of a node, or an ASCII character that stands for it.
  String icon(NodeView node) {
    if (node.isSuspended()) {
      return ink(Ink.YELLOW, utf8 ? "ǁ" : "=");
    }
    return icon(node.phase());
  }

  public String icon(String phase) {
    return switch (phase) {
      case "Pending" -> ink(Ink.YELLOW, utf8 ? "◷" : ".");
      case "Running" -> ink(Ink.CYAN, utf8 ? "●" : "*");
      case "Succeeded" -> ink(Ink.GREEN, utf8 ? "✔" : "+");
      case "Skipped", "Omitted" -> utf8 ? "○" : "-";
      case "Failed" -> ink(Ink.RED, utf8 ? "✖" : "x");
      case "Error" -> ink(Ink.RED, utf8 ? "⚠" : "!");
      default -> utf8 ? "◷" : ".";
    };
  }

  /// A line of a log after the name of the pod that wrote it, which keeps its colour.
  public String podLine(String pod, String line) {
    var ink = PODS.get(Math.floorMod(pod.hashCode(), PODS.size()));
    return ink(ink, Inert.text(pod) + ":") + " " + Inert.logLine(line);
  }

  /// The lines of a tree in ASCII where no others can be shown.
  String lines(String drawn) {
    return utf8
        ? drawn
        : drawn
            .replace('│', '|')
            .replace('├', '|')
            .replace('└', '`')
            .replace('┬', '-')
            .replace('─', '-');
  }
}
