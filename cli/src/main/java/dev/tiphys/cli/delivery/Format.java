package dev.tiphys.cli.delivery;

/// How what a server says is printed.
enum Format {
  /// For people.
  WIDE,
  NAME,
  JSON,
  YAML
}
