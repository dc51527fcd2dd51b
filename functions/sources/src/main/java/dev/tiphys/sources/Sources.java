package dev.tiphys.sources;

import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.revision.Refs;
import dev.tiphys.language.revision.RepositoryUrl;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.git.GitRepositories;
import dev.tiphys.sources.tree.Tree;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What sources of applications mean, and their files.
public final class Sources {
  private final Supplier<Repositories> repositories;
  private final GitRepositories git;

  /// @param repositories those that are known at the moment
  public Sources(Supplier<Repositories> repositories, GitRepositories git) {
    this.repositories = repositories;
    this.git = git;
  }

  /// Tells repositories apart: sources with the same key are read from one.
  public String key(ApplicationSource source, String project) {
    var repository = repository(source, project);
    return repository.kind()
        + " "
        + RepositoryUrl.normalized(repository.url())
        + " "
        + repository.credentials().fingerprint();
  }

  /// Asks each repository at most once.
  public Listing listing() {
    return new Listing();
  }

  /// What repositories said when they were asked; for many threads.
  public final class Listing {
    private record Answer(@Nullable Refs refs, @Nullable SourceFailure failure) {}

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    /// What `targetRevision` means: a commit, the version of a chart, or a digest.
    ///
    /// @throws SourceFailure if it means nothing, or its repository does not answer
    public String resolve(ApplicationSource source, String project) {
      if (Refs.isCommit(source.targetRevision())) {
        return source.targetRevision().toLowerCase(Locale.ROOT);
      }
      var found =
          refs(source, project)
              .resolve(source.targetRevision(), source.tagPrefix())
              .orElseThrow(() -> new SourceFailure("%s", Refs.unresolved(source.targetRevision())));
      return found.abbreviated()
          ? git.remote(repository(source, project)).fetch(found.commit()).commit()
          : found.commit();
    }

    private Refs refs(ApplicationSource source, String project) {
      var answer =
          answers.computeIfAbsent(key(source, project), _ -> ask(repository(source, project)));
      if (answer.refs() == null) {
        throw answer.failure() == null ? new SourceFailure("no answer") : answer.failure();
      }
      return answer.refs();
    }

    private Answer ask(Repository repository) {
      try {
        return new Answer(git.remote(repository).refs(), null);
      } catch (SourceFailure e) {
        return new Answer(null, e);
      }
    }

    /// Whether the repository was asked and did not answer.
    public boolean failed(String key) {
      var answer = answers.get(key);
      return answer != null && answer.failure() != null;
    }
  }

  /// The files of a source at a revision that [Listing#resolve] gave.
  public Tree tree(ApplicationSource source, String revision, String project) {
    return git.remote(repository(source, project)).fetch(revision).tree();
  }

  private Repository repository(ApplicationSource source, String project) {
    return repositories.get().find(Kind.GIT, source.repoURL(), project);
  }
}
