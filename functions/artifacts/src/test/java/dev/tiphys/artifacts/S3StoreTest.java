package dev.tiphys.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a real S3 server, s3proxy on a directory, with real signatures.
final class S3StoreTest extends StoreContract {
  @TempDir static Path directory;
  private static S3Proxy server;
  private static ArtifactStores stores;

  @BeforeAll
  static void start() throws Exception {
    var objects = new FilesystemNio2BlobStore(directory.toAbsolutePath().toString());
    objects.createContainer("bucket");
    server =
        S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
            .build();
    server.start();
    var secrets =
        json(
            "{\"argo\": {\"cred\": {\"id\": \"id\", \"secret\": \"secret\\n\", \"bad\": \"bad\"}}}");
    stores = new ArtifactStores(new ArtifactStores.Own.None(), secrets(secrets), new Egress(true));
  }

  @AfterAll
  static void stop() throws Exception {
    stores.close();
    server.stop();
  }

  @Override
  ArtifactStores stores() {
    return stores;
  }

  @Override
  Location at(String key) {
    return new ArtifactRepository(repository("bucket", "secret")).at(key);
  }

  private static com.fasterxml.jackson.databind.node.ObjectNode repository(
      String bucket, String secret) {
    return json(
        """
        {"s3": {"endpoint": "127.0.0.1:%d", "insecure": true, "bucket": "%s",
                "accessKeySecret": {"name": "cred", "key": "id"},
                "secretKeySecret": {"name": "cred", "key": "%s"},
                "createBucketIfNotPresent": {}}}
        """
            .formatted(server.getPort(), bucket, secret));
  }

  @Test
  void a_bucket_is_made_if_asked_for() throws IOException {
    var location = new ArtifactRepository(repository("new-bucket", "secret")).at("key");
    transfer()
        .save(NAMESPACE, location, json("{}"), Transfer.Saved.all(file("f", "content")), folder);
    var to = folder.resolve("loaded");
    transfer().load(NAMESPACE, location, json("{}"), to);
    assertThat(to).hasContent("content");
  }

  @Test
  void a_file_goes_up_in_parts() throws IOException {
    var bytes = new byte[11 << 20];
    new java.util.Random(1).nextBytes(bytes);
    var large = Files.write(folder.resolve("large"), bytes);
    try (var opened = stores.open(NAMESPACE, at("parts"));
        var store = ((dev.tiphys.artifacts.store.S3Store) opened.store()).inPartsOf(5 << 20)) {
      store.save("parts", large);
    }
    assertThat(Files.readAllBytes(load("parts", "{}"))).isEqualTo(bytes);
  }

  @Test
  void a_wrong_secret_is_told_but_not_shown() throws IOException {
    var location = new ArtifactRepository(repository("bucket", "bad")).at("key");
    assertThatThrownBy(() -> transfer().list(NAMESPACE, location, 1))
        .isInstanceOf(ArtifactFailure.class)
        .hasMessageStartingWith("cannot list 'key' in s3://bucket at 127.0.0.1")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void a_secret_that_is_not_there_is_named() {
    var location = new ArtifactRepository(repository("bucket", "none")).at("key");
    assertThatThrownBy(() -> transfer().list(NAMESPACE, location, 1))
        .hasMessage("secretKeySecret: there is no key 'none' in a Secret 'cred' of namespace argo");
  }

  @Test
  void a_metadata_service_is_not_reached() {
    var json = repository("bucket", "secret");
    json.withObjectProperty("s3").put("endpoint", "169.254.169.254");
    var location = new ArtifactRepository(json).at("key");
    assertThatThrownBy(() -> transfer().list(NAMESPACE, location, 1))
        .hasMessageContaining("169.254.169.254 of 169.254.169.254 is not reached");
  }
}
