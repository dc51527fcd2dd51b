package dev.tiphys.cli.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// The terminal that this process belongs to.
///
/// Its size is asked of `stty`: Java knows no other way without native code, whose start costs more
/// than a small program does.
public final class Tty implements Window {
  /// Where the launcher says which of our outputs are terminals: Java only knows whether all are.
  private static final String OUT = "tiphys.out.terminal";

  private static final String ERR = "tiphys.err.terminal";
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private int rows = 24;
  private int columns = 80;
  private long askedAt = System.nanoTime() - ASK_AGAIN_NANOS;

  public static boolean isOut() {
    return isTerminal(OUT);
  }

  public static boolean isErr() {
    return isTerminal(ERR);
  }

  private static boolean isTerminal(String property) {
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    var known = System.getProperty(property);
    if (known != null) {
      return known.equals("true");
    }
    var console = System.console();
    return console != null && console.isTerminal();
  }

  @Override
  public int rows() {
    ask();
    return rows;
  }

  @Override
  public int columns() {
    ask();
    return columns;
  }

  private void ask() {
    if (System.nanoTime() - askedAt < ASK_AGAIN_NANOS) {
      return;
    }
    askedAt = System.nanoTime();
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var answer = new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
      if (answer.matches("[1-9]\\d{0,3} [1-9]\\d{0,3}\\s*")) {
        var numbers = answer.strip().split(" ");
        rows = Integer.parseInt(numbers[0]);
        columns = Integer.parseInt(numbers[1]);
      }
    } catch (IOException e) {
      // Without stty or a terminal the size stays what it was taken for.
      askedAt = Long.MAX_VALUE / 2;
    }
  }
}
