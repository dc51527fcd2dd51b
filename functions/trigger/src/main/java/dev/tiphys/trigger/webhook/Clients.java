package dev.tiphys.trigger.webhook;

import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whose webhooks are believed: the Secret `argo-workflows-webhook-clients` of a namespace, where
/// each key is a name and each value `{type: github, secret: …}` in YAML (F182).
public final class Clients {
  /// The name of the Secret.
  public static final String SECRET = "argo-workflows-webhook-clients";

  private final List<Client> clients;

  private record Client(String name, Provider provider, byte[] secret) {}

  private Clients(List<Client> clients) {
    this.clients = clients;
  }

  /// Reads the data of the Secret.
  ///
  /// @throws IllegalArgumentException if a value is none of that form; it never says what it is
  public static Clients of(Map<String, byte[]> data) {
    var clients = new ArrayList<Client>();
    for (var entry : data.entrySet()) {
      try {
        var documents = YamlReader.read(entry.getValue(), entry.getKey());
        if (documents.size() != 1 || !documents.getFirst().toJson().isObject()) {
          throw wrong(entry.getKey(), "expected one map with type and secret");
        }
        var json = documents.getFirst().toJson();
        var provider = Provider.named(json.path("type").asText());
        var secret = json.path("secret").asText().getBytes(StandardCharsets.UTF_8);
        clients.add(new Client(entry.getKey(), provider, secret));
      } catch (MalformedYamlException e) {
        throw wrong(entry.getKey(), "expected YAML");
      } catch (IllegalArgumentException e) {
        throw wrong(entry.getKey(), String.valueOf(e.getMessage()));
      }
    }
    return new Clients(clients);
  }

  private static IllegalArgumentException wrong(String key, String message) {
    return new IllegalArgumentException("Secret %s: %s: %s".formatted(SECRET, key, message));
  }

  /// Whether anybody of that provider is believed.
  public boolean know(Provider provider) {
    return clients.stream().anyMatch(client -> client.provider() == provider);
  }

  /// Who sent it, if it is one of them. All are tried, so that the time says nothing.
  public Optional<String> sender(Webhook webhook) {
    Optional<String> sender = Optional.empty();
    for (var client : clients) {
      if (client.provider() == webhook.provider() && webhook.isFrom(client.secret())) {
        sender = Optional.of(client.name());
      }
    }
    return sender;
  }
}
