package dev.tiphys.language.validation;

/// Something that is wrong, and where.
///
/// @param line from 1
/// @param path such as `spec.templates[0].steps[1][0].when`; empty for a whole file or document
public record Finding(String file, int line, String path, String message) {
  /// `file:line: path: message`.
  @Override
  public String toString() {
    return file + ":" + line + ": " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
