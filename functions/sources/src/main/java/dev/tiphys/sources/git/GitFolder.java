package dev.tiphys.sources.git;

import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.tree.GitTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// A repository of a person on this machine, which is only read.
public final class GitFolder implements AutoCloseable {
  private final Repository repository;

  private GitFolder(Repository repository) {
    this.repository = repository;
  }

  /// The folder around `folder`, or itself, that has a repository; empty if there is none.
  public static Optional<Path> around(Path folder) {
    for (var at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(".git"))) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /// The repository of a folder that [#around] found.
  public static GitFolder open(Path folder) {
    Isolation.enter();
    try {
      return new GitFolder(
          new FileRepositoryBuilder().setWorkTree(folder.toFile()).setMustExist(true).build());
    } catch (IOException e) {
      throw new SourceFailure("'%s' has no repository of Git: %s", folder, e.getMessage());
    }
  }

  /// A commit, with its files.
  public record Commit(String id, GitTree tree) {}

  /// The commit that a revision means, as `git rev-parse` has it.
  public Commit commit(String revision) {
    try (var walk = new RevWalk(repository)) {
      var id = repository.resolve(revision + "^{commit}");
      if (id == null) {
        throw new SourceFailure("unable to resolve '%s' to a commit SHA", revision);
      }
      var commit = walk.parseCommit(id);
      return new Commit(commit.name(), new GitTree(repository, commit.getTree().getId()));
    } catch (IOException | RuntimeException e) {
      throw e instanceof SourceFailure failure
          ? failure
          : new SourceFailure("unable to resolve '%s' to a commit SHA", revision);
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
