package dev.tiphys.sources.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.sources.Credentials;
import dev.tiphys.sources.Credentials.GitHubApp;
import dev.tiphys.sources.Repository;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.http.Fetch;
import dev.tiphys.sources.http.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Tokens of GitHub Apps (C274), which open repositories as passwords do, for an hour each.
final class AppTokens {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GITHUB = "https://api.github.com";
  private static final int BYTES_MAX = 1 << 20;
  private static final int KNOWN_MAX = 1_000;
  private static final Duration ASKED_FOR = Duration.ofMinutes(9);
  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final Duration RENEWED = Duration.ofMinutes(5);
  private static final Pattern PLACE = Pattern.compile(".*[/:]([^/:]+)/([^/]+?)(?:[.]git)?/*");

  private final Fetch fetch;
  private final InstantSource clock;
  private final Map<String, Token> known = new ConcurrentHashMap<>();

  private record Token(String text, Instant end) {}

  AppTokens(Fetch fetch, InstantSource clock) {
    this.fetch = fetch;
    this.clock = clock;
  }

  /// The repository with a token in place of the app; as it is if it has none.
  ///
  /// @throws SourceFailure if there is no token
  Repository applied(Repository repository) {
    var app = repository.credentials().app();
    if (app.id().isEmpty()
        || !repository.credentials().password().isEmpty()
        || !repository.credentials().bearer().isEmpty()) {
      return repository;
    }
    var key = repository.credentials().fingerprint() + " " + owner(repository);
    var token = known.get(key);
    if (token == null || clock.instant().isAfter(token.end().minus(RENEWED))) {
      token = fresh(repository, app);
      if (known.size() >= KNOWN_MAX) {
        known.clear();
      }
      known.put(key, token);
    }
    return repository.with(Credentials.password("x-access-token", token.text()));
  }

  private static String owner(Repository repository) {
    var place = PLACE.matcher(repository.url());
    return place.matches() ? place.group(1) : "";
  }

  private Token fresh(Repository repository, GitHubApp app) {
    var base = app.api().isEmpty() ? GITHUB : app.api().replaceAll("/+$", "");
    var headers =
        Map.of(
            "Authorization", "Bearer " + assertion(app), "Accept", "application/vnd.github+json");
    var installation =
        app.installation().isEmpty() ? installation(repository, base, headers) : app.installation();
    if (!installation.matches("[0-9]{1,20}")) {
      throw new SourceFailure("githubAppInstallationID: expected a number");
    }
    var url = base + "/app/installations/" + installation + "/access_tokens";
    var answer =
        answered(url, fetch.post(repository, url, headers, new byte[] {'{', '}'}, BYTES_MAX), 201);
    try {
      var text = answer.path("token").asText();
      if (text.isEmpty()) {
        throw new SourceFailure("%s gave no token", url);
      }
      return new Token(text, Instant.parse(answer.path("expires_at").asText()));
    } catch (DateTimeException e) {
      throw new SourceFailure("%s gave a token without an end", url);
    }
  }

  private String installation(Repository repository, String base, Map<String, String> headers) {
    var place = PLACE.matcher(repository.url());
    if (!place.matches()) {
      throw new SourceFailure("%s: expected an address with an owner and a name", repository);
    }
    var url = "%s/repos/%s/%s/installation".formatted(base, place.group(1), place.group(2));
    return answered(url, fetch.open(repository, url, headers, "", BYTES_MAX), 200)
        .path("id")
        .asText();
  }

  private static JsonNode answered(String url, Fetch.Answer answer, int code) {
    try (answer) {
      if (answer.code() != code) {
        throw Fetch.status(url, answer.code());
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new SourceFailure.Unavailable("%s: %s", url, e.getMessage());
    }
  }

  /// Who the app is, signed with its key.
  private String assertion(GitHubApp app) {
    var now = clock.instant();
    var claims =
        JSON.createObjectNode()
            .put("iat", now.minus(SKEW).getEpochSecond())
            .put("exp", now.plus(ASKED_FOR).getEpochSecond())
            .put("iss", app.id());
    try {
      var text = base64("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + base64(claims.toString());
      var signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(Tls.privateKey(app.key()));
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new SourceFailure("githubAppPrivateKey: expected a private key of RSA in PEM");
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
