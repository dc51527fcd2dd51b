package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.workflow.Fields;
import org.jspecify.annotations.Nullable;

/// A dry source that is rendered into a branch, and the branch that is synced (C052).
///
/// @param hydrateTo a branch to stage in; null for the synced one itself
public record SourceHydrator(
    ApplicationSource drySource, SyncSource syncSource, @Nullable String hydrateTo) {
  /// @param repoURL empty for that of the dry source
  public record SyncSource(String targetBranch, String path, String repoURL) {
    static SyncSource from(Fields fields) {
      return new SyncSource(
          fields.textOrEmpty("targetBranch"),
          fields.textOrEmpty("path"),
          fields.textOrEmpty("repoURL"));
    }
  }

  static SourceHydrator from(Fields fields) {
    return new SourceHydrator(
        fields.objectOrEmpty("drySource", ApplicationSource::from),
        fields.objectOrEmpty("syncSource", SyncSource::from),
        fields.object("hydrateTo", to -> to.textOrEmpty("targetBranch")));
  }

  /// The source that a sync applies.
  public ApplicationSource synced() {
    JsonNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put(
                "repoURL",
                syncSource.repoURL().isEmpty() ? drySource.repoURL() : syncSource.repoURL())
            .put("path", syncSource.path())
            .put("targetRevision", syncSource.targetBranch());
    return ApplicationSource.from(json);
  }
}
