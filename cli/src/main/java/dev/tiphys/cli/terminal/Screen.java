package dev.tiphys.cli.terminal;

import java.util.List;

/// A picture of some lines at the end of what a terminal shows, changed in place.
///
/// Each method returns what to write, in one piece: a terminal that gets the whole change at once
/// shows no half of it. Lines that did not change are not written, so nothing flickers. What stood
/// above the picture stays.
public final class Screen {
  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  // Terminals that know "synchronized output" paint once at its end; others ignore it.
  private static final String BEGIN = "\u001b[?2026h";
  private static final String END = "\u001b[?2026l";
  private static final String ERASE_BELOW = "\u001b[J";
  private static final String ERASE_LINE_END = "\u001b[K";

  private List<String> shown = List.of();
  private int columns;

  /// Puts these lines in place of the last picture. There must be fewer of them than the terminal
  /// has rows, or the terminal scrolls and the next change lands in the wrong place.
  ///
  /// @param columns the width of the terminal now; longer lines are cut
  public String draw(List<String> lines, int columns) {
    var next = lines.stream().map(line -> Width.cut(line, columns)).toList();
    if (columns == this.columns && next.equals(shown)) {
      return "";
    }
    var text = new StringBuilder(BEGIN).append(HIDE_CURSOR);
    // After a change of width the old lines may be broken over rows, so nothing of them is reused.
    var same = columns == this.columns;
    text.append(up(same ? shown.size() : rows(columns)));
    if (!same) {
      text.append(ERASE_BELOW);
    }
    for (var i = 0; i < next.size(); i++) {
      if (!same || i >= shown.size() || !shown.get(i).equals(next.get(i))) {
        text.append(next.get(i)).append(ERASE_LINE_END);
      }
      text.append("\r\n");
    }
    if (same && next.size() < shown.size()) {
      text.append(ERASE_BELOW);
    }
    shown = next;
    this.columns = columns;
    return text.append(END).toString();
  }

  /// Takes the picture away, gives the cursor back and puts `after` where the picture was.
  public String clear(String after) {
    var text = BEGIN + up(shown.size()) + ERASE_BELOW + after + SHOW_CURSOR + END;
    shown = List.of();
    return text;
  }

  /// Leaves the picture where it is and gives the cursor back: for an end in the middle of things.
  public String leave() {
    shown = List.of();
    return SHOW_CURSOR;
  }

  private int rows(int width) {
    return shown.stream()
        .mapToInt(line -> Math.max(1, -Math.floorDiv(-Width.of(line), width)))
        .sum();
  }

  private static String up(int lines) {
    return lines == 0 ? "" : "\r\u001b[" + lines + "A";
  }
}
