package dev.tiphys.engine;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much of the work of a step or a run is done: `n/m` (F205).
record Progress(long done, long total) {
  static final Progress NONE = new Progress(0, 0);
  static final Progress STEP = new Progress(0, 1);

  private static final Pattern FORM = Pattern.compile("(\\d{1,15})/(\\d{1,15})");

  /// What a step says of itself, or null if that is not of the form `n/m` with n at most m.
  static @Nullable Progress parse(String text) {
    var match = FORM.matcher(text.strip());
    if (!match.matches()) {
      return null;
    }
    var progress = new Progress(Long.parseLong(match.group(1)), Long.parseLong(match.group(2)));
    return progress.done > progress.total || progress.total == 0 ? null : progress;
  }

  Progress plus(Progress other) {
    return new Progress(done + other.done, total + other.total);
  }

  Progress minus(Progress other) {
    return new Progress(done - other.done, total - other.total);
  }

  Progress complete() {
    return new Progress(total, total);
  }

  @Override
  public String toString() {
    return done + "/" + total;
  }
}
