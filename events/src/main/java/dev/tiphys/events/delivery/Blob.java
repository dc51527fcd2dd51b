package dev.tiphys.events.delivery;

import dev.tiphys.events.Digest;

/// A list that lies beside the log, named by its content.
///
/// @param dataref the digest of the JSON array
/// @param count how many elements it has
public record Blob(String dataref, int count) {
  public Blob {
    Digest.checked(dataref);
    if (count < 0) {
      throw new IllegalArgumentException("count: expected 0 or more, found " + count);
    }
  }
}
