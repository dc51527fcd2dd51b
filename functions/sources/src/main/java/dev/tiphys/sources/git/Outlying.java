package dev.tiphys.sources.git;

import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.tree.Elsewhere;
import dev.tiphys.sources.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/// What the files of a remote repository point at: its submodules, by `.gitmodules`, and the
/// content that Git LFS keeps for it, if `enableLfs` is on (attack case 49).
///
/// @param repositories brings other repositories
/// @param repository whose files they are
/// @param finder what users have told of a repository
/// @param near whether it is one that users have told of, or on the host of such a one
/// @param depth how many submodules are around it
/// @param modules how many there are already
record Outlying(
    GitRepositories repositories,
    Repository repository,
    GitRepositories.Finder finder,
    boolean near,
    int depth,
    AtomicInteger modules)
    implements Elsewhere {
  private static final int DEPTH_MAX = 8;
  private static final int MODULES_MAX = 100;
  private static final long LIST_BYTES_MAX = 1 << 20;

  @Override
  public Tree module(Tree root, String path, String commit) {
    if (depth == DEPTH_MAX || modules.incrementAndGet() > MODULES_MAX) {
      throw new SourceFailure(
          "more than %d submodules, or %d below each other", MODULES_MAX, DEPTH_MAX);
    }
    var url = url(root, path);
    var found = Submodules.repository(repository, url);
    var told = finder.find(found.url());
    var known = told.credentials().given();
    try {
      return repositories
          .remote(
              known ? told : found,
              finder,
              new Outer(repository.url(), known, near, depth + 1, modules))
          .fetch(commit)
          .tree();
    } catch (Unavailable e) {
      throw e;
    } catch (SourceFailure e) {
      throw new SourceFailure("the submodule '%s': %s", Tree.shown(path), e.getMessage());
    }
  }

  /// What is around a submodule.
  ///
  /// @param known whether users have told of the submodule themselves
  record Outer(String url, boolean known, boolean near, int depth, AtomicInteger modules) {
    /// Whether the submodule at `inner` may be in a private network: a stranger's may not, nor what
    /// a stranger's leads to.
    boolean isNear(String inner) {
      return known || near && Submodules.isSameHost(url, inner);
    }
  }

  private static String url(Tree root, String path) {
    var file =
        root.at(".gitmodules")
            .filter(entry -> entry.kind().isFile())
            .orElseThrow(() -> unnamed(path));
    var config = new Config();
    try {
      config.fromText(new String(root.read(file, LIST_BYTES_MAX), StandardCharsets.UTF_8));
    } catch (ConfigInvalidException e) {
      throw new SourceFailure(".gitmodules cannot be read: %s", e.getMessage());
    }
    return config.getSubsections("submodule").stream()
        .filter(name -> path.equals(config.getString("submodule", name, "path")))
        .map(name -> config.getString("submodule", name, "url"))
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> unnamed(path));
  }

  private static SourceFailure unnamed(String path) {
    return new SourceFailure("the submodule '%s' has no url in .gitmodules", Tree.shown(path));
  }

  @Override
  public byte[] large(String path, String id, long size) {
    if (!repository.options().lfs()) {
      throw new SourceFailure(
          "'%s' is only a pointer: its content is kept by Git LFS, which is not fetched unless"
              + " the repository has enableLfs",
          Tree.shown(path));
    }
    return repositories.lfs(repository).content(id, size);
  }
}
