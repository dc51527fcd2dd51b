package dev.tiphys.language.template;

/// A part of a [Text], with where it lies in the text.
sealed interface Segment {
  int start();

  int end();

  /// Characters outside of tags.
  record Literal(int start, int end) implements Segment {}

  /// `{{name}}`.
  record Simple(int start, int end, String name) implements Segment {}

  /// `{{outer-{{inner}}` as far as the braces that end the inner tag. The inner value becomes a
  /// part of the outer name, which is looked up when the text is read again.
  ///
  /// @param tag all between the outermost braces, for messages
  /// @param inner the inner name exactly as written: here white space is not trimmed
  /// @param innerStart where the braces of the inner tag begin
  record Nested(int start, int end, String tag, String inner, int innerStart) implements Segment {}

  /// `{{=formula}}`.
  record Expression(int start, int end, Formula formula) implements Segment {}
}
