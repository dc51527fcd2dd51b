package dev.tiphys.cli.view;

import dev.tiphys.cli.terminal.Width;
import java.util.ArrayList;
import java.util.List;

/// Columns as wide as what stands in them.
public final class Table {
  private final String gap;
  private final List<List<String>> rows = new ArrayList<>();

  /// @param gap how many spaces are between columns
  public Table(int gap, List<String> titles) {
    this.gap = " ".repeat(gap);
    rows.add(titles);
  }

  public void add(List<String> cells) {
    rows.add(cells);
  }

  /// Whether there is nothing in it but titles.
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  public List<String> lines() {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Width.of(row.get(i)));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (var i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : gap).append(Width.pad(row.get(i), widths[i]));
    }
    return line.toString().stripTrailing();
  }
}
