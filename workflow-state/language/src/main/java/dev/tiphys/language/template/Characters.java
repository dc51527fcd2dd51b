package dev.tiphys.language.template;

import java.util.BitSet;

/// Characters of which some were inserted as values and therefore never open or close a tag.
final class Characters {
  private final StringBuilder text = new StringBuilder();
  private final BitSet inserted = new BitSet();

  /// Adds characters in which tags may begin and end.
  Characters write(String source) {
    text.append(source);
    return this;
  }

  /// Adds characters that mean only themselves.
  Characters insert(String value) {
    inserted.set(text.length(), text.length() + value.length());
    text.append(value);
    return this;
  }

  /// Adds a part of other characters, each still what it was.
  Characters copy(Characters from, int start, int end) {
    var shift = text.length() - start;
    text.append(from.text, start, end);
    for (var i = from.inserted.nextSetBit(start);
        i >= 0 && i < end;
        i = from.inserted.nextSetBit(i)) {
      var runEnd = Math.min(from.inserted.nextClearBit(i), end);
      inserted.set(i + shift, runEnd + shift);
      i = runEnd;
    }
    return this;
  }

  /// Where `braces` stand next as the user wrote them, or -1.
  int indexOf(String braces, int from) {
    var index = text.indexOf(braces, from);
    while (index >= 0 && (inserted.get(index) || inserted.get(index + 1))) {
      index = text.indexOf(braces, index + 1);
    }
    return index;
  }

  /// Where `braces` stand last within a part as the user wrote them, or -1.
  int lastIndexOf(String braces, int start, int end) {
    var index = text.lastIndexOf(braces, end - braces.length());
    while (index >= start && (inserted.get(index) || inserted.get(index + 1))) {
      index = text.lastIndexOf(braces, index - 1);
    }
    return index < start ? -1 : index;
  }

  /// Whether the user wrote `character` at this place.
  boolean isAt(int index, char character) {
    return index < text.length() && text.charAt(index) == character && !inserted.get(index);
  }

  String part(int start, int end) {
    return text.substring(start, end);
  }

  int length() {
    return text.length();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
