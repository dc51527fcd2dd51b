package dev.tiphys.language.template;

/// What a name stands for in a [Scope].
public sealed interface Meaning {
  /// The name is declared, but there is nothing behind it: the output of a skipped or omitted node
  /// without a default.
  Meaning ABSENT = new Absent();

  /// The scope has never heard of the name; a wider scope or a later pass may have.
  Meaning UNKNOWN = new Unknown();

  /// The name has this value.
  static Meaning of(String value) {
    return new Known(value);
  }

  /// The name has a value that expressions see as it is, and texts as `text`.
  static Meaning of(Object value, String text) {
    return new Typed(value, text);
  }

  /// The name has a value.
  record Known(String value) implements Meaning {}

  /// The name has a value that is more than text: a number or a time.
  record Typed(Object value, String text) implements Meaning {}

  /// See [Meaning#ABSENT].
  record Absent() implements Meaning {}

  /// See [Meaning#UNKNOWN].
  record Unknown() implements Meaning {}
}
