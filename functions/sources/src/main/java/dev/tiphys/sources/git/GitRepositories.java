package dev.tiphys.sources.git;

import dev.tiphys.artifacts.Egress;
import dev.tiphys.language.revision.RepositoryUrl;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceUrl;
import dev.tiphys.sources.git.Outlying.Outer;
import dev.tiphys.sources.http.Fetch;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/// What was fetched of Git repositories, below one folder: a cache, which may be deleted.
///
/// What one set of credentials has fetched is not given to another.
public final class GitRepositories implements AutoCloseable {
  /// With more packs than this it is quicker to fetch again.
  private static final int PACKS_MAX = 200;

  private final Path folder;
  private final GitLimits limits;
  private final HttpConnections http;
  private final GitTransports transports;
  private final GitTransports abroad;
  private final AppTokens tokens;
  private final Map<String, Copy> copies = new ConcurrentHashMap<>();

  /// Below `folder`, which is made when it is needed.
  public GitRepositories(Path folder, GitLimits limits) {
    this(folder, limits, Egress.DEFAULT);
  }

  /// The same, at addresses that `egress` allows.
  public GitRepositories(Path folder, GitLimits limits, Egress egress) {
    Isolation.enter();
    this.folder = folder;
    this.limits = limits;
    this.http = new HttpConnections(limits.silence(), egress);
    this.transports = new GitTransports(http, egress, limits.silence());
    var outside = new Egress(false);
    this.abroad =
        new GitTransports(
            new HttpConnections(limits.silence(), outside), outside, limits.silence());
    this.tokens = new AppTokens(new Fetch(http, limits.listTime()), InstantSource.system());
  }

  /// Where copies are kept.
  public Path folder() {
    return folder;
  }

  /// What speaks HTTP for them.
  public HttpConnections http() {
    return http;
  }

  /// Finds what users have told of a repository of Git.
  @FunctionalInterface
  public interface Finder {
    /// @return an anonymous one if they have told nothing
    Repository find(String url);

    /// Nobody has told anything.
    Finder NONE = url -> Repository.anonymous(Repository.Kind.GIT, url);
  }

  /// Content that Git LFS keeps for a repository; what one set of credentials has fetched is not
  /// given to another.
  Lfs lfs(Repository repository) {
    return new Lfs(
        tokens.applied(repository),
        folder.resolve(key(repository) + ".lfs"),
        new Fetch(http, limits.fetchTime()),
        new Fetch(abroad.http(), limits.fetchTime()));
  }

  /// That repository, without what users have told of its submodules.
  ///
  /// @throws SourceFailure if its address is none of Git
  public GitRemote remote(Repository repository) {
    return remote(repository, Finder.NONE);
  }

  /// That repository.
  ///
  /// @param finder knows submodules
  /// @throws SourceFailure if its address is none of Git
  public GitRemote remote(Repository repository, Finder finder) {
    return remote(repository, finder, new Outer("", true, true, 0, new AtomicInteger()));
  }

  /// A submodule that nobody has told of is reached on the host of its parent, or in public.
  GitRemote remote(Repository repository, Finder finder, Outer outer) {
    var url = SourceUrl.requireGit(repository.url());
    var near = outer.isNear(url);
    return new GitRemote(
        repository,
        url,
        limits,
        new GitRemote.Ways(near ? transports : abroad, tokens),
        () -> copies.computeIfAbsent(key(repository), this::open),
        () -> new Outlying(this, repository, finder, near, outer.depth(), outer.modules()));
  }

  private static String key(Repository repository) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(RepositoryUrl.normalized(repository.url()).getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      digest.update(repository.credentials().fingerprint().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// A repository of this machine without a work tree. Whoever writes holds it as a lock.
  static final class Copy implements AutoCloseable {
    private final FileRepository repository;

    private Copy(FileRepository repository) {
      this.repository = repository;
    }

    FileRepository repository() {
      return repository;
    }

    @Override
    public void close() {
      repository.close();
    }
  }

  private Copy open(String key) {
    var place = folder.resolve(key + ".git");
    try {
      if (packs(place) > PACKS_MAX) {
        delete(place);
      }
      Files.createDirectories(folder);
      var repository =
          (FileRepository) new FileRepositoryBuilder().setGitDir(place.toFile()).setBare().build();
      if (!repository.getObjectDatabase().exists()) {
        repository.create(true);
        var config = repository.getConfig();
        config.setInt(ConfigConstants.CONFIG_PROTOCOL_SECTION, null, "version", 2);
        config.save();
      }
      return new Copy(repository);
    } catch (IOException e) {
      throw new UncheckedIOException("no copy of a repository in " + folder, e);
    }
  }

  private static long packs(Path place) throws IOException {
    var packs = place.resolve("objects/pack");
    if (!Files.isDirectory(packs)) {
      return 0;
    }
    try (var files = Files.list(packs)) {
      return files.filter(file -> file.toString().endsWith(".pack")).count();
    }
  }

  private static void delete(Path place) throws IOException {
    try (var files = Files.walk(place)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() {
    copies.values().forEach(Copy::close);
    copies.clear();
    http.close();
    abroad.http().close();
  }
}
