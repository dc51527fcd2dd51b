package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Tty;
import dev.tiphys.cli.view.Look;
import picocli.CommandLine.Option;

/// How pictures are drawn.
final class LookOptions {
  @Option(names = "--no-color", description = "Without colours; NO_COLOR does the same.")
  boolean noColour;

  @Option(names = "--no-utf8", description = "With ASCII characters only.")
  boolean noUtf8;

  /// Colours are for terminals.
  Look out() {
    return new Look(!noColour && Tty.isOut() && System.getenv("NO_COLOR") == null, !noUtf8);
  }

  Look err() {
    return new Look(!noColour && Tty.isErr() && System.getenv("NO_COLOR") == null, !noUtf8);
  }
}
