package dev.tiphys.artifacts.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactStore;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.http.Call;
import dev.tiphys.artifacts.http.Http;
import dev.tiphys.artifacts.http.HttpClients;
import dev.tiphys.artifacts.http.Urls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a URL gives, and what can be put there (F070). The key is the URL; what lies below it has
/// its name at the end of the path.
///
/// With Artifactory (F071) it is the same, and objects can be deleted.
public final class HttpStore implements ArtifactStore {
  private final Http http;
  private final String url;
  private final Map<String, String> headers;
  private final boolean deletes;

  private HttpStore(Http http, String url, Map<String, String> headers, boolean deletes) {
    this.http = http;
    this.url = url;
    this.headers = headers;
    this.deletes = deletes;
  }

  /// The URL of an `http` artifact.
  public static HttpStore open(HttpClients clients, JsonNode fields, Secrets.Of secrets) {
    var auth = fields.path("auth");
    var certificate = auth.path("clientCert");
    var http =
        certificate.path("clientCertSecret").isObject()
            ? clients.with(
                secrets.bytes(certificate, "clientCertSecret"),
                secrets.bytes(certificate, "clientKeySecret"))
            : clients.plain();
    try {
      Map<String, String> headers = new LinkedHashMap<>();
      for (var header : fields.path("headers")) {
        headers.put(header.path("name").asText(), header.path("value").asText());
      }
      basic(auth.path("basicAuth"), secrets, headers);
      if (auth.path("oauth2").isObject()) {
        headers.put(
            "Authorization",
            "Bearer " + ClientCredentials.of(auth.path("oauth2"), secrets).token(clients.plain()));
      }
      return new HttpStore(http, fields.path("url").asText(), headers, false);
    } catch (IOException | RuntimeException e) {
      http.close();
      throw e instanceof RuntimeException failure
          ? failure
          : ArtifactFailure.because(e, "auth.oauth2 gives no token");
    }
  }

  /// The URL of an `artifactory` artifact.
  public static HttpStore artifactory(HttpClients clients, JsonNode fields, Secrets.Of secrets) {
    Map<String, String> headers = new LinkedHashMap<>();
    basic(fields, secrets, headers);
    return new HttpStore(clients.plain(), fields.path("url").asText(), headers, true);
  }

  private static void basic(JsonNode fields, Secrets.Of secrets, Map<String, String> headers) {
    var user = secrets.text(fields, "usernameSecret");
    var password = secrets.text(fields, "passwordSecret");
    if (!user.isEmpty() || !password.isEmpty()) {
      headers.put("Authorization", ClientCredentials.basic(user, password));
    }
  }

  private Call call(String method, String key) {
    var base = Urls.of(url);
    var uri = key.equals(url) ? base : Urls.below(base, key.substring(url.length() + 1));
    var call = Call.of(method, Urls.withoutUser(uri)).with(headers);
    var user = base.getUserInfo();
    if (user == null || headers.containsKey("Authorization")) {
      return call;
    }
    var parts = user.split(":", 2);
    var password = parts.length < 2 ? "" : parts[1];
    return call.with(Map.of("Authorization", ClientCredentials.basic(parts[0], password)));
  }

  private static String shown(String key) {
    return key.replaceAll("[?#].*", "").replaceAll("//[^/@]*@", "//");
  }

  @Override
  public InputStream open(String key) throws IOException {
    var reply = http.follow(call("GET", key));
    if (reply.ok()) {
      return reply.body();
    }
    try (reply) {
      if (reply.status() == 404 || reply.status() == 410) {
        throw new ArtifactFailure.Missing(
            "the server, which answered " + reply.status(), shown(key));
      }
      throw reply.failure("read", shown(key), "");
    }
  }

  @Override
  public void save(String key, Path file) throws IOException {
    try (var reply = http.follow(call("PUT", key).with(FileBody.all(file)))) {
      if (!reply.ok()) {
        throw reply.failure("write", shown(key), "");
      }
    }
  }

  @Override
  public List<String> list(String prefix, int max) {
    throw new ArtifactFailure("a web server has no list of what is below '%s'", shown(prefix));
  }

  @Override
  public boolean isDirectory(String key) {
    return false;
  }

  @Override
  public void delete(String key) throws IOException {
    if (!deletes) {
      throw new ArtifactFailure("cannot delete '%s': http artifacts are not deleted", shown(key));
    }
    try (var reply = http.follow(call("DELETE", key))) {
      if (!reply.ok() && reply.status() != 404) {
        throw reply.failure("delete", shown(key), "");
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
