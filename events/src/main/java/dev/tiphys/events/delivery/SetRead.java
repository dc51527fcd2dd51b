package dev.tiphys.events.delivery;

/// A repository that a generator read.
///
/// @param project whose credentials were used; empty for everybody's
/// @param revision the commit that `targetRevision` meant
public record SetRead(String repoUrl, String targetRevision, String project, String revision) {
  public SetRead {
    targetRevision = targetRevision == null ? "" : targetRevision;
    project = project == null ? "" : project;
  }
}
