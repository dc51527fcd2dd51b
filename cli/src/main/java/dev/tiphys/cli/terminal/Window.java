package dev.tiphys.cli.terminal;

/// The size of a terminal, which may change at any time.
public interface Window {
  int rows();

  int columns();
}
