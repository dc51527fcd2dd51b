package dev.tiphys.doorway.otlp;

/// What a collector is told of, as paths and variables name it.
public enum Signal {
  METRICS("metrics"),
  TRACES("traces");

  private final String path;

  Signal(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }
}
