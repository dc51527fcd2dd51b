package dev.tiphys.log.store;

import dev.tiphys.log.LogFailure.Unavailable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Objects in a bucket of S3, or of any server that honours `If-None-Match: *`.
///
/// The clients are made on first use, since they cost a function's cold start a quarter of a
/// second. Reads are retried by the SDK with back-off; a create never is, so that its outcome stays
/// known.
public final class S3ObjectStore implements ObjectStore {
  private static final int READS_AT_ONCE = 32;
  private static final int CONNECTIONS_MAX = 128;

  private final Bucket bucket;
  private @Nullable Clients clients;

  /// Where the objects are, and how to get there. Without an `endpoint` it is Amazon's of the
  /// region; without `credentials` it is what the SDK finds (environment, profile, container).
  /// `prefix` is empty or ends in a slash; `timeout` limits each request.
  public record Bucket(
      String name,
      String prefix,
      @Nullable URI endpoint,
      String region,
      boolean pathStyle,
      Duration timeout,
      @Nullable AwsCredentialsProvider credentials) {}

  private record Clients(SdkHttpClient http, S3Client once, S3Client retrying) {}

  /// A store in `bucket`. Nothing is opened yet.
  public S3ObjectStore(Bucket bucket) {
    this.bucket = bucket;
  }

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    Keys.requireKey(key);
    ObjectLimit.require(key, value.length);
    try {
      clients()
          .once()
          .putObject(
              put -> put.bucket(bucket.name()).key(bucket.prefix() + key).ifNoneMatch("*"),
              RequestBody.fromBytes(value));
      return Put.CREATED;
    } catch (S3Exception e) {
      return switch (e.statusCode()) {
        case 412 -> Put.EXISTS;
        // Refused before anything was written, and for a reason that waiting will not cure.
        case 400, 401, 403, 404, 405, 411, 413, 501 -> throw failed("create", key, e);
        default -> Put.NO_REPLY;
      };
    } catch (SdkException e) {
      return Put.NO_REPLY;
    }
  }

  @Override
  public void put(String key, byte[] value) {
    Keys.requireKey(key);
    ObjectLimit.require(key, value.length);
    attempt(
        "write",
        key,
        () ->
            clients()
                .retrying()
                .putObject(
                    put -> put.bucket(bucket.name()).key(bucket.prefix() + key),
                    RequestBody.fromBytes(value)));
  }

  @Override
  public Optional<byte[]> get(String key) {
    Keys.requireKey(key);
    return attempt(
        "read",
        key,
        () -> {
          try (var object =
              clients()
                  .retrying()
                  .getObject(get -> get.bucket(bucket.name()).key(bucket.prefix() + key))) {
            ObjectLimit.require(key, object.response().contentLength());
            return Optional.of(object.readAllBytes());
          } catch (NoSuchKeyException e) {
            return Optional.empty();
          } catch (java.io.IOException e) {
            throw failed("read", key, e);
          }
        });
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    Keys.requirePrefix(prefix);
    ObjectLimit.requireListLimit(limit);
    var after = startAfter.isEmpty() ? null : bucket.prefix() + startAfter;
    var skipped = bucket.prefix().length();
    return attempt(
        "list",
        prefix,
        () ->
            clients()
                .retrying()
                .listObjectsV2(
                    list ->
                        list.bucket(bucket.name())
                            .prefix(bucket.prefix() + prefix)
                            .startAfter(after)
                            .maxKeys(limit))
                .contents()
                .stream()
                .map(object -> new Entry(object.key().substring(skipped), object.size()))
                .toList());
  }

  @Override
  public void delete(String key) {
    Keys.requireKey(key);
    attempt(
        "delete",
        key,
        () ->
            clients()
                .retrying()
                .deleteObject(delete -> delete.bucket(bucket.name()).key(bucket.prefix() + key)));
  }

  @Override
  public int readsAtOnce() {
    return READS_AT_ONCE;
  }

  @Override
  public synchronized void close() {
    if (clients != null) {
      clients.once().close();
      clients.retrying().close();
      clients.http().close();
      clients = null;
    }
  }

  @Override
  public String toString() {
    var at = bucket.endpoint() == null ? "" : " at " + bucket.endpoint();
    return "s3://" + bucket.name() + "/" + bucket.prefix() + at;
  }

  private synchronized Clients clients() {
    var opened = clients;
    if (opened == null) {
      var http =
          Apache5HttpClient.builder()
              .maxConnections(CONNECTIONS_MAX)
              .connectionTimeout(bucket.timeout())
              .socketTimeout(bucket.timeout())
              .tlsTrustManagersProvider(() -> new TrustManager[] {new LaterTrust()})
              .build();
      opened =
          new Clients(
              http,
              client(http, AwsRetryStrategy.doNotRetry()),
              client(http, AwsRetryStrategy.standardRetryStrategy()));
      clients = opened;
    }
    return opened;
  }

  private S3Client client(SdkHttpClient http, RetryStrategy retries) {
    var client =
        S3Client.builder()
            .httpClient(http)
            .region(Region.of(bucket.region()))
            .forcePathStyle(bucket.pathStyle())
            // Other servers than Amazon's do not all understand the newer checksum trailers.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                o ->
                    o.retryStrategy(retries)
                        .apiCallAttemptTimeout(bucket.timeout())
                        .apiCallTimeout(bucket.timeout().multipliedBy(4)));
    if (bucket.endpoint() != null) {
      client.endpointOverride(bucket.endpoint());
    }
    if (bucket.credentials() != null) {
      client.credentialsProvider(bucket.credentials());
    }
    return client.build();
  }

  private <T> T attempt(String what, String key, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw failed(what, key, e);
    }
  }

  private Unavailable failed(String what, String key, Exception e) {
    return new Unavailable("cannot %s %s in %s: %s".formatted(what, key, this, e.getMessage()), e);
  }
}
