package dev.tiphys.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What can be asked of a server about delivery: Argo CD's REST routes.
public final class Delivery {
  private final Connection connection;

  public Delivery(Connection connection) {
    this.connection = connection;
  }

  public Collection applications() {
    return new Collection(connection, "applications");
  }

  public Collection applicationSets() {
    return new Collection(connection, "applicationsets");
  }

  public Collection projects() {
    return new Collection(connection, "projects");
  }

  public Collection repositories() {
    return new Collection(connection, "repositories");
  }

  public Collection credentials() {
    return new Collection(connection, "repocreds");
  }

  public Collection certificates() {
    return new Collection(connection, "certificates");
  }

  public Collection keys() {
    return new Collection(connection, "gpgkeys");
  }

  public Collection accounts() {
    return new Collection(connection, "account");
  }

  public Collection session() {
    return new Collection(connection, "session");
  }

  public Collection clusters() {
    return new Collection(connection, "clusters");
  }

  /// The resources of one kind.
  ///
  /// @param path of the kind, such as `applications`
  public record Collection(Connection connection, String path) {
    public List<JsonNode> list(Map<String, String> query) {
      var items = new ArrayList<JsonNode>();
      send("GET", query, null).path("items").forEach(items::add);
      return items;
    }

    /// @return the resource as the server keeps it
    public JsonNode create(JsonNode resource, Map<String, String> query) {
      return send("POST", query, resource);
    }

    /// What is asked of one of them, or of what is under it.
    ///
    /// @param more the path from the collection on: a name, and perhaps a verb
    public JsonNode send(
        String method, Map<String, String> query, @Nullable JsonNode body, String... more) {
      return connection.send(
          method,
          Stream.concat(Stream.of("api", "v1", path), Stream.of(more)).toList(),
          query,
          body);
    }

    /// The states of one of them.
    public Watch.Source source(String name, Map<String, String> query) {
      return new Watch.Source() {
        @Override
        public JsonNode get() {
          return send("GET", query, null, name);
        }

        @Override
        public Feed events() {
          var all = new HashMap<>(query);
          all.put("name", name);
          return connection.stream(List.of("api", "v1", "stream", path), all);
        }
      };
    }
  }
}
