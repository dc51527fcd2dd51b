package dev.tiphys.sources.git;

import dev.tiphys.language.revision.Refs;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.SourceUrl;
import dev.tiphys.sources.tree.Elsewhere;
import dev.tiphys.sources.tree.GitTree;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.jspecify.annotations.Nullable;

/// A Git repository on a server.
public final class GitRemote {
  private static final String KEPT = "refs/tiphys/";
  private static final RefSpec HEADS = new RefSpec("+refs/heads/*:" + KEPT + "heads/*");
  private static final RefSpec TAGS = new RefSpec("+refs/tags/*:" + KEPT + "tags/*");
  private static final int ATTEMPTS_MAX = 2;
  private static final int DEPTH_ALL = Integer.MAX_VALUE;

  /// How servers say that they give out only what a branch or tag points at.
  private static final Pattern NOT_GIVEN =
      Pattern.compile("not our ref|not valid|unadvertised|not advertised|Nothing to fetch");

  /// A commit that is here, with all its files.
  ///
  /// @param commit its full id
  public record Fetched(
      String commit, GitTree tree, String author, String message, java.time.Instant at) {}

  private final Repository repository;
  private final String url;
  private final GitLimits limits;
  private final Ways ways;
  private final Supplier<GitRepositories.Copy> copy;
  private final Supplier<Elsewhere> elsewhere;

  /// How it is reached, and what makes tokens for that.
  record Ways(GitTransports transports, AppTokens tokens) {}

  GitRemote(
      Repository repository,
      String url,
      GitLimits limits,
      Ways ways,
      Supplier<GitRepositories.Copy> copy,
      Supplier<Elsewhere> elsewhere) {
    this.repository = repository;
    this.url = url;
    this.limits = limits;
    this.ways = ways;
    this.copy = copy;
    this.elsewhere = elsewhere;
  }

  /// What the repository points at: `HEAD`, branches, tags, and whatever begins with one of
  /// `others`.
  ///
  /// @throws Unavailable if it does not answer as it should
  public Refs refs(String... others) {
    try (var nothing = new InMemoryRepository(new DfsRepositoryDescription("none"))) {
      nothing.getConfig().setInt(ConfigConstants.CONFIG_PROTOCOL_SECTION, null, "version", 2);
      try (var transport = transport(nothing, limits.listBytes(), limits.listTime());
          var connection =
              transport.openFetch(
                  List.of(
                      new RefSpec("HEAD"),
                      new RefSpec("refs/heads/*:refs/heads/*"),
                      new RefSpec("refs/tags/*:refs/tags/*")),
                  others)) {
        return refs(connection.getRefs());
      }
    } catch (IOException e) {
      throw unavailable("list of references", e);
    }
  }

  private Refs refs(Collection<Ref> listed) {
    if (listed.size() > limits.refs()) {
      throw new SourceFailure(
          "%s has %d references; the limit is %d", repository, listed.size(), limits.refs());
    }
    return new Refs(
        listed.stream()
            .filter(ref -> ref.getObjectId() != null)
            .map(
                ref ->
                    new Refs.Ref(
                        ref.getName(),
                        ref.getObjectId().name(),
                        ref.getPeeledObjectId() == null ? null : ref.getPeeledObjectId().name(),
                        ref.isSymbolic() ? ref.getTarget().getName() : null))
            .toList());
  }

  /// Brings a commit here, unless it is here already. Only that one: no history.
  ///
  /// @param revision the id of a commit or of an annotated tag, all of its digits or at least 7
  /// @throws SourceFailure if the repository has no such commit
  public Fetched fetch(String revision) {
    if (!revision.matches("[0-9a-f]{7,40}")) {
      throw new SourceFailure("expected the id of a commit, found '%s'", revision);
    }
    var local = copy.get();
    for (var attempt = 1; ; attempt++) {
      try {
        var here = lookUp(local, revision);
        if (here.isPresent()) {
          return here.get();
        }
        synchronized (local) {
          here = lookUp(local, revision);
          return here.isPresent() ? here.get() : fetched(local, revision);
        }
      } catch (IOException e) {
        // Another process may have held a lock of the copy.
        if (attempt == ATTEMPTS_MAX || e instanceof TransportException) {
          throw unavailable("fetch of " + revision, e);
        }
      }
    }
  }

  private Fetched fetched(GitRepositories.Copy local, String revision) throws IOException {
    if (revision.length() == 40) {
      try {
        fetch(local, 1, List.of(new RefSpec(revision + ":" + KEPT + "commits/" + revision)));
        var found = lookUp(local, revision);
        if (found.isPresent()) {
          return found.get();
        }
      } catch (TransportException e) {
        if (!NOT_GIVEN.matcher(reasons(e)).find()) {
          throw e;
        }
      }
    }
    fetch(local, DEPTH_ALL, List.of(HEADS, TAGS));
    return lookUp(local, revision)
        .orElseThrow(() -> new SourceFailure("%s has no commit %s", repository, revision));
  }

  private void fetch(GitRepositories.Copy local, int depth, List<RefSpec> specs)
      throws IOException {
    try (var transport = transport(local.repository(), limits.packBytes(), limits.fetchTime())) {
      transport.setTagOpt(TagOpt.NO_TAGS);
      transport.setDepth(depth);
      transport.fetch(NullProgressMonitor.INSTANCE, specs);
    }
  }

  /// What is wrong with the signatures of a commit; nothing if they are as `check` wants them.
  ///
  /// @param tag the object of the annotated tag that names it; null if none does
  public List<String> problems(SignatureCheck check, @Nullable String tag, String commit) {
    fetch(tag == null ? commit : tag);
    var local = copy.get();
    synchronized (local) {
      try {
        if (check.strict()) {
          fetch(local, DEPTH_ALL, List.of(new RefSpec(commit + ":" + KEPT + "commits/" + commit)));
        }
        return check.problems(local.repository(), tag, commit);
      } catch (IOException e) {
        throw unavailable("signatures of " + commit, e);
      }
    }
  }

  private Optional<Fetched> lookUp(GitRepositories.Copy local, String revision) throws IOException {
    var repository = local.repository();
    var id = revision.length() == 40 ? ObjectId.fromString(revision) : repository.resolve(revision);
    if (id == null) {
      return Optional.empty();
    }
    try (var walk = new RevWalk(repository)) {
      RevCommit commit = walk.parseCommit(id);
      return Optional.of(
          new Fetched(
              commit.name(),
              new GitTree(repository, commit.getTree().getId(), elsewhere.get()),
              commit.getAuthorIdent().getName()
                  + " <"
                  + commit.getAuthorIdent().getEmailAddress()
                  + ">",
              commit.getFullMessage(),
              java.time.Instant.ofEpochSecond(commit.getCommitTime())));
    } catch (MissingObjectException e) {
      return Optional.empty();
    }
  }

  private Transport transport(
      org.eclipse.jgit.lib.Repository local, long bytes, java.time.Duration time)
      throws TransportException, NotSupportedException {
    return ways.transports().open(local, ways.tokens().applied(repository), url, bytes, time);
  }

  private SourceFailure unavailable(String what, IOException problem) {
    return new Unavailable("%s: no %s: %s", repository, what, SourceUrl.shown(reasons(problem)));
  }

  static String reasons(IOException problem) {
    var reasons = new StringBuilder();
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      var message = cause.getMessage();
      if (message != null && reasons.indexOf(message) < 0) {
        reasons.append(reasons.isEmpty() ? "" : ": ").append(message);
      }
    }
    return reasons.toString();
  }
}
