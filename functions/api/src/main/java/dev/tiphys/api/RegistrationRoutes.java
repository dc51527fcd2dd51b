package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Registrations.Registration;
import dev.tiphys.api.Registrations.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Registers, shows and forgets repositories or credentials: Argo CD's routes below
/// `/api/v1/repositories` and `/api/v1/repocreds`. What is secret comes in and never goes out.
///
/// @param field what the address is called in JSON; in the Secret it is `url`
record RegistrationRoutes(Registrations registrations, Type type, String field) {
  private static final String MANAGED = "managed-by";
  private static final String MANAGER = "argocd.argoproj.io";
  private static final int NAME_DIGITS = 10;

  /// In JSON and in the Secret by the same name.
  private static final Set<String> PLAIN =
      Set.of(
          "type",
          "name",
          "project",
          "username",
          "proxy",
          "noProxy",
          "githubAppID",
          "githubAppInstallationID",
          "githubAppEnterpriseBaseUrl",
          "depth");

  private static final Set<String> SECRET =
      Set.of(
          "password",
          "bearerToken",
          "sshPrivateKey",
          "tlsClientCertData",
          "tlsClientCertKey",
          "githubAppPrivateKey",
          "gcpServiceAccountKey");

  private static final Set<String> FLAGS =
      Set.of(
          "insecure",
          "insecureIgnoreHostKey",
          "enableLfs",
          "enableOCI",
          "insecureOCIForceHttp",
          "forceHttpBasicAuth",
          "useAzureWorkloadIdentity");

  static RegistrationRoutes repositories(Registrations registrations) {
    return new RegistrationRoutes(registrations, Type.REPOSITORY, "repo");
  }

  static RegistrationRoutes credentials(Registrations registrations) {
    return new RegistrationRoutes(registrations, Type.CREDENTIALS, "url");
  }

  Reply list(Call call) {
    var list = JsonNodeFactory.instance.objectNode();
    list.putObject("metadata");
    var items = list.putArray("items");
    for (var registration : registrations.list(type)) {
      items.add(shown(registration));
    }
    return Reply.of(list);
  }

  Reply get(Call call) {
    return Reply.of(shown(found(url(call))));
  }

  private static String url(Call call) {
    return call.variables().getOrDefault("url", "");
  }

  private Registration found(String url) {
    return find(url).orElseThrow(() -> new Refusal(Refusal.Code.NOT_FOUND, missing(url)));
  }

  private static String missing(String url) {
    return "repository '%s' not found".formatted(Refusal.shown(url));
  }

  private Optional<Registration> find(String url) {
    return registrations.list(type).stream()
        .filter(one -> one.data().getOrDefault("url", "").strip().equals(url.strip()))
        .findFirst();
  }

  /// Without anything secret, and whether it can be reached.
  private ObjectNode shown(Registration registration) {
    var shown = JsonNodeFactory.instance.objectNode();
    var data = registration.data();
    shown.put(field, data.getOrDefault("url", ""));
    PLAIN.stream().sorted().filter(data::containsKey).forEach(key -> shown.put(key, data.get(key)));
    FLAGS.stream()
        .sorted()
        .filter(data::containsKey)
        .forEach(key -> shown.put(key, Boolean.parseBoolean(data.get(key))));
    if (type == Type.REPOSITORY) {
      var connection = registrations.test(type, registration);
      shown
          .putObject("connectionState")
          .put("status", connection.status())
          .put("message", connection.message());
    }
    return shown;
  }

  Reply create(Call call) {
    var given =
        Body.object(call.content(), type == Type.REPOSITORY ? "a repository" : "credentials");
    var url = text(given, field).strip();
    if (url.isEmpty()) {
      throw Refusal.invalid("%s: expected a URL, found nothing".formatted(field));
    }
    var registration = read(given, url);
    var there = find(url);
    if (there.isPresent() && !there.get().data().equals(registration.data())) {
      if (!call.flag("upsert")) {
        throw Refusal.invalid(
            "existing repository spec is different; use upsert flag to force update");
      }
    }
    registrations.put(
        type,
        there
            .map(
                old ->
                    new Registration(
                        old.name(), old.labels(), old.annotations(), registration.data()))
            .orElse(registration));
    return Reply.of(shown(registration));
  }

  private Registration read(ObjectNode given, String url) {
    var data = new LinkedHashMap<String, String>();
    data.put("url", url);
    for (var entry : given.properties()) {
      var key = entry.getKey();
      if (PLAIN.contains(key) || SECRET.contains(key)) {
        data.put(key, text(given, key));
      } else if (FLAGS.contains(key)) {
        if (!entry.getValue().isBoolean()) {
          throw Refusal.invalid("%s: expected true or false".formatted(key));
        }
        data.put(key, entry.getValue().asText());
      } else if (!key.equals(field) && !key.equals("connectionState")) {
        throw Refusal.invalid("%s is not a field here".formatted(Refusal.shown(key)));
      }
    }
    data.values().removeIf(String::isEmpty);
    var prefix = type == Type.REPOSITORY ? "repo-" : "creds-";
    return new Registration(
        prefix + digest(url + data.getOrDefault("project", "")),
        Map.of(),
        Map.of(MANAGED, MANAGER),
        data);
  }

  private static String text(JsonNode given, String key) {
    var value = given.path(key);
    if (!value.isMissingNode() && !value.isNull() && !value.isValueNode()) {
      throw Refusal.invalid("%s: expected a string".formatted(Refusal.shown(key)));
    }
    return value.asText("");
  }

  static String digest(String text) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, NAME_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  Reply delete(Call call) {
    var url = url(call);
    if (!registrations.delete(type, found(url).name())) {
      throw new Refusal(Refusal.Code.NOT_FOUND, missing(url));
    }
    return Reply.empty();
  }

  /// The rows of the API.
  List<Route> rows(String base) {
    return List.of(
        Route.get(base, this::list),
        Route.post(base, this::create),
        Route.get(base + "/{url}", this::get),
        Route.delete(base + "/{url}", this::delete));
  }
}
