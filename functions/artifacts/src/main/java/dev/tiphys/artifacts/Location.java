package dev.tiphys.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/// Where an artifact lies, in Argo's own form: a kind of storage and its fields, of which one is
/// the key.
public record Location(Kind kind, ObjectNode fields) {
  /// The kinds of storage, which are also the names of fields of an artifact.
  public enum Kind {
    S3("s3", "key", "keyFormat", "endpoint", "bucket"),
    GCS("gcs", "key", "keyFormat", "bucket"),
    AZURE("azure", "blob", "blobNameFormat", "endpoint", "container"),
    OSS("oss", "key", "keyFormat", "endpoint", "bucket"),
    HDFS("hdfs", "path", "pathFormat", "addresses"),
    ARTIFACTORY("artifactory", "url", "keyFormat"),
    HTTP("http", "url", ""),
    GIT("git", "repo", ""),
    RAW("raw", "data", ""),
    PLUGIN("plugin", "key", "keyFormat", "name");

    private final String field;
    private final String key;
    private final String format;
    private final List<String> others;

    Kind(String field, String key, String format, String... others) {
      this.field = field;
      this.key = key;
      this.format = format;
      this.others = List.of(others);
    }

    /// The name of the field of an artifact.
    @Override
    public String toString() {
      return field;
    }

    String format() {
      return format;
    }
  }

  /// What is written in `artifact`; empty if it says nothing about its place.
  public static Optional<Location> of(JsonNode artifact) {
    for (var kind : Kind.values()) {
      if (artifact.get(kind.field) instanceof ObjectNode fields) {
        return Optional.of(new Location(kind, fields));
      }
    }
    return Optional.empty();
  }

  /// The key, URL or path; empty if there is none.
  public String key() {
    return fields.path(kind.key).asText("");
  }

  /// The same with another key.
  public Location withKey(String key) {
    var copy = fields.deepCopy();
    copy.put(kind.key, key);
    return new Location(kind, copy);
  }

  /// What lies below this, under that name; of a URL, before its query.
  public Location below(String name) {
    if (kind == Kind.GIT || kind == Kind.RAW) {
      throw new ArtifactFailure("%s artifacts have no parts: subPath does not apply", kind);
    }
    var key = key();
    var query = kind == Kind.HTTP || kind == Kind.ARTIFACTORY ? key.indexOf('?') : -1;
    var end = query < 0 ? key.length() : query;
    return withKey(key.substring(0, end).replaceAll("/+$", "") + "/" + name + key.substring(end));
  }

  /// The same with nothing but the key: the rest is the repository's (F060).
  public Location keyOnly() {
    return new Location(kind, JsonNodeFactory.instance.objectNode().put(kind.key, key()));
  }

  /// Whether it says all that is needed, and not only a key.
  public boolean isComplete() {
    return !key().isEmpty() && kind.others.stream().map(fields::path).allMatch(Location::isGiven);
  }

  private static boolean isGiven(JsonNode value) {
    return value.isContainerNode()
        ? !value.isEmpty()
        : !value.isNull() && !value.asText("").isEmpty();
  }

  /// Puts it into `artifact`, in place of any other.
  public void into(ObjectNode artifact) {
    for (var other : Kind.values()) {
      artifact.remove(other.field);
    }
    artifact.set(kind.field, fields);
  }
}
