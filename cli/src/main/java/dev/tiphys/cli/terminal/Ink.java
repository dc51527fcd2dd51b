package dev.tiphys.cli.terminal;

/// A colour of the terminal's own palette.
public enum Ink {
  RED(31),
  GREEN(32),
  YELLOW(33),
  BLUE(34),
  MAGENTA(35),
  CYAN(36),
  GREY(90);

  static final String RESET = "\u001b[0m";

  private final String start;

  Ink(int code) {
    start = "\u001b[" + code + "m";
  }

  public String on(String text) {
    return start + text + RESET;
  }
}
