package dev.tiphys.cli.view;

import java.util.List;

/// Rows of text in columns, without titles.
public final class Columns {
  private static final int GAP = 2;

  private Columns() {}

  /// A line for each row; all rows have as many cells.
  public static List<String> of(List<List<String>> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    var table = new Table(GAP, rows.getFirst());
    rows.stream().skip(1).forEach(table::add);
    return table.lines();
  }
}
