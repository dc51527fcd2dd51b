package dev.tiphys.events.delivery;

import com.fasterxml.jackson.databind.JsonNode;

/// A source of an application and what its revision meant when it was looked up.
///
/// @param source as `spec.source` or an entry of `spec.sources` says it
/// @param revision the commit, the version of the chart or the digest of the artifact
public record ResolvedSource(JsonNode source, String revision) {
  public ResolvedSource {
    if (!source.isObject()) {
      throw new IllegalArgumentException(
          "source: expected an object, found " + source.getNodeType());
    }
    if (revision.isEmpty()) {
      throw new IllegalArgumentException(
          "revision: expected what the source resolved to, found none");
    }
  }
}
