package dev.tiphys.render;

/// What a rendering knows of its application.
///
/// @param name without a namespace
/// @param instance what objects and variables call it: with its namespace outside that of the
///     control plane
/// @param namespace where its objects go
public record RenderedApp(String name, String instance, String project, String namespace) {
  /// One in the control plane's own namespace.
  public static RenderedApp named(String name, String namespace) {
    return new RenderedApp(name, name, "default", namespace);
  }
}
