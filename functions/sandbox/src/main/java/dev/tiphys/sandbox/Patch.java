package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/// A change to an object, in one of the four ways that Kubernetes has.
public sealed interface Patch {
  /// A list of operations (RFC 6902).
  record Operations(JsonNode list) implements Patch {}

  /// RFC 7386: fields to set, null to remove; lists are replaced.
  record Merge(JsonNode fields) implements Patch {}

  /// As Merge, but lists merge as the kind's definition says.
  record Strategic(JsonNode fields) implements Patch {}

  /// Server-side apply.
  record Apply(JsonNode wanted) implements Patch {}
}
