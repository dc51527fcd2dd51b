package dev.tiphys.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.http.HttpClients;
import dev.tiphys.artifacts.store.AzureStore;
import dev.tiphys.artifacts.store.DirectoryStore;
import dev.tiphys.artifacts.store.GcsStore;
import dev.tiphys.artifacts.store.HdfsStore;
import dev.tiphys.artifacts.store.HttpStore;
import dev.tiphys.artifacts.store.OssStore;
import dev.tiphys.artifacts.store.RawStore;
import dev.tiphys.artifacts.store.S3Clients;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Opens the store of a location. Safe for many threads.
public final class ArtifactStores implements AutoCloseable {
  /// What Argo says where nothing is configured (F075).
  private static final String NOT_CONFIGURED =
      "artifact storage is not configured; see the docs for setup instructions:"
          + " https://argo-workflows.readthedocs.io/en/latest/configure-artifact-repository/";

  /// The store of a host, for artifacts that name no other.
  public sealed interface Own {
    /// There is none: a repository must be configured.
    record None() implements Own {}

    /// Below a directory.
    record In(Path directory) implements Own {}

    /// Below a prefix of a bucket that the host itself uses, with the credentials of the host.
    ///
    /// @param prefix empty, or ends in a slash
    record Bucket(
        String name, String prefix, @Nullable String endpoint, String region, boolean pathStyle)
        implements Own {}
  }

  /// Opens a kind of storage that this library does not know by itself.
  @FunctionalInterface
  public interface Opener {
    /// The store that the fields of an artifact name.
    ArtifactStore open(JsonNode fields, Secrets.Of secrets);
  }

  /// What a host brings.
  ///
  /// @param google where Google's storage is, or what is there in its place
  /// @param git what opens repositories
  public record Outside(URI google, Opener git) {
    /// Google itself, and no repositories.
    public static final Outside DEFAULT =
        new Outside(
            GcsStore.GOOGLE,
            (fields, secrets) -> {
              throw new ArtifactFailure("git artifacts are not supported here");
            });
  }

  /// A store, and the key in it.
  public record Opened(ArtifactStore store, String key) implements AutoCloseable {
    @Override
    public void close() {
      store.close();
    }
  }

  private final Own own;
  private final Secrets secrets;
  private final S3Clients s3;
  private final HttpClients http;
  private final Outside outside;

  /// @param own where artifacts lie without any repository
  public ArtifactStores(Own own, Secrets secrets, Egress egress) {
    this(own, secrets, egress, Outside.DEFAULT);
  }

  /// With what a host brings.
  public ArtifactStores(Own own, Secrets secrets, Egress egress, Outside outside) {
    this.outside = outside;
    this.own = own;
    this.secrets = secrets;
    s3 = new S3Clients(egress);
    http = new HttpClients(egress);
  }

  /// The store and key of `location`, for what belongs to `namespace`.
  ///
  /// @param location complete, or a key in the host's own store
  public Opened open(String namespace, Location location) {
    var seen = new Secrets.Of(secrets, namespace);
    var fields = location.fields();
    return switch (location.kind()) {
      case S3 ->
          location.isComplete()
              ? keyed(s3.open(fields, seen), location)
              : keyed(own(namespace), location);
      case RAW -> new Opened(new RawStore(location.key()), "data");
      case HTTP -> new Opened(HttpStore.open(http, fields, seen), location.key());
      case ARTIFACTORY -> new Opened(HttpStore.artifactory(http, fields, seen), location.key());
      case AZURE -> keyed(AzureStore.open(http.plain(), fields, seen), location);
      case GCS -> keyed(GcsStore.open(http.plain(), outside.google(), fields, seen), location);
      case OSS -> keyed(OssStore.open(http.plain(), fields, seen), location);
      case HDFS ->
          new Opened(
              HdfsStore.open(http.plain(), fields),
              ArtifactKey.checked(location.key().replaceFirst("^/", "")));
      case GIT -> new Opened(outside.git().open(fields, seen), location.key());
      case PLUGIN -> throw new ArtifactFailure("artifact plugins are not supported");
    };
  }

  private static Opened keyed(ArtifactStore store, Location location) {
    return new Opened(store, ArtifactKey.checked(location.key()));
  }

  private ArtifactStore own(String namespace) {
    return switch (own) {
      case Own.None _ -> throw new ArtifactFailure(NOT_CONFIGURED);
      case Own.In(var directory) -> new DirectoryStore(directory.resolve(segment(namespace)));
      case Own.Bucket bucket -> s3.own(bucket, segment(namespace));
    };
  }

  private static String segment(String namespace) {
    if (!namespace.matches("[a-z0-9]([-a-z0-9]{0,62})")) {
      throw new ArtifactFailure("'%s' is no namespace", namespace);
    }
    return namespace;
  }

  /// Whether artifacts without any place of their own can be kept.
  public boolean keepsOwn() {
    return !(own instanceof Own.None);
  }

  @Override
  public void close() {
    s3.close();
    http.close();
  }
}
