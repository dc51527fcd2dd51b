package dev.tiphys.language.expression;

/// A number with a name: a month, a weekday.
record GoEnum(String type, long number, String name) {
  @Override
  public String toString() {
    return name;
  }
}
