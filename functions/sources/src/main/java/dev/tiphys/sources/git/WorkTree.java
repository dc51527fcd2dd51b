package dev.tiphys.sources.git;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.artifacts.archive.Links;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.dircache.DirCacheCheckout;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.submodule.SubmoduleWalk;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/// A repository with its files, as `git clone` leaves it, made of what a stranger's server sends.
///
/// What a commit holds is counted before anything of it is written, links may not lead out, and
/// submodules lie where the same rules apply; credentials go to the host of the artifact only. One
/// is made for one artifact and one thread.
final class WorkTree {
  private static final int SUBMODULES_MAX = 100;
  private static final int DEPTH_MAX = 8;
  private static final int REFSPECS_MAX = 100;

  private static final String ORIGIN = Constants.R_REMOTES + "origin/";
  private static final RefSpec HEADS = new RefSpec("+refs/heads/*:" + ORIGIN + "*");
  private static final RefSpec TAGS = new RefSpec("+refs/tags/*:refs/tags/*");
  private static final RefSpec HEAD = new RefSpec("+HEAD:" + ORIGIN + "HEAD");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /// Which of the commits of a repository is wanted, and how.
  ///
  /// @param revision a branch, tag, commit or full name; empty for the branch
  /// @param branch empty for what `HEAD` of the server is
  /// @param single whether only that branch is fetched
  /// @param fetch refspecs beside the usual ones
  /// @param depth how many commits; 0 for all
  record Wanted(
      String revision,
      String branch,
      boolean single,
      List<String> fetch,
      int depth,
      boolean submodules) {}

  private final GitTransports transports;
  private final TransferLimits limits;
  private final long end;
  private long entries;
  private long bytes;
  private int modules;

  WorkTree(GitTransports transports, TransferLimits limits) {
    this.transports = transports;
    this.limits = limits;
    end = System.nanoTime() + limits.time().toNanos();
  }

  /// Brings the commit that is wanted to `to`, where nothing is yet.
  void bring(Repository repository, Wanted wanted, Path to) throws IOException {
    measureClock(to.toAbsolutePath().getParent());
    bring(repository, wanted, to, 0);
  }

  /// How exact the times of files are is measured once for each disk, with files that come and go
  /// where JGit is at work. They must not come to a folder that is about to be moved.
  private static synchronized void measureClock(Path folder) {
    FS.FileStoreAttributes.setBackground(false);
    try {
      FS.getFileStoreAttributes(folder);
    } finally {
      FS.FileStoreAttributes.setBackground(true);
    }
  }

  private void bring(Repository remote, Wanted wanted, Path to, int depth) throws IOException {
    try (var local = new FileRepositoryBuilder().setWorkTree(to.toFile()).build()) {
      local.create();
      var config = local.getConfig();
      config.setString("remote", "origin", "url", SourceUrl.shown(remote.url()));
      config.setString("remote", "origin", "fetch", HEADS.toString());
      // Nobody cleans up in the background what may be about to be removed.
      config.setInt("gc", null, "auto", 0);
      config.save();
      var commit = fetched(local, remote, wanted);
      measure(local, commit);
      var checkout = new DirCacheCheckout(local, local.lockDirCache(), commit.getTree());
      checkout.setFailOnConflict(true);
      checkout.checkout();
      requireLinksInside(local, commit, to);
      if (wanted.submodules()) {
        bringSubmodules(local, remote, commit, to, depth);
      }
      config.unset("gc", null, "auto");
      config.save();
    } catch (TransportException e) {
      throw new SourceFailure("%s: %s", remote, SourceUrl.shown(GitRemote.reasons(e)));
    }
  }

  /// Fetches, and puts `HEAD` on what is wanted.
  private RevCommit fetched(org.eclipse.jgit.lib.Repository local, Repository remote, Wanted wanted)
      throws IOException {
    List<RefSpec> specs = new ArrayList<>();
    if (wanted.single()) {
      if (wanted.branch().isEmpty()) {
        throw new ArtifactFailure("git.singleBranch needs git.branch");
      }
      specs.add(spec("+refs/heads/%1$s:%2$s%1$s".formatted(wanted.branch(), ORIGIN)));
    } else {
      specs.addAll(List.of(HEADS, TAGS, HEAD));
    }
    if (wanted.fetch().size() > REFSPECS_MAX) {
      throw new ArtifactFailure("git.fetch has more than %d entries", REFSPECS_MAX);
    }
    wanted.fetch().forEach(text -> specs.add(spec(text)));
    var result = fetch(local, remote, wanted.depth(), specs);
    var revision = wanted.revision().isEmpty() ? wanted.branch() : wanted.revision();
    var branch = branch(local, result, revision);
    var id = branch == null ? resolved(local, revision) : branch.getObjectId();
    if (id == null && COMMIT.matcher(revision).matches()) {
      // Not reachable, or not within the depth: many servers give it if it is asked for by name.
      fetch(local, remote, wanted.depth(), List.of(spec(revision + ":refs/tiphys/wanted")));
      id = ObjectId.fromString(revision);
    }
    if (id == null) {
      throw new ArtifactFailure("%s has no revision '%s'", remote, revision);
    }
    try (var walk = new RevWalk(local)) {
      var commit = walk.parseCommit(id);
      putHead(local, branch, commit);
      return commit;
    }
  }

  private static RefSpec spec(String text) {
    try {
      return new RefSpec(text);
    } catch (IllegalArgumentException e) {
      throw new ArtifactFailure("git.fetch: '%s' is no refspec", text);
    }
  }

  private FetchResult fetch(
      org.eclipse.jgit.lib.Repository local, Repository remote, int depth, List<RefSpec> specs)
      throws IOException {
    var left = Duration.ofNanos(end - System.nanoTime());
    if (left.isNegative()) {
      throw new ArtifactFailure("not there after %s (artifacts.secondsMax)", limits.time());
    }
    try (var transport =
        transports.open(local, remote, remote.url(), limits.archive().bytes(), left)) {
      transport.setTagOpt(TagOpt.NO_TAGS);
      if (depth > 0) {
        transport.setDepth(depth);
      }
      return transport.fetch(NullProgressMonitor.INSTANCE, specs);
    }
  }

  /// The branch of the server that is called so, or that its `HEAD` is if nothing is said.
  private static @Nullable Ref branch(
      org.eclipse.jgit.lib.Repository local, FetchResult result, String revision)
      throws IOException {
    if (!revision.isEmpty()) {
      return local.exactRef(ORIGIN + revision.replaceFirst("^(refs/heads|origin)/", ""));
    }
    var head = result.getAdvertisedRef(Constants.HEAD);
    if (head != null && head.isSymbolic()) {
      var name = head.getTarget().getName();
      return local.exactRef(ORIGIN + name.replaceFirst("^refs/heads/", ""));
    }
    return local.exactRef(ORIGIN + Constants.HEAD);
  }

  private static @Nullable ObjectId resolved(org.eclipse.jgit.lib.Repository local, String revision)
      throws IOException {
    try {
      var id = revision.isEmpty() ? null : local.resolve(revision + "^{commit}");
      return id != null || !revision.startsWith("refs/")
          ? id
          : local.resolve(revision.replaceFirst("^refs/", ORIGIN) + "^{commit}");
    } catch (org.eclipse.jgit.errors.RevisionSyntaxException e) {
      throw new ArtifactFailure("git.revision: '%s' is no revision", revision);
    } catch (org.eclipse.jgit.errors.MissingObjectException e) {
      return null;
    }
  }

  private static void putHead(
      org.eclipse.jgit.lib.Repository local, @Nullable Ref branch, RevCommit commit)
      throws IOException {
    if (branch == null || branch.getName().equals(ORIGIN + Constants.HEAD)) {
      update(local.updateRef(Constants.HEAD, true), commit);
      return;
    }
    var name = branch.getName().substring(ORIGIN.length());
    update(local.updateRef(Constants.R_HEADS + name), commit);
    local.updateRef(Constants.HEAD).link(Constants.R_HEADS + name);
    var config = local.getConfig();
    config.setString("branch", name, "remote", "origin");
    config.setString("branch", name, "merge", Constants.R_HEADS + name);
    config.save();
  }

  private static void update(RefUpdate update, RevCommit commit) throws IOException {
    update.setNewObjectId(commit);
    update.disableRefLog();
    update.forceUpdate();
  }

  /// Counts what a commit will be on disk before it is written there.
  private void measure(org.eclipse.jgit.lib.Repository local, RevCommit commit) throws IOException {
    try (var walk = new TreeWalk(local)) {
      walk.addTree(commit.getTree());
      while (walk.next()) {
        limits.archive().requireEntries(++entries);
        if (walk.isSubtree()) {
          walk.enterSubtree();
        } else if (walk.getFileMode() != FileMode.GITLINK) {
          bytes += walk.getObjectReader().getObjectSize(walk.getObjectId(0), ObjectReader.OBJ_ANY);
          limits.archive().requireBytes(bytes);
        }
      }
    }
  }

  private static void requireLinksInside(
      org.eclipse.jgit.lib.Repository local, RevCommit commit, Path to) throws IOException {
    try (var walk = new TreeWalk(local)) {
      walk.addTree(commit.getTree());
      walk.setRecursive(true);
      while (walk.next()) {
        if (walk.getFileMode() == FileMode.SYMLINK) {
          var out = Links.leadsOut(to, to.resolve(walk.getPathString()));
          if (out.isPresent()) {
            throw new ArtifactFailure(
                "the file '%s' of the repository is refused: %s",
                walk.getPathString(), out.get().replace("the archive", "the repository"));
          }
        }
      }
    }
  }

  private void bringSubmodules(
      org.eclipse.jgit.lib.Repository local,
      Repository parent,
      RevCommit commit,
      Path to,
      int depth)
      throws IOException {
    try (var walk = SubmoduleWalk.forIndex(local)) {
      while (walk.next()) {
        if (++modules > SUBMODULES_MAX || depth == DEPTH_MAX) {
          throw new ArtifactFailure(
              "more than %d submodules, or %d below each other: git.disableSubmodules leaves them"
                  + " out",
              SUBMODULES_MAX, DEPTH_MAX);
        }
        var place = to.resolve(walk.getPath());
        var url = walk.getModulesUrl();
        if (url == null || !Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
          throw new ArtifactFailure("the submodule '%s' has no URL", walk.getPath());
        }
        var wanted = new Wanted(walk.getObjectId().name(), "", false, List.of(), 0, true);
        bring(Submodules.repository(parent, url), wanted, place, depth + 1);
      }
    } catch (org.eclipse.jgit.errors.ConfigInvalidException e) {
      throw new ArtifactFailure(".gitmodules of %s cannot be read", parent);
    }
  }
}
