package dev.tiphys.cli.view;

import java.util.ArrayList;
import java.util.List;

/// What differs between two texts, line by line, as `diff -u` prints it.
public final class UnifiedDiff {
  private static final int CONTEXT = 3;

  /// Texts with more differences are shown as one of them gone and the other new.
  private static final int EDITS_MAX = 2_000;

  /// A line of the one text, of the other, or of both.
  private record Line(char sign, String text) {}

  private UnifiedDiff() {}

  /// The hunks, without the two lines that name the texts; none if there is no difference.
  public static List<String> of(List<String> before, List<String> after) {
    return hunks(lines(before, after));
  }

  private static List<Line> lines(List<String> before, List<String> after) {
    var start = 0;
    var shorter = Math.min(before.size(), after.size());
    while (start < shorter && before.get(start).equals(after.get(start))) {
      start++;
    }
    var end = 0;
    while (end < shorter - start
        && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
      end++;
    }
    List<Line> lines = new ArrayList<>();
    before.subList(0, start).forEach(text -> lines.add(new Line(' ', text)));
    lines.addAll(
        edits(
            before.subList(start, before.size() - end), after.subList(start, after.size() - end)));
    before
        .subList(before.size() - end, before.size())
        .forEach(text -> lines.add(new Line(' ', text)));
    return lines;
  }

  /// The shortest way from the one to the other, by the algorithm of Myers: how far each diagonal
  /// is reached with ever more edits, then back along the way.
  private static List<Line> edits(List<String> before, List<String> after) {
    var most = Math.min(before.size() + after.size(), EDITS_MAX);
    var reached = new int[2 * most + 3];
    var middle = most + 1;
    List<int[]> trace = new ArrayList<>();
    for (var edits = 0; edits <= most; edits++) {
      trace.add(java.util.Arrays.copyOfRange(reached, middle - edits - 1, middle + edits + 2));
      for (var diagonal = -edits; diagonal <= edits; diagonal += 2) {
        var down =
            diagonal == -edits
                || (diagonal != edits
                    && reached[middle + diagonal - 1] < reached[middle + diagonal + 1]);
        var x = down ? reached[middle + diagonal + 1] : reached[middle + diagonal - 1] + 1;
        while (x < before.size()
            && x - diagonal < after.size()
            && before.get(x).equals(after.get(x - diagonal))) {
          x++;
        }
        reached[middle + diagonal] = x;
        if (x >= before.size() && x - diagonal >= after.size()) {
          return back(before, after, trace);
        }
      }
    }
    List<Line> all = new ArrayList<>();
    before.forEach(text -> all.add(new Line('-', text)));
    after.forEach(text -> all.add(new Line('+', text)));
    return all;
  }

  private static List<Line> back(List<String> before, List<String> after, List<int[]> trace) {
    List<Line> lines = new ArrayList<>();
    var x = before.size();
    var y = after.size();
    for (var edits = trace.size() - 1; edits >= 0; edits--) {
      var reached = trace.get(edits);
      var middle = edits + 1;
      var diagonal = x - y;
      var down =
          diagonal == -edits
              || (diagonal != edits
                  && reached[middle + diagonal - 1] < reached[middle + diagonal + 1]);
      var from = edits == 0 ? 0 : reached[middle + (down ? diagonal + 1 : diagonal - 1)];
      var to = edits == 0 ? 0 : down ? from : from + 1;
      while (x > to) {
        lines.add(new Line(' ', before.get(--x)));
        y--;
      }
      if (edits > 0) {
        lines.add(down ? new Line('+', after.get(--y)) : new Line('-', before.get(--x)));
      }
    }
    return lines.reversed();
  }

  private static List<String> hunks(List<Line> lines) {
    List<String> printed = new ArrayList<>();
    var before = 1;
    var after = 1;
    for (var i = 0; i < lines.size(); ) {
      if (lines.get(i).sign() == ' ' && !isNear(lines, i)) {
        i++;
        before++;
        after++;
        continue;
      }
      List<Line> hunk = new ArrayList<>();
      while (i < lines.size() && (lines.get(i).sign() != ' ' || isNear(lines, i))) {
        hunk.add(lines.get(i++));
      }
      var olds = (int) hunk.stream().filter(line -> line.sign() != '+').count();
      var news = (int) hunk.stream().filter(line -> line.sign() != '-').count();
      printed.add("@@ -%s +%s @@".formatted(range(before, olds), range(after, news)));
      hunk.forEach(line -> printed.add(line.sign() + line.text()));
      before += olds;
      after += news;
    }
    return printed;
  }

  /// Whether a difference is within the lines around.
  private static boolean isNear(List<Line> lines, int at) {
    var from = Math.max(0, at - CONTEXT);
    var to = Math.min(lines.size(), at + CONTEXT + 1);
    return lines.subList(from, to).stream().anyMatch(line -> line.sign() != ' ');
  }

  private static String range(int start, int count) {
    return count == 1 ? Integer.toString(start) : (count == 0 ? start - 1 : start) + "," + count;
  }
}
