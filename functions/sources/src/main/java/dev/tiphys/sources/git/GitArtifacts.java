package dev.tiphys.sources.git;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceUrl;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/// Opens repositories as artifacts (F069): for input only, as work trees with their `.git`.
public final class GitArtifacts implements ArtifactStores.Opener, AutoCloseable {
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final HttpConnections http;
  private final Egress egress;
  private final Supplier<String> knownHosts;

  /// @param knownHosts lines of the file of that name: the servers that are spoken to over SSH
  public GitArtifacts(Egress egress, Supplier<String> knownHosts) {
    this.http = new HttpConnections(SILENCE, egress);
    this.egress = egress;
    this.knownHosts = knownHosts;
  }

  @Override
  public ArtifactStore open(JsonNode fields, Secrets.Of secrets) {
    try {
      var url = SourceUrl.requireGit(fields.path("repo").asText());
      var overHttp = url.startsWith("http");
      var insecure = overHttp ? "insecureSkipTLS" : "insecureIgnoreHostKey";
      var options =
          new Repository.Options(
              fields.path(insecure).asBoolean(false),
              false,
              false,
              false,
              0,
              "",
              overHttp ? "" : knownHosts.get());
      var repository =
          Repository.anonymous(Repository.Kind.GIT, url)
              .with(credentials(fields, secrets))
              .with(options);
      return new Store(repository, wanted(fields));
    } catch (SourceFailure e) {
      throw new ArtifactFailure("%s", e.getMessage());
    }
  }

  private static Credentials credentials(JsonNode fields, Secrets.Of secrets) {
    var key =
        new String(
            secrets.bytes(fields, "sshPrivateKeySecret"), java.nio.charset.StandardCharsets.UTF_8);
    return key.isEmpty()
        ? Credentials.password(
            secrets.text(fields, "usernameSecret"), secrets.text(fields, "passwordSecret"))
        : Credentials.ssh(key);
  }

  private static WorkTree.Wanted wanted(JsonNode fields) {
    return new WorkTree.Wanted(
        fields.path("revision").asText(""),
        fields.path("branch").asText(""),
        fields.path("singleBranch").asBoolean(false),
        StreamSupport.stream(fields.path("fetch").spliterator(), false)
            .map(JsonNode::asText)
            .toList(),
        Math.max(0, fields.path("depth").asInt(0)),
        !fields.path("disableSubmodules").asBoolean(false));
  }

  private final class Store implements ArtifactStore {
    private final Repository repository;
    private final WorkTree.Wanted wanted;

    Store(Repository repository, WorkTree.Wanted wanted) {
      this.repository = repository;
      this.wanted = wanted;
    }

    @Override
    public boolean load(String key, Path to, TransferLimits limits) throws IOException {
      Isolation.enter();
      try {
        new WorkTree(new GitTransports(http, egress, SILENCE), limits)
            .bring(repository, wanted, to);
        return false;
      } catch (SourceFailure e) {
        throw new ArtifactFailure("%s", e.getMessage());
      }
    }

    @Override
    public InputStream open(String key) {
      throw inputOnly();
    }

    @Override
    public void save(String key, Path file) {
      throw inputOnly();
    }

    @Override
    public List<String> list(String prefix, int max) {
      throw inputOnly();
    }

    @Override
    public boolean isDirectory(String key) {
      return true;
    }

    @Override
    public void delete(String key) {
      throw inputOnly();
    }

    private static ArtifactFailure inputOnly() {
      return new ArtifactFailure("git artifacts are for input only");
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    http.close();
  }
}
