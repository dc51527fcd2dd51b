package dev.tiphys.log.stream;

import dev.tiphys.log.store.Keys;

/// The name of a stream, for example `runs/default/hello/<uid>`: a key as [Keys] allows it, at most
/// [#CHARS_MAX] characters. No stream's name may continue another's with `/r` or `/p`, where the
/// records and packs of that one are.
public record StreamName(String value) {
  /// The most characters of a name: 700, which leaves room for what the log appends.
  public static final int CHARS_MAX = 700;

  /// Throws [dev.tiphys.log.LogFailure.Rejected] for a name that cannot be a key.
  public StreamName {
    Keys.requireKey(value);
    if (value.length() > CHARS_MAX) {
      throw new dev.tiphys.log.LogFailure.Rejected(
          "a stream's name has %d characters; the limit is %d"
              .formatted(value.length(), CHARS_MAX));
    }
  }

  String recordsPrefix() {
    return value + "/r/";
  }

  String packsPrefix() {
    return value + "/p/";
  }

  String recordKey(long version) {
    return recordsPrefix() + digits(version) + ".json";
  }

  String packKey(long from, long to) {
    return packsPrefix() + digits(from) + "-" + digits(to) + ".jsonl.gz";
  }

  private static String digits(long version) {
    var digits = Long.toString(version);
    return "0".repeat(20 - digits.length()) + digits;
  }

  @Override
  public String toString() {
    return value;
  }
}
