package dev.tiphys.sources;

import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.revision.Refs;
import dev.tiphys.language.revision.RepositoryUrl;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.chart.HelmRepository;
import dev.tiphys.sources.chart.OciRegistry;
import dev.tiphys.sources.chart.Unpacked;
import dev.tiphys.sources.git.GitLimits;
import dev.tiphys.sources.git.GitRemote;
import dev.tiphys.sources.git.GitRepositories;
import dev.tiphys.sources.git.SignatureCheck;
import dev.tiphys.sources.http.Fetch;
import dev.tiphys.sources.tree.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What sources of applications mean, and their files.
public final class Sources implements AutoCloseable {
  private static final Duration DOCUMENT_MAX = Duration.ofMinutes(2);
  private static final long VALUES_BYTES_MAX = 4L << 20;

  private final Supplier<Repositories> repositories;
  private final GitRepositories git;
  private final Fetch fetch;
  private final Unpacked unpacked;

  /// @param repositories those that are known at the moment
  public Sources(Supplier<Repositories> repositories, GitRepositories git) {
    this.repositories = repositories;
    this.git = git;
    this.fetch = new Fetch(git.http(), DOCUMENT_MAX);
    this.unpacked = new Unpacked(git.folder().resolve("charts"));
  }

  /// Sources that keep what they fetch below `folder`.
  public static Sources in(Path folder, Supplier<Repositories> repositories) {
    return new Sources(repositories, new GitRepositories(folder, GitLimits.DEFAULT));
  }

  /// Tells repositories apart: sources with the same key are read from one.
  public String key(ApplicationSource source, String project) {
    var repository = repository(source, project);
    return (source.isHelm() ? "chart " + source.chart() : source.isOci() ? "artifact" : "git")
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
      if (source.isHelm()) {
        return isRegistry(source.repoURL(), project)
            ? registry(source.repoURL(), source.chart(), project).version(source.targetRevision())
            : helm(source.repoURL(), project).resolve(source.chart(), source.targetRevision());
      }
      if (source.isOci()) {
        return registry(source.repoURL(), "", project).digest(source.targetRevision());
      }
      if (Refs.isCommit(source.targetRevision())) {
        return source.targetRevision().toLowerCase(Locale.ROOT);
      }
      var found =
          refs(source, project)
              .resolve(source.targetRevision(), source.tagPrefix())
              .orElseThrow(() -> new SourceFailure("%s", Refs.unresolved(source.targetRevision())));
      return found.abbreviated()
          ? remote(source, project).fetch(found.commit()).commit()
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

  /// What is wrong with the signatures of a source at a revision that [Listing#resolve] gave. Only
  /// Git has any; other sources have nothing wrong.
  public List<String> signatureProblems(
      ApplicationSource source, String revision, String project, SignatureCheck check) {
    if (source.isHelm() || source.isOci()) {
      return List.of();
    }
    var remote = remote(source, project);
    var tag =
        Refs.isCommit(source.targetRevision())
            ? null
            : remote
                .refs()
                .resolve(source.targetRevision(), source.tagPrefix())
                .filter(found -> found.commit().equals(revision))
                .map(Refs.Resolved::listed)
                .filter(listed -> !listed.equals(revision))
                .orElse(null);
    return remote.problems(check, tag, revision);
  }

  /// The files of a source at a revision that [Listing#resolve] gave.
  public Tree tree(ApplicationSource source, String revision, String project) {
    if (source.isHelm()) {
      var passes = source.helm() != null && source.helm().passCredentials();
      return unpacked.chart(
          chart(source.repoURL(), source.chart(), revision, project, passes), source.chart());
    }
    if (source.isOci()) {
      var artifact = registry(source.repoURL(), "", project).artifact(revision);
      return artifact.chart()
          ? unpacked.chart(artifact.archive(), source.repoURL())
          : unpacked.files(artifact.archive(), source.repoURL());
    }
    return remote(source, project).fetch(revision).tree();
  }

  /// A packed chart of a Helm repository or registry.
  ///
  /// @param url its address, or `@name` as dependencies write it
  /// @param version exact, or a constraint
  public byte[] chart(
      String url, String chart, String version, String project, boolean passCredentials) {
    var address = named(url, project);
    if (isRegistry(address, project)) {
      var registry = registry(address, chart, project);
      return registry.artifact(registry.version(version).replace('+', '_')).archive();
    }
    var helm = helm(address, project);
    return helm.archive(chart, helm.resolve(chart, version), passCredentials);
  }

  private String named(String url, String project) {
    var name = url.startsWith("@") ? url.substring(1) : url.replaceFirst("^alias:", "");
    if (name.equals(url)) {
      return url;
    }
    return repositories.get().known().stream()
        .filter(known -> known.kind() == Kind.HELM && known.name().equals(name))
        .filter(known -> known.project().isEmpty() || known.project().equals(project))
        .map(Repository::url)
        .findFirst()
        .orElseThrow(() -> new SourceFailure("there is no repository called '%s'", name));
  }

  /// A file on the web, of anybody.
  public byte[] file(String url) {
    return fetch.bytes(Repository.anonymous(Kind.HELM, url), url, "", VALUES_BYTES_MAX);
  }

  /// Asks a repository for what it has, to see whether it answers.
  ///
  /// @return false if that cannot be told: of a registry only what is in it can be asked
  /// @throws SourceFailure if it does not answer
  public boolean answers(Repository repository) {
    return switch (repository.kind()) {
      case GIT -> {
        git.remote(repository).refs();
        yield true;
      }
      case HELM -> {
        if (repository.options().enableOci()) {
          yield false;
        }
        new HelmRepository(repository, fetch).check();
        yield true;
      }
      case OCI -> {
        new OciRegistry(repository.at(bare(repository.url())), fetch).tags();
        yield true;
      }
    };
  }

  private static String bare(String url) {
    return url.replaceFirst("^(oci|https?)://", "").replaceFirst("/+$", "");
  }

  private boolean isRegistry(String url, String project) {
    return !url.startsWith("http://") && !url.startsWith("https://")
        || repositories.get().find(Kind.HELM, url, project).options().enableOci();
  }

  private HelmRepository helm(String url, String project) {
    return new HelmRepository(repositories.get().find(Kind.HELM, url, project), fetch);
  }

  /// @param chart empty for an artifact that the address names itself
  private OciRegistry registry(String url, String chart, String project) {
    var bare = bare(url);
    var kind = chart.isEmpty() ? Kind.OCI : Kind.HELM;
    var known = repositories.get();
    var found = known.find(kind, known.knows(url, project) ? url : bare, project);
    return new OciRegistry(found.at(chart.isEmpty() ? bare : bare + "/" + chart), fetch);
  }

  private GitRemote remote(ApplicationSource source, String project) {
    return git.remote(
        repository(source, project), url -> repositories.get().find(Kind.GIT, url, project));
  }

  private Repository repository(ApplicationSource source, String project) {
    return repositories.get().find(Kind.GIT, source.repoURL(), project);
  }

  @Override
  public void close() {
    git.close();
  }
}
