package dev.tiphys.events.delivery;

/// How much an application should be looked at anew.
public enum Refresh {
  /// Only if something changed.
  NONE("none"),
  /// What the sources say now, rendered or from the cache.
  NORMAL("normal"),
  /// Rendered anew whatever the cache holds.
  HARD("hard");

  private final String text;

  Refresh(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
