package dev.tiphys.language.workflow;

/// A document does not have the shape of its kind. It is wrong and will stay wrong.
public final class MalformedResourceException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String path;

  MalformedResourceException(String path, String problem) {
    super(path.isEmpty() ? problem : path + ": " + problem);
    this.path = path;
  }

  /// Where it is wrong, such as `spec.templates[0].steps[1][0].when`.
  public String path() {
    return path;
  }
}
