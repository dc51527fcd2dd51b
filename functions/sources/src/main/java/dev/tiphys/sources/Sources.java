package dev.tiphys.sources;

import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.revision.Refs;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.git.GitRepositories;
import dev.tiphys.sources.tree.Tree;

/// What sources of applications mean, and their files.
public final class Sources {
  private final Repositories repositories;
  private final GitRepositories git;

  public Sources(Repositories repositories, GitRepositories git) {
    this.repositories = repositories;
    this.git = git;
  }

  /// What `targetRevision` means now: a commit, the version of a chart, or a digest.
  ///
  /// @throws SourceFailure if it means nothing, or its repository does not answer
  public String resolve(ApplicationSource source, String project) {
    var repository = repository(source, project);
    if (Refs.isCommit(source.targetRevision())) {
      return source.targetRevision().toLowerCase(java.util.Locale.ROOT);
    }
    var remote = git.remote(repository);
    var found =
        remote
            .refs()
            .resolve(source.targetRevision(), source.tagPrefix())
            .orElseThrow(() -> new SourceFailure("%s", Refs.unresolved(source.targetRevision())));
    return found.abbreviated() ? remote.fetch(found.commit()).commit() : found.commit();
  }

  /// The files of a source at a revision that [#resolve] gave.
  public Tree tree(ApplicationSource source, String revision, String project) {
    return git.remote(repository(source, project)).fetch(revision).tree();
  }

  private Repository repository(ApplicationSource source, String project) {
    return repositories.find(Kind.GIT, source.repoURL(), project);
  }
}
