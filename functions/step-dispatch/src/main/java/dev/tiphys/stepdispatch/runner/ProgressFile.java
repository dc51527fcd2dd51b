package dev.tiphys.stepdispatch.runner;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// The file in which a step says how far it has got (F205).
public final class ProgressFile {
  private static final Pattern FRACTION = Pattern.compile("[0-9]{1,9}/[0-9]{1,9}");
  private static final int BYTES_MAX = 32;

  private ProgressFile() {}

  /// The first line of the file if it is of the form `3/10`, else nothing.
  public static String read(Path file) {
    var text = Regular.start(file, BYTES_MAX).lines().findFirst().orElse("").strip();
    return FRACTION.matcher(text).matches() ? text : "";
  }
}
