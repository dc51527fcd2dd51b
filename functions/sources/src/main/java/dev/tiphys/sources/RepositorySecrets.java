package dev.tiphys.sources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.sources.Credentials.GitHubApp;
import dev.tiphys.sources.Credentials.Proxy;
import dev.tiphys.sources.Repository.Kind;
import dev.tiphys.sources.Repository.Options;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Reads repositories from what users keep for Argo CD: Secrets with the label
/// `argocd.argoproj.io/secret-type` (C271 to C278), and the ConfigMaps `argocd-ssh-known-hosts-cm`
/// and `argocd-tls-certs-cm` (C281, C282).
public final class RepositorySecrets {
  /// What such Secrets are known by.
  public static final String LABEL = "argocd.argoproj.io/secret-type";

  /// The ConfigMap of the hosts that SSH knows, under this key.
  public static final String KNOWN_HOSTS = "argocd-ssh-known-hosts-cm";

  /// The key in [#KNOWN_HOSTS].
  public static final String KNOWN_HOSTS_KEY = "ssh_known_hosts";

  /// The ConfigMap of authorities for TLS, a host a key.
  public static final String CERTIFICATES = "argocd-tls-certs-cm";

  private RepositorySecrets() {}

  /// The repositories that are among some objects. Others are passed over, and so is a Secret that
  /// cannot be read: it opens nothing.
  ///
  /// @param problems takes what is wrong with a Secret, without what is in it
  public static Repositories of(Collection<JsonNode> objects, Collection<String> problems) {
    List<Repository> known = new ArrayList<>();
    List<Repository> templates = new ArrayList<>();
    for (var object : objects) {
      var type = object.path("metadata").path("labels").path(LABEL).asText();
      if (object.path("kind").asText().equals("Secret")) {
        try {
          switch (type) {
            case "repository" -> known.add(repository(new Fields(object)));
            case "repo-creds" -> templates.add(repository(new Fields(object)));
            default -> {}
          }
        } catch (SourceFailure | IllegalArgumentException e) {
          problems.add(
              "Secret '%s': %s"
                  .formatted(object.path("metadata").path("name").asText(), e.getMessage()));
        }
      }
    }
    return new Repositories(known, templates, trust(objects));
  }

  /// What ConfigMaps among some objects say of hosts.
  public static HostTrust trust(Collection<JsonNode> objects) {
    var hosts = "";
    Map<String, String> authorities = new TreeMap<>();
    for (var object : objects) {
      if (object.path("kind").asText().equals("ConfigMap")) {
        switch (object.path("metadata").path("name").asText()) {
          case KNOWN_HOSTS -> hosts = object.path("data").path(KNOWN_HOSTS_KEY).asText();
          case CERTIFICATES ->
              object
                  .path("data")
                  .properties()
                  .forEach(entry -> authorities.put(entry.getKey(), entry.getValue().asText()));
          default -> {}
        }
      }
    }
    return new HostTrust(hosts, authorities);
  }

  /// The repository that the fields of such a Secret describe.
  ///
  /// @throws SourceFailure if they make no sense; the message tells no value
  public static Repository repository(Map<String, String> fields) {
    var plain = JsonNodeFactory.instance.objectNode();
    var data = plain.putObject("stringData");
    fields.forEach(data::put);
    return repository(new Fields(plain));
  }

  private static Repository repository(Fields fields) {
    var url = fields.text("url").strip();
    if (url.isEmpty()) {
      throw new SourceFailure("url: expected the address of a repository, found none");
    }
    var credentials =
        new Credentials(
            fields.text("username"),
            fields.text("password"),
            fields.text("bearerToken"),
            fields.text("sshPrivateKey"),
            fields.text("tlsClientCertData"),
            fields.text("tlsClientCertKey"),
            new GitHubApp(
                fields.text("githubAppID"),
                fields.text("githubAppInstallationID"),
                fields.text("githubAppPrivateKey"),
                fields.text("githubAppEnterpriseBaseUrl")));
    return new Repository(
        Kind.of(fields.text("type")),
        url,
        fields.text("name"),
        fields.text("project"),
        credentials,
        new Proxy(fields.text("proxy"), fields.text("noProxy")),
        new Options(
            fields.flag("insecure") || fields.flag("insecureIgnoreHostKey"),
            fields.flag("enableLfs"),
            fields.flag("enableOCI"),
            fields.flag("insecureOCIForceHttp"),
            fields.number("depth"),
            "",
            ""));
  }

  /// The data of a Secret as it is stored, or as people write it.
  private record Fields(JsonNode secret) {
    String text(String name) {
      var plain = secret.path("stringData").path(name);
      if (plain.isTextual()) {
        return plain.asText();
      }
      var encoded = secret.path("data").path(name);
      if (!encoded.isTextual()) {
        return "";
      }
      try {
        return new String(Base64.getMimeDecoder().decode(encoded.asText()), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw new SourceFailure("%s: expected base64", name);
      }
    }

    boolean flag(String name) {
      return switch (text(name)) {
        case "", "false", "0", "f", "F", "False", "FALSE" -> false;
        case "true", "1", "t", "T", "True", "TRUE" -> true;
        default -> throw new SourceFailure("%s: expected true or false", name);
      };
    }

    int number(String name) {
      var text = text(name);
      if (!text.matches("[0-9]{0,9}")) {
        throw new SourceFailure("%s: expected a number", name);
      }
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
  }
}
