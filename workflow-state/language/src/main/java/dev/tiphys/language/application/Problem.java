package dev.tiphys.language.application;

/// Something that is wrong with a resource.
///
/// @param path such as `spec.sources[1].ref`
public record Problem(String path, String message) {
  @Override
  public String toString() {
    return path + ": " + message;
  }
}
