package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.sources.http.HttpConnections;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// Opens the interfaces of providers with what generators refer to.
///
/// @param objects where Secrets and ConfigMaps are
record Access(HttpConnections http, ControlObjects objects) {
  private static final String REST = "/rest";

  /// The interface of a provider.
  ///
  /// @param kind as generators name it
  /// @param spec what stands under that name
  Api open(String kind, JsonNode spec) {
    if (spec.hasNonNull("appSecretName")) {
      throw new GenerationException("appSecretName: GitHub Apps are not available, use tokenRef");
    }
    var headers = new LinkedHashMap<String, String>();
    var base =
        switch (kind) {
          case "github" -> {
            bearer(headers, token(spec, "tokenRef"));
            headers.put("Accept", "application/vnd.github+json");
            yield or(spec, "https://api.github.com");
          }
          case "gitlab" -> {
            var token = token(spec, "tokenRef");
            if (!token.isEmpty()) {
              headers.put("PRIVATE-TOKEN", token);
            }
            yield or(spec, "https://gitlab.com") + "/api/v4";
          }
          case "gitea" -> {
            var token = token(spec, "tokenRef");
            if (!token.isEmpty()) {
              headers.put("Authorization", "token " + token);
            }
            yield or(spec, "") + "/api/v1";
          }
          case "bitbucketServer" -> {
            credentials(headers, spec);
            yield restBase(spec.path("api").asText());
          }
          case "bitbucket" -> {
            credentials(headers, spec);
            if (spec.hasNonNull("appPasswordRef")) {
              basic(headers, spec.path("user").asText(), token(spec, "appPasswordRef"));
            }
            yield or(spec, "https://api.bitbucket.org/2.0");
          }
          default -> {
            var name = kind.equals("azureDevOps") ? "accessTokenRef" : "tokenRef";
            var token = token(spec, name);
            if (!token.isEmpty()) {
              basic(headers, "", token);
            }
            yield or(spec, "https://dev.azure.com")
                + "/"
                + Api.encoded(spec.path("organization").asText());
          }
        };
    return new Api(http, base, headers, spec.path("insecure").asBoolean(), authority(spec));
  }

  /// The address of a Bitbucket Server's interface, whether or not `/rest` is part of it.
  static String restBase(String api) {
    var base = api.endsWith("/") ? api.substring(0, api.length() - 1) : api;
    return base.endsWith(REST) ? base : base + REST;
  }

  private static String or(JsonNode spec, String otherwise) {
    var api = spec.path("api").asText();
    var base = api.isEmpty() ? otherwise : api;
    return base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
  }

  private void credentials(Map<String, String> headers, JsonNode spec) {
    if (spec.hasNonNull("basicAuth")) {
      var basic = spec.get("basicAuth");
      basic(headers, basic.path("username").asText(), token(basic, "passwordRef"));
    } else if (spec.hasNonNull("bearerToken")) {
      bearer(headers, token(spec.get("bearerToken"), "tokenRef"));
    }
  }

  private static void bearer(Map<String, String> headers, String token) {
    if (!token.isEmpty()) {
      headers.put("Authorization", "Bearer " + token);
    }
  }

  private static void basic(Map<String, String> headers, String user, String password) {
    var text = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    headers.put("Authorization", "Basic " + Base64.getEncoder().encodeToString(text));
  }

  /// What a reference to a Secret names; empty when there is none.
  private String token(JsonNode spec, String field) {
    var reference = spec.path(field);
    if (!reference.isObject()) {
      return "";
    }
    var name = reference.path("secretName").asText();
    var key = reference.path("key").asText();
    var secret =
        objects
            .secret(name)
            .orElseThrow(
                () ->
                    new GenerationException(
                        "error fetching Secret token: secrets \"%s\" not found".formatted(name)));
    var token = secret.get(key);
    if (token == null) {
      throw new GenerationException(
          "error fetching Secret token: key \"%s\" in secret \"%s\" not found"
              .formatted(key, name));
    }
    return token.strip();
  }

  private String authority(JsonNode spec) {
    var reference = spec.path("caRef");
    if (!reference.isObject()) {
      return "";
    }
    var name = reference.path("configMapName").asText();
    return objects
        .configMap(name)
        .map(data -> data.getOrDefault(reference.path("key").asText(), ""))
        .orElseThrow(
            () ->
                new GenerationException(
                    "error fetching CA certificates: configmaps \"%s\" not found".formatted(name)));
  }
}
