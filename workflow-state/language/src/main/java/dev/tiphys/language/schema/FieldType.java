package dev.tiphys.language.schema;

import org.jspecify.annotations.Nullable;

/// What a field may hold.
public sealed interface FieldType {
  /// A single value.
  enum Plain implements FieldType {
    /// Numbers and booleans are taken too, as the text that Go prints for them.
    STRING,
    /// A string, and nothing that would have to become one: a revision `1.0` is not `1`.
    TEXT,
    /// A string that takes numbers without an exponent (F003).
    ANY_STRING,
    /// A whole number of 32 bits, or a string (F004).
    INT_OR_STRING,
    /// A whole number of 64 bits.
    INTEGER,
    /// Any finite number.
    NUMBER,
    /// True or false.
    BOOLEAN,
    /// Whatever the user likes.
    ANYTHING
  }

  /// An object with the fields of that type of the table.
  record ObjectOf(String type) implements FieldType {}

  /// A list. Lists of named things are merged by `mergeKey`, all others are replaced.
  record ListOf(FieldType element, @Nullable String mergeKey) implements FieldType {}

  /// A map with free keys.
  record MapOf(FieldType value) implements FieldType {}
}
