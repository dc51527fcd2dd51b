package dev.tiphys.log.store;

import dev.tiphys.log.LogFailure.Rejected;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Opens the store that a location names: `mem:`, a directory's path, or
/// `s3://bucket/prefix?endpoint=URL&region=R&pathStyle=true`.
///
/// Credentials are never part of a location, which is shown in messages: S3 finds them in the
/// environment, the profile or the container's role.
public final class ObjectStores {
  private static final Set<String> S3_PARAMETERS = Set.of("endpoint", "region", "pathStyle");

  private ObjectStores() {}

  /// What a location does not say: whether a directory's writes are synced to the disk, and how
  /// long one request to S3 may take.
  public record Config(boolean synced, Duration timeout) {
    /// Synced, and ten seconds.
    public static final Config DEFAULT = new Config(true, Duration.ofSeconds(10));
  }

  /// Opens without touching the store. Throws [Rejected] for a location that cannot be understood.
  public static ObjectStore open(String location, Config config) {
    if (location.equals("mem:")) {
      return new MemoryObjectStore();
    }
    if (location.startsWith("s3:")) {
      return new S3ObjectStore(bucket(location, config));
    }
    if (location.isBlank() || location.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
      throw refused(location, "known are mem:, s3://bucket/prefix and the path of a directory");
    }
    return new DirectoryObjectStore(Path.of(location), config.synced());
  }

  /// Opens, and makes sure that the store keeps its promises (see [StoreProbe]).
  public static ObjectStore openVerified(String location, Config config) {
    var store = open(location, config);
    try {
      StoreProbe.verify(store);
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /// The bucket that a location beginning with `s3:` names. Throws [Rejected] as [#open] does.
  public static S3ObjectStore.Bucket bucket(String location, Config config) {
    try {
      var uri = URI.create(location);
      var name = uri.getHost() == null ? uri.getAuthority() : uri.getHost();
      if (name == null || uri.getUserInfo() != null || uri.getPort() != -1) {
        throw refused(location, "after s3:// comes the name of the bucket, and nothing secret");
      }
      var parameters = parameters(location, uri.getRawQuery());
      var path = uri.getPath().replaceAll("^/+|/+$", "");
      var endpoint = parameters.get("endpoint");
      return new S3ObjectStore.Bucket(
          name,
          path.isEmpty() ? "" : Keys.requireKey(path) + "/",
          endpoint == null ? null : endpoint(location, endpoint),
          parameters.getOrDefault(
              "region", System.getenv().getOrDefault("AWS_REGION", "us-east-1")),
          pathStyle(location, parameters.getOrDefault("pathStyle", "false")),
          config.timeout(),
          null);
    } catch (IllegalArgumentException e) {
      throw refused(location, String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> parameters(String location, @Nullable String query) {
    var parameters = new HashMap<String, String>();
    for (var pair : query == null ? new String[0] : query.split("&")) {
      var parts = pair.split("=", 2);
      if (!S3_PARAMETERS.contains(parts[0]) || parts.length < 2) {
        throw refused(location, "after ? come endpoint=, region= and pathStyle=, not " + parts[0]);
      }
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static URI endpoint(String location, String text) {
    var endpoint = URI.create(text);
    if (!Set.of("http", "https").contains(String.valueOf(endpoint.getScheme()))
        || endpoint.getUserInfo() != null) {
      throw refused(location, "the endpoint is an http or https URL without a user");
    }
    return endpoint;
  }

  private static boolean pathStyle(String location, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused(location, "pathStyle is true or false");
    };
  }

  private static Rejected refused(String location, String why) {
    return new Rejected("'%s' is no store: %s".formatted(location, why));
  }
}
