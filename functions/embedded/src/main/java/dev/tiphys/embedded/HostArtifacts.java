package dev.tiphys.embedded;

import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.ArtifactStores.Own;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.log.store.ObjectStores;
import dev.tiphys.stepdispatch.runner.Artifacts;
import dev.tiphys.stepdispatch.runner.StoredArtifacts;
import java.nio.file.Path;

/// The artifacts of a host: without any configuration they lie below `artifacts` in the store of
/// the log itself, a folder per namespace.
final class HostArtifacts implements AutoCloseable {
  private final ArtifactStores stores;
  private final Transfer transfer;
  private final Path scratch;

  HostArtifacts(HostSettings settings) {
    var values = new DocumentValues(settings.documents());
    stores =
        new ArtifactStores(
            own(settings),
            (namespace, name, key) -> {
              var secret = values.secret(namespace, name);
              return secret == null ? null : secret.get(key);
            },
            Egress.of(settings.config()));
    transfer = new Transfer(stores, TransferLimits.of(settings.config()));
    scratch = settings.work().resolve("artifacts");
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

  @Override
  public void close() {
    stores.close();
  }
}
