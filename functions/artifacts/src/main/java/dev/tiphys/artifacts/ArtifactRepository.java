package dev.tiphys.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.artifacts.Location.Kind;
import org.jspecify.annotations.Nullable;

/// Where artifacts lie that do not say it themselves: `artifactRepository` of the configuration, or
/// of a ConfigMap (F059).
///
/// @param json as Argo has it; null for the store of this host
public record ArtifactRepository(@Nullable JsonNode json) {
  /// The store of this host.
  public static final ArtifactRepository OWN = new ArtifactRepository(null);

  /// The one that `status.artifactRepositoryRef` of a run holds.
  public static ArtifactRepository of(JsonNode reference) {
    var json = reference.path("artifactRepository");
    return json.isObject() ? new ArtifactRepository(json) : OWN;
  }

  /// Whether logs are archived whatever a Workflow says (F061).
  public boolean archiveLogs() {
    return json != null && json.path("archiveLogs").asBoolean(false);
  }

  /// How the keys of artifacts begin that have none.
  ///
  /// @param otherwise where the repository says nothing: Argo's own format
  public String keyBase(String otherwise) {
    if (json == null) {
      return otherwise;
    }
    var location = location();
    var fields = location.fields();
    var format = fields.path(location.kind().format()).asText("");
    if (!format.isEmpty()) {
      return format;
    }
    var prefix = fields.path("keyPrefix").asText("");
    return prefix.isEmpty() ? otherwise : prefix + "/" + otherwise;
  }

  /// Where the artifact with that key lies.
  public Location at(String key) {
    var location = location();
    if (location.kind() == Kind.ARTIFACTORY) {
      var url = location.fields().path("repoURL").asText("").replaceAll("/+$", "");
      return location.withKey(url.isEmpty() || key.startsWith(url + "/") ? key : url + "/" + key);
    }
    return location.withKey(key);
  }

  private Location location() {
    return json == null
        ? new Location(Kind.S3, JsonNodeFactory.instance.objectNode())
        : Location.of(json)
            .orElseThrow(
                () ->
                    new ArtifactFailure(
                        "the artifact repository names no kind of storage, such as s3"));
  }

  /// `location`, with all that it leaves out.
  ///
  /// @return the full place; one in the store of this host has nothing but a key
  public Location complete(Location location) {
    if (location.isComplete()) {
      return location;
    }
    if (location.key().isEmpty()) {
      throw new ArtifactFailure("%s has no key", location.kind());
    }
    return at(location.key());
  }

  /// As [#complete]; a place without a key is all that the store has.
  public Location completeForList(Location location) {
    if (!location.key().isEmpty()) {
      return complete(location);
    }
    return location.withKey("-").isComplete() ? location : at("");
  }

  /// What status says of an artifact at `location`: only the key, if the rest is the repository's.
  public static void show(Location location, boolean ofRepository, ObjectNode artifact) {
    (ofRepository && location.kind() != Kind.ARTIFACTORY ? location.keyOnly() : location)
        .into(artifact);
  }
}
