package dev.tiphys.sources.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.revision.Constraint;
import dev.tiphys.language.revision.Versions;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.SourceFailure.Unavailable;
import dev.tiphys.sources.SourceUrl;
import dev.tiphys.sources.http.Fetch;
import dev.tiphys.sources.http.HttpConnections;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// One repository of an OCI registry, which is what an image has before its tag.
public final class OciRegistry {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MANIFEST_BYTES_MAX = 4 << 20;
  private static final int TAG_PAGES_MAX = 100;
  private static final int TAGS_MAX = 100_000;

  private static final String CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

  /// Layers with the files of an artifact (C003).
  private static final Set<String> LAYERS =
      Set.of(
          "application/vnd.oci.image.layer.v1.tar",
          "application/vnd.oci.image.layer.v1.tar+gzip",
          CHART);

  private static final String MANIFESTS =
      "application/vnd.oci.image.manifest.v1+json,"
          + "application/vnd.docker.distribution.manifest.v2+json";

  private static final Pattern NAME =
      Pattern.compile("(\\[[^]]+]|[^/:]+)(:[0-9]+)?/([A-Za-z0-9._/-]+)");

  private static final Pattern CHALLENGE = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  private final Repository repository;
  private final Fetch fetch;
  private final String base;
  private final String path;
  private String token = "";

  /// An artifact: its archive, and whether it is a packed chart.
  public record Artifact(byte[] archive, boolean chart) {}

  public OciRegistry(Repository repository, Fetch fetch) {
    this.repository = repository;
    this.fetch = fetch;
    var text = repository.url().strip().replaceFirst("^oci://", "").replaceFirst("/+$", "");
    var parts = NAME.matcher(text);
    if (!parts.matches()) {
      throw new SourceFailure(
          "expected registry/path of an artifact, found '%s'", SourceUrl.shown(text));
    }
    var port = parts.group(2) == null ? "" : parts.group(2);
    base = (repository.options().plainHttp() ? "http://" : "https://") + parts.group(1) + port;
    path = parts.group(3);
    SourceUrl.requireHttp(base);
  }

  private Fetch.Answer open(String url, String accept, long limit) {
    var answer = fetch.open(repository, url, Map.of("Accept", accept), authorization(), limit);
    if (answer.code() != 401 || !token.isEmpty()) {
      return answer;
    }
    var challenge = answer.headers().getOrDefault("www-authenticate", "");
    close(answer);
    if (!challenge.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
      throw Fetch.status(url, 401);
    }
    token = token(challenge);
    return fetch.open(repository, url, Map.of("Accept", accept), authorization(), limit);
  }

  private static void close(Fetch.Answer answer) {
    try {
      answer.close();
    } catch (IOException e) {
      // It is gone in any case.
    }
  }

  private String authorization() {
    return token.isEmpty() ? basic() : "Bearer " + token;
  }

  private String basic() {
    var credentials = repository.credentials();
    return credentials.password().isEmpty()
        ? ""
        : HttpConnections.basic(credentials.username(), credentials.password());
  }

  /// What whoever gives out tokens for the registry gives for its challenge.
  private String token(String challenge) {
    Map<String, String> fields = new HashMap<>();
    var field = CHALLENGE.matcher(challenge);
    while (field.find()) {
      fields.put(field.group(1), field.group(2));
    }
    var realm = fields.getOrDefault("realm", "");
    SourceUrl.requireHttp(realm);
    if (base.startsWith("https:") && !realm.startsWith("https:")) {
      throw new SourceFailure("%s gives out its tokens without TLS", repository);
    }
    var query =
        "service="
            + encoded(fields.getOrDefault("service", ""))
            + "&scope="
            + encoded("repository:" + path + ":pull");
    var url = realm + (URI.create(realm).getQuery() == null ? "?" : "&") + query;
    var answer = json(fetch.bytes(repository, url, basic(), MANIFEST_BYTES_MAX));
    var given = answer.path("token").asText(answer.path("access_token").asText());
    if (given.isEmpty()) {
      throw new SourceFailure("%s gives no token", repository);
    }
    return given;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new SourceFailure("%s answers what is no JSON", repository);
    }
  }

  private byte[] bytes(String url, String accept, long limit) {
    try (var answer = open(url, accept, limit)) {
      if (answer.code() != 200) {
        throw Fetch.status(url, answer.code());
      }
      return answer.body().readAllBytes();
    } catch (IOException e) {
      throw new Unavailable("%s: %s", repository, e.getMessage());
    }
  }

  /// All tags.
  public List<String> tags() {
    List<String> tags = new ArrayList<>();
    var url = base + "/v2/" + path + "/tags/list?n=1000";
    for (var page = 0; page < TAG_PAGES_MAX && !url.isEmpty(); page++) {
      try (var answer = open(url, "application/json", MANIFEST_BYTES_MAX)) {
        if (answer.code() != 200) {
          throw Fetch.status(url, answer.code());
        }
        json(answer.body().readAllBytes()).path("tags").forEach(tag -> tags.add(tag.asText()));
        var link = answer.headers().getOrDefault("link", "");
        url =
            link.startsWith("<") && link.contains("rel=\"next\"")
                ? URI.create(url).resolve(link.substring(1, link.indexOf('>'))).toString()
                : "";
        if (!url.isEmpty() && !url.startsWith(base + "/")) {
          throw new SourceFailure("%s sends on to another host", repository);
        }
      } catch (IOException e) {
        throw new Unavailable("%s: no tags: %s", repository, e.getMessage());
      }
      if (tags.size() > TAGS_MAX) {
        throw new SourceFailure("%s has more than %d tags", repository, TAGS_MAX);
      }
    }
    return tags;
  }

  /// The version of a chart that a `targetRevision` means (C008).
  public String version(String targetRevision) {
    return Versions.isPinned(targetRevision)
        ? targetRevision
        : HelmRepository.fitting(
            targetRevision, tags().stream().map(tag -> tag.replace('_', '+')).toList());
  }

  /// The digest that a tag, a digest or a constraint means (C009).
  public String digest(String targetRevision) {
    if (targetRevision.startsWith("sha256:")) {
      return targetRevision;
    }
    try {
      return "sha256:" + Unpacked.digest(manifest(targetRevision));
    } catch (Unavailable e) {
      throw e;
    } catch (SourceFailure e) {
      var tag =
          Constraint.of(targetRevision)
              .flatMap(constraint -> constraint.greatest(tags()))
              .orElseThrow(() -> e);
      return "sha256:" + Unpacked.digest(manifest(tag));
    }
  }

  private byte[] manifest(String reference) {
    if (!reference.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}")) {
      throw new SourceFailure("expected a tag or a digest, found '%s'", SourceUrl.shown(reference));
    }
    var bytes =
        bytes(base + "/v2/" + path + "/manifests/" + reference, MANIFESTS, MANIFEST_BYTES_MAX);
    require(reference.startsWith("sha256:") ? reference : "", bytes);
    return bytes;
  }

  private void require(String digest, byte[] bytes) {
    if (!digest.isEmpty() && !digest.equals("sha256:" + Unpacked.digest(bytes))) {
      throw new SourceFailure("%s sends something else than %s", repository, digest);
    }
  }

  /// What lies under a tag or digest.
  public Artifact artifact(String reference) {
    var manifest = json(manifest(reference));
    List<JsonNode> layers = new ArrayList<>();
    for (var layer : manifest.path("layers")) {
      if (LAYERS.contains(layer.path("mediaType").asText())) {
        layers.add(layer);
      }
    }
    if (layers.size() != 1) {
      throw new SourceFailure(
          "%s: expected one layer of the types %s, found %d", repository, LAYERS, layers.size());
    }
    var layer = layers.getFirst();
    var digest = layer.path("digest").asText();
    if (!digest.matches("sha256:[0-9a-f]{64}")) {
      throw new SourceFailure("%s: expected the digest of a layer, found none", repository);
    }
    var archive =
        bytes(base + "/v2/" + path + "/blobs/" + digest, "*/*", HelmRepository.ARCHIVE_BYTES_MAX);
    require(digest, archive);
    return new Artifact(archive, layer.path("mediaType").asText().equals(CHART));
  }
}
