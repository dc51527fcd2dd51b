package dev.tiphys.artifacts.store;

import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/// A bucket of S3, or of whatever speaks it. Large files go up in parts.
public final class S3Store implements ArtifactStore {
  private static final long PART_BYTES = 64L << 20;
  private static final int PARTS_MAX = 10_000;
  private static final int PAGE = 1000;

  private final S3Clients.Bucket bucket;
  private final long partBytes;

  S3Store(S3Clients.Bucket bucket) {
    this(bucket, PART_BYTES);
  }

  /// @param partBytes files that are larger go up in parts of that size
  S3Store(S3Clients.Bucket bucket, long partBytes) {
    this.bucket = bucket;
    this.partBytes = partBytes;
  }

  /// The same, with smaller files going up in parts.
  public S3Store inPartsOf(long bytes) {
    return new S3Store(bucket, bytes);
  }

  @Override
  public InputStream open(String key) {
    return attempt(
        "read",
        key,
        () ->
            bucket
                .client()
                .getObject(
                    get -> {
                      get.bucket(bucket.name()).key(bucket.prefix() + key);
                      if (encryption().customer().length > 0) {
                        get.sseCustomerAlgorithm("AES256")
                            .sseCustomerKey(customerKey())
                            .sseCustomerKeyMD5(customerKeyDigest());
                      }
                    }));
  }

  @Override
  public void save(String key, Path file) throws IOException {
    var size = Files.size(file);
    try {
      write(key, file, size);
    } catch (NoSuchBucketException e) {
      if (!bucket.create()) {
        throw failed("write", key, e);
      }
      createBucket(key);
      attempt("write", key, () -> write(key, file, size));
    } catch (SdkException e) {
      throw failed("write", key, e);
    }
  }

  private boolean write(String key, Path file, long size) {
    if (size > partBytes) {
      inParts(key, file, size);
    } else {
      bucket.client().putObject(put(key), RequestBody.fromFile(file));
    }
    return true;
  }

  private void createBucket(String key) {
    attempt(
        "create the bucket for",
        key,
        () -> {
          try {
            return bucket
                .client()
                .createBucket(
                    create ->
                        create.bucket(bucket.name()).objectLockEnabledForBucket(bucket.locked()));
          } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
            return null;
          }
        });
  }

  private void inParts(String key, Path file, long size) {
    var client = bucket.client();
    var upload = client.createMultipartUpload(create(key)).uploadId();
    var part = Math.max(partBytes, size / PARTS_MAX + 1);
    List<CompletedPart> done = new ArrayList<>();
    try {
      for (var at = 0L; at < size; at += part) {
        var number = done.size() + 1;
        var start = at;
        var length = Math.min(part, size - at);
        var tag =
            client
                .uploadPart(
                    request -> {
                      request
                          .bucket(bucket.name())
                          .key(bucket.prefix() + key)
                          .uploadId(upload)
                          .partNumber(number);
                      if (encryption().customer().length > 0) {
                        request
                            .sseCustomerAlgorithm("AES256")
                            .sseCustomerKey(customerKey())
                            .sseCustomerKeyMD5(customerKeyDigest());
                      }
                    },
                    RequestBody.fromContentProvider(
                        () -> from(file, start, length), length, "application/octet-stream"))
                .eTag();
        done.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      }
      client.completeMultipartUpload(
          complete ->
              complete
                  .bucket(bucket.name())
                  .key(bucket.prefix() + key)
                  .uploadId(upload)
                  .multipartUpload(parts -> parts.parts(done)));
    } catch (RuntimeException e) {
      client.abortMultipartUpload(
          abort -> abort.bucket(bucket.name()).key(bucket.prefix() + key).uploadId(upload));
      throw e;
    }
  }

  private static InputStream from(Path file, long start, long length) {
    try {
      return Part.of(file, start, length);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private PutObjectRequest put(String key) {
    var put = PutObjectRequest.builder().bucket(bucket.name()).key(bucket.prefix() + key);
    if (encryption().customer().length > 0) {
      put.sseCustomerAlgorithm("AES256")
          .sseCustomerKey(customerKey())
          .sseCustomerKeyMD5(customerKeyDigest());
    } else if (encryption().wanted()) {
      put.serverSideEncryption(kind());
      if (!encryption().kmsKey().isEmpty()) {
        put.ssekmsKeyId(encryption().kmsKey()).ssekmsEncryptionContext(kmsContext());
      }
    }
    return put.build();
  }

  private CreateMultipartUploadRequest create(String key) {
    var create =
        CreateMultipartUploadRequest.builder().bucket(bucket.name()).key(bucket.prefix() + key);
    if (encryption().customer().length > 0) {
      create
          .sseCustomerAlgorithm("AES256")
          .sseCustomerKey(customerKey())
          .sseCustomerKeyMD5(customerKeyDigest());
    } else if (encryption().wanted()) {
      create.serverSideEncryption(kind());
      if (!encryption().kmsKey().isEmpty()) {
        create.ssekmsKeyId(encryption().kmsKey()).ssekmsEncryptionContext(kmsContext());
      }
    }
    return create.build();
  }

  private S3Clients.Encryption encryption() {
    return bucket.encryption();
  }

  private ServerSideEncryption kind() {
    return encryption().kmsKey().isEmpty()
        ? ServerSideEncryption.AES256
        : ServerSideEncryption.AWS_KMS;
  }

  private String kmsContext() {
    var json = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    encryption().kmsContext().forEach(json::put);
    return Base64.getEncoder().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String customerKey() {
    return Base64.getEncoder().encodeToString(encryption().customer());
  }

  private String customerKeyDigest() {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("MD5").digest(encryption().customer()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<String> list(String prefix, int max) {
    List<String> keys = new ArrayList<>();
    var after = new String[] {""};
    while (true) {
      var page =
          attempt(
              "list",
              prefix,
              () ->
                  bucket
                      .client()
                      .listObjectsV2(
                          list ->
                              list.bucket(bucket.name())
                                  .prefix(bucket.prefix() + prefix)
                                  .startAfter(after[0].isEmpty() ? null : after[0])
                                  .maxKeys(PAGE)));
      page.contents().forEach(object -> keys.add(object.key().substring(bucket.prefix().length())));
      atMost(max, prefix, keys);
      if (!page.isTruncated() || page.contents().isEmpty()) {
        return keys;
      }
      after[0] = page.contents().getLast().key();
    }
  }

  static List<String> atMost(int max, String prefix, List<String> keys) {
    if (keys.size() > max) {
      throw new ArtifactFailure("more than %d artifacts have keys like '%s…'", max, prefix);
    }
    return keys;
  }

  @Override
  public void delete(String key) {
    attempt(
        "delete",
        key,
        () ->
            bucket
                .client()
                .deleteObject(delete -> delete.bucket(bucket.name()).key(bucket.prefix() + key)));
  }

  @Override
  public boolean isDirectory(String key) {
    return attempt(
        "list",
        key,
        () ->
            !bucket
                .client()
                .listObjectsV2(
                    list ->
                        list.bucket(bucket.name()).prefix(bucket.prefix() + key + "/").maxKeys(1))
                .contents()
                .isEmpty());
  }

  @Override
  public void close() {
    bucket.client().close();
    if (bucket.ofItsOwn() != null) {
      bucket.ofItsOwn().close();
    }
  }

  private <T> T attempt(String what, String key, Supplier<T> request) {
    try {
      return request.get();
    } catch (SdkException e) {
      throw failed(what, key, e);
    }
  }

  private ArtifactFailure failed(String what, String key, SdkException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ArtifactFailure failure) {
        return failure;
      }
    }
    if (e instanceof S3Exception s
        && s.statusCode() == 404
        && !(e instanceof NoSuchBucketException)) {
      return new ArtifactFailure.Missing(bucket.shown(), key);
    }
    return ArtifactFailure.because(e, "cannot %s '%s' in %s", what, key, bucket.shown());
  }
}
