package dev.tiphys.delivery.webhook;

import java.util.List;

/// What a provider says has happened.
public sealed interface RepositoryEvent {
  /// Commits came to a branch or a tag.
  ///
  /// @param urls of the repository, as people see it
  /// @param revision the branch or tag, without `refs/heads/` or the like
  /// @param touchedHead whether it is the default branch; true where the provider does not say
  /// @param changedFiles empty when the provider does not say
  /// @param before the commit before; empty when the provider does not say
  /// @param after the commit after; empty when the provider does not say
  record Pushed(
      List<String> urls,
      String revision,
      boolean touchedHead,
      List<String> changedFiles,
      String before,
      String after)
      implements RepositoryEvent {
    public Pushed {
      urls = List.copyOf(urls);
      changedFiles = List.copyOf(changedFiles);
    }
  }

  /// An artifact came to a registry.
  ///
  /// @param repository such as `owner/name`
  record Published(String registry, String repository, String tag) implements RepositoryEvent {
    /// As applications name it.
    public String url() {
      return "oci://" + registry + "/" + repository;
    }
  }

  /// A pull or merge request began, ended or changed: for generators that list them.
  ///
  /// @param url of the repository, as people see it
  /// @param repository such as `owner/name`; the numeric id for GitLab, `project/name` for Azure
  record Requested(String provider, String url, String repository) implements RepositoryEvent {}

  /// Something that changes nothing here.
  record Nothing() implements RepositoryEvent {}
}
