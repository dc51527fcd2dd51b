package dev.tiphys.log.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/// Against a real S3 server, s3proxy on a directory, with real signatures.
final class S3ObjectStoreTest extends ObjectStoreContract {
  @TempDir static Path directory;

  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static S3Proxy server;
  private static S3ObjectStore opened;

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
  }

  @AfterAll
  static void stop() throws Exception {
    if (opened != null) {
      opened.close();
    }
    server.stop();
  }

  @Override
  ObjectStore store() {
    // Each test has a prefix of its own in one bucket.
    opened = store("id" + PREFIXES.incrementAndGet() + "/", "secret");
    return opened;
  }

  private static S3ObjectStore store(String prefix, String secret) {
    return new S3ObjectStore(
        new S3ObjectStore.Bucket(
            "bucket",
            prefix,
            URI.create("http://127.0.0.1:" + server.getPort()),
            "us-east-1",
            true,
            Duration.ofSeconds(10),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("id", secret))));
  }

  @Test
  void stores_with_different_prefixes_do_not_see_each_other() {
    var one = store();
    var two = store();
    one.put("a/x", new byte[1]);
    assertThat(two.get("a/x")).isEmpty();
    assertThat(two.list("", "", 10)).isEmpty();
  }
}
