package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStores.Own;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Secrets;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/// Makes clients of S3 from Argo's fields (F065). They share their connections, except those that
/// trust another authority.
public final class S3Clients implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int CONNECTIONS_MAX = 64;

  /// A bucket, and how to talk to it.
  ///
  /// @param prefix before every key
  /// @param encryption as `encryptionOptions` has it
  /// @param ofItsOwn connections that nobody shares
  record Bucket(
      S3Client client,
      String name,
      String prefix,
      String shown,
      boolean create,
      boolean locked,
      Encryption encryption,
      @Nullable SdkHttpClient ofItsOwn) {}

  /// How objects are encrypted by the server; all empty for its own way.
  record Encryption(
      boolean wanted, String kmsKey, Map<String, String> kmsContext, byte[] customer) {
    static final Encryption NONE = new Encryption(false, "", Map.of(), new byte[0]);
  }

  private final Egress egress;
  private @Nullable SdkHttpClient shared;

  /// None is opened yet.
  public S3Clients(Egress egress) {
    this.egress = egress;
  }

  /// The bucket that the fields of an `s3` artifact name.
  public S3Store open(JsonNode fields, Secrets.Of secrets) {
    return new S3Store(of(fields, secrets));
  }

  private Bucket of(JsonNode fields, Secrets.Of secrets) {
    var authority = secrets.bytes(fields, "caSecret");
    var ofItsOwn = authority.length == 0 ? null : connections(authority);
    var http = ofItsOwn == null ? shared() : ofItsOwn;
    var endpoint = endpoint(fields);
    var region = region(fields, endpoint);
    var client =
        client(
            http,
            endpoint,
            region,
            pathStyle(fields, endpoint),
            credentials(fields, secrets, region));
    var create = fields.path("createBucketIfNotPresent");
    return new Bucket(
        client,
        fields.path("bucket").asText(),
        "",
        "s3://" + fields.path("bucket").asText() + " at " + endpoint.getAuthority(),
        create.isObject(),
        create.path("objectLocking").asBoolean(false),
        encryption(fields.path("encryptionOptions"), secrets),
        ofItsOwn);
  }

  /// The host's own bucket, for one namespace.
  public S3Store own(Own.Bucket own, String namespace) {
    var endpoint = own.endpoint() == null ? null : URI.create(own.endpoint());
    var client =
        client(
            shared(),
            endpoint,
            own.region(),
            own.pathStyle(),
            DefaultCredentialsProvider.builder().build());
    return new S3Store(
        new Bucket(
            client,
            own.name(),
            own.prefix() + namespace + "/",
            "the store of this host",
            false,
            false,
            Encryption.NONE,
            null));
  }

  private static URI endpoint(JsonNode fields) {
    var text = fields.path("endpoint").asText();
    var scheme = fields.path("insecure").asBoolean(false) ? "http://" : "https://";
    try {
      var uri = URI.create(text.matches("https?://.*") ? text : scheme + text);
      if (uri.getHost() == null || uri.getUserInfo() != null || uri.getPath().length() > 1) {
        throw new IllegalArgumentException(text);
      }
      return uri;
    } catch (IllegalArgumentException e) {
      throw new ArtifactFailure("s3.endpoint should be a host and perhaps a port, not '%s'", text);
    }
  }

  private static boolean isAmazon(URI endpoint) {
    return endpoint.getHost().endsWith(".amazonaws.com")
        || endpoint.getHost().endsWith(".amazonaws.com.cn");
  }

  /// `s3.eu-central-1.amazonaws.com` says which region it is; others do not mind.
  private static String region(JsonNode fields, URI endpoint) {
    var given = fields.path("region").asText("");
    if (!given.isEmpty()) {
      return given;
    }
    var parts = endpoint.getHost().split("[.]");
    return isAmazon(endpoint) && parts.length == 4 ? parts[1] : "us-east-1";
  }

  private static boolean pathStyle(JsonNode fields, URI endpoint) {
    var style = fields.path("addressingStyle").asText("");
    return switch (style) {
      case "", "auto", "auto-detect" -> !isAmazon(endpoint);
      case "path", "path-style" -> true;
      case "virtual", "virtual-hosted", "virtual-hosted-style" -> false;
      default ->
          throw new ArtifactFailure(
              "s3.addressingStyle should be auto-detect, path or virtual-hosted, not '%s'", style);
    };
  }

  private AwsCredentialsProvider credentials(JsonNode fields, Secrets.Of secrets, String region) {
    var base = baseCredentials(fields, secrets);
    var role = fields.path("roleARN").asText("");
    if (role.isEmpty()) {
      return base;
    }
    var sts =
        StsClient.builder()
            .httpClient(shared())
            .region(Region.of(region))
            .credentialsProvider(base)
            .build();
    return StsAssumeRoleCredentialsProvider.builder()
        .stsClient(sts)
        .refreshRequest(r -> r.roleArn(role).roleSessionName("tiphys-" + UUID.randomUUID()))
        .build();
  }

  private static AwsCredentialsProvider baseCredentials(JsonNode fields, Secrets.Of secrets) {
    var id = secrets.text(fields, "accessKeySecret");
    var secret = secrets.text(fields, "secretKeySecret");
    if (!id.isEmpty() && !secret.isEmpty()) {
      var session = secrets.text(fields, "sessionTokenSecret");
      return StaticCredentialsProvider.create(
          session.isEmpty()
              ? AwsBasicCredentials.create(id, secret)
              : AwsSessionCredentials.create(id, secret, session));
    }
    // What the machine knows is only for artifacts that ask for it.
    return fields.path("useSDKCreds").asBoolean(false) || fields.hasNonNull("roleARN")
        ? DefaultCredentialsProvider.builder().build()
        : AnonymousCredentialsProvider.create();
  }

  private static Encryption encryption(JsonNode options, Secrets.Of secrets) {
    if (!options.isObject()) {
      return Encryption.NONE;
    }
    var context = new java.util.TreeMap<String, String>();
    var json = options.path("kmsEncryptionContext").asText("");
    if (!json.isEmpty()) {
      try {
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(json)
            .properties()
            .forEach(entry -> context.put(entry.getKey(), entry.getValue().asText()));
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new ArtifactFailure("encryptionOptions.kmsEncryptionContext should be a JSON object");
      }
    }
    return new Encryption(
        options.path("enableEncryption").asBoolean(false),
        options.path("kmsKeyId").asText(""),
        context,
        secrets.bytes(options, "serverSideCustomerKeySecret"));
  }

  private static S3Client client(
      SdkHttpClient http,
      @Nullable URI endpoint,
      String region,
      boolean pathStyle,
      AwsCredentialsProvider credentials) {
    var client =
        S3Client.builder()
            .httpClient(http)
            .region(Region.of(region))
            .forcePathStyle(pathStyle)
            .credentialsProvider(credentials)
            // Other servers than Amazon's do not all understand the newer checksum trailers.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    if (endpoint != null) {
      client.endpointOverride(endpoint);
    }
    return client.build();
  }

  private synchronized SdkHttpClient shared() {
    var opened = shared;
    if (opened == null) {
      opened = builder().build();
      shared = opened;
    }
    return opened;
  }

  private Apache5HttpClient.Builder builder() {
    return Apache5HttpClient.builder()
        .dnsResolver(egress)
        .maxConnections(CONNECTIONS_MAX)
        .connectionTimeout(TIMEOUT)
        .socketTimeout(TIMEOUT);
  }

  private SdkHttpClient connections(byte[] authority) {
    var trust = Certificates.trust(authority);
    return builder().tlsTrustManagersProvider(() -> trust).build();
  }

  @Override
  public synchronized void close() {
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }
}
