package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ArtifactContent;
import dev.tiphys.api.Refusal;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactKey;
import dev.tiphys.artifacts.ArtifactRepository;
import dev.tiphys.artifacts.ArtifactStore;
import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.ArtifactStores.Outside;
import dev.tiphys.artifacts.ArtifactStores.Own;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Location;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.artifacts.http.Urls;
import dev.tiphys.log.store.ObjectStores;
import dev.tiphys.sources.KnownHosts;
import dev.tiphys.sources.git.GitArtifacts;
import dev.tiphys.stepdispatch.runner.Artifacts;
import dev.tiphys.stepdispatch.runner.StoredArtifacts;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The artifacts of a host: without any configuration they lie below `artifacts` in the store of
/// the log itself, a folder per namespace.
final class HostArtifacts implements AutoCloseable {
  private static final JsonNode AS_IT_IS = JsonNodeFactory.instance.objectNode();

  static {
    ((ObjectNode) AS_IT_IS).putObject("archive").putObject("none");
  }

  private final GitArtifacts git;
  private final ArtifactStores stores;
  private final Transfer transfer;
  private final Path scratch;

  HostArtifacts(HostSettings settings) {
    var values = new DocumentValues(settings.documents());
    var egress = Egress.of(settings.config());
    git = new GitArtifacts(egress, () -> knownHosts(settings.config()));
    stores =
        new ArtifactStores(
            own(settings),
            (namespace, name, key) -> {
              var secret = values.secret(namespace, name);
              return secret == null ? null : secret.get(key);
            },
            egress,
            new Outside(google(settings.config()), git));
    transfer = new Transfer(stores, TransferLimits.of(settings.config()));
    scratch = settings.work().resolve("artifacts");
  }

  private static URI google(JsonNode config) {
    var endpoint = config.path("artifacts").path("gcsEndpoint").asText("");
    return endpoint.isEmpty() ? Outside.DEFAULT.google() : Urls.of(endpoint.replaceAll("/+$", ""));
  }

  /// Those of the configuration, else those that people on this machine have come to know.
  private static String knownHosts(JsonNode config) {
    var given = config.path("artifacts").path("sshKnownHosts").asText("");
    return given.isEmpty() ? KnownHosts.ofThisMachine() : given;
  }

  private static Own own(HostSettings settings) {
    var store = settings.store();
    if (store.startsWith("s3:")) {
      var bucket = ObjectStores.bucket(store, ObjectStores.Config.DEFAULT);
      return new Own.Bucket(
          bucket.name(),
          bucket.prefix() + "artifacts/",
          bucket.endpoint() == null ? null : bucket.endpoint().toString(),
          bucket.region(),
          bucket.pathStyle());
    }
    return new Own.In(
        store.equals("mem:") ? settings.work().resolve("kept") : Path.of(store, "artifacts"));
  }

  /// What the runner brings and takes.
  Artifacts forSteps() {
    return new StoredArtifacts(transfer, scratch);
  }

  Transfer transfer() {
    return transfer;
  }

  /// What an artifact in the status of a run is, or what lies below it.
  ///
  /// @throws Refusal if there is nothing
  ArtifactContent look(ObjectNode workflow, JsonNode artifact, String path) {
    var namespace = workflow.path("metadata").path("namespace").asText();
    try {
      var place = place(workflow, artifact);
      var wanted = path.isEmpty() ? place : place.below(ArtifactKey.checked(path));
      var name = wanted.key().replaceAll("[?#].*|/+$", "").replaceFirst(".*/", "");
      return switch (transfer.look(namespace, wanted, ArtifactStore.LIST_MAX)) {
        case Transfer.Found.Single(var bytes) -> new ArtifactContent.Single(name, bytes);
        case Transfer.Found.Several(var names) ->
            new ArtifactContent.Folder(
                name, names, () -> transfer.bundle(namespace, wanted, name, scratch));
      };
    } catch (ArtifactFailure.Missing e) {
      throw new Refusal(Refusal.Code.NOT_FOUND, String.valueOf(e.getMessage()));
    } catch (ArtifactFailure | IOException e) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "the artifact %s cannot be read: %s"
              .formatted(artifact.path("name").asText(), e.getMessage()));
    }
  }

  /// Keeps a file as it is.
  ///
  /// @param reference as `status.artifactRepositoryRef`
  void keep(String namespace, JsonNode reference, String key, InputStream content)
      throws IOException {
    Files.createDirectories(scratch);
    var file = Files.createTempFile(scratch, "upload-", "");
    try {
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      transfer.save(
          namespace,
          ArtifactRepository.of(reference).at(key),
          AS_IT_IS,
          Transfer.Saved.all(file),
          scratch);
    } catch (ArtifactFailure e) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION, "the artifact cannot be kept: " + e.getMessage());
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static Location place(ObjectNode workflow, JsonNode artifact) {
    var repository = ArtifactRepository.of(workflow.path("status").path("artifactRepositoryRef"));
    return repository.complete(
        Location.of(artifact)
            .orElseThrow(
                () ->
                    new Refusal(
                        Refusal.Code.NOT_FOUND,
                        "the artifact %s has no place".formatted(artifact.path("name").asText()))));
  }

  @Override
  public void close() {
    stores.close();
    git.close();
  }
}
