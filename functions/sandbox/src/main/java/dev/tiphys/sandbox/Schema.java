package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// How a field merges: what Kubernetes' definitions say of it. Of what they do not know, such as
/// custom resources, maps merge by field and lists are replaced.
///
/// @param about what is said of the field itself
/// @param type the fields below it, or of the elements if it is a list
record Schema(JsonNode about, JsonNode type) {
  private static final class All {
    static final JsonNode READ = read();

    private static JsonNode read() {
      try (var in = Objects.requireNonNull(Schema.class.getResourceAsStream("schema.json"))) {
        return new ObjectMapper().readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Of a field that nothing is known of.
  static final Schema UNKNOWN = new Schema(MissingNode.getInstance(), MissingNode.getInstance());

  /// Of objects of a kind; metadata is the same for all of them.
  static Schema of(String apiVersion, String kind) {
    var name = All.READ.path("kinds").path(apiVersion + "/" + kind).asText("");
    // Any kind has metadata; a Namespace has nothing else that merges.
    var type = type(name.isEmpty() ? "core.v1.Namespace" : name);
    return new Schema(MissingNode.getInstance(), type);
  }

  static boolean known(String apiVersion, String kind) {
    return All.READ.path("kinds").has(apiVersion + "/" + kind);
  }

  private static JsonNode type(String name) {
    return All.READ.path("types").path(name);
  }

  /// Of a field below this one.
  Schema child(String field) {
    var about = type.path(field);
    return about.isMissingNode() ? UNKNOWN : new Schema(about, type(about.path("r").asText("")));
  }

  /// Of the elements, if this is a list: they have the same fields.
  Schema element() {
    return new Schema(MissingNode.getInstance(), type);
  }

  /// The fields by which elements of a list are told apart; empty if it is not such a list.
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    if (about.path("t").asText().equals("map")) {
      about.path("k").forEach(key -> keys.add(key.asText()));
    }
    return keys;
  }

  /// Whether it is a list of scalars of which each may have an owner of its own.
  boolean set() {
    return about.path("t").asText().equals("set");
  }

  /// Whether a map is replaced as a whole.
  boolean atomic() {
    return about.path("m").asText().equals("atomic") || type.path("").asText().equals("atomic");
  }

  /// Whether a strategic merge patch adds to a list instead of replacing it.
  boolean patchMerges() {
    return about.path("s").asText().contains("merge");
  }

  /// Whether a strategic merge patch keeps only the fields that it names.
  boolean patchRetainsKeys() {
    return about.path("s").asText().contains("retainKeys");
  }

  /// The field by which a strategic merge patch tells elements apart; empty for scalars.
  String patchKey() {
    return about.path("p").asText("");
  }
}
