package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// What Kubernetes' definitions say of a field. Of what they do not know, such as custom resources,
/// maps merge by field and lists are replaced.
///
/// @param about what is said of the field itself
/// @param typeName the type of it, or of its elements if it is a list or a map; may be empty
/// @param type the fields of that type
public record Schema(JsonNode about, String typeName, JsonNode type) {
  private static final class All {
    static final JsonNode READ = read();
    static final JsonNode TYPES = READ.path("types");

    private static JsonNode read() {
      try (var in = Objects.requireNonNull(Schema.class.getResourceAsStream("schema.json"))) {
        return new ObjectMapper().readTree(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// What values a field has.
  public enum Form {
    STRING("s"),
    BYTES("y"),
    INTEGER("i"),
    NUMBER("n"),
    BOOLEAN("b"),
    QUANTITY("q"),
    INT_OR_STRING("x"),
    TIME("T"),
    MICRO_TIME("M"),
    /// Anything.
    JSON("j"),
    LIST("l"),
    MAP("m"),
    /// An object with fields of its own.
    OBJECT("o");

    private final String code;

    Form(String code) {
      this.code = code;
    }

    static Form of(String code) {
      for (var form : values()) {
        if (form.code.equals(code)) {
          return form;
        }
      }
      return JSON;
    }
  }

  private static final MissingNode NOTHING = MissingNode.getInstance();

  /// Of a field that nothing is known of.
  public static final Schema UNKNOWN = new Schema(NOTHING, "", NOTHING);

  /// Of objects of a kind; metadata is the same for all of them.
  public static Schema of(String apiVersion, String kind) {
    var name = All.READ.path("kinds").path(apiVersion + "/" + kind).asText("");
    // Any kind has metadata; a Namespace has nothing else that merges.
    return ofType(name.isEmpty() ? "core.v1.Namespace" : name);
  }

  /// Whether the kind is one of Kubernetes' own.
  public static boolean known(String apiVersion, String kind) {
    return All.READ.path("kinds").has(apiVersion + "/" + kind);
  }

  /// Of objects of a type such as `core.v1.PodSpec`, if there is one of that name.
  public static Optional<Schema> named(String type) {
    return All.TYPES.has(type) ? Optional.of(ofType(type)) : Optional.empty();
  }

  private static Schema ofType(String name) {
    return new Schema(NOTHING, name, All.TYPES.path(name));
  }

  private static Schema of(JsonNode about) {
    var name = about.path("r").asText("");
    return new Schema(about, name, All.TYPES.path(name));
  }

  /// Of a field below this one.
  public Schema child(String field) {
    var about = type.path(field);
    return about.isMissingNode() ? UNKNOWN : of(about);
  }

  /// Whether the type has such a field.
  public boolean has(String field) {
    return type.has(field);
  }

  /// Of the elements, if this is a list: they have the same fields.
  Schema element() {
    return new Schema(NOTHING, typeName, type);
  }

  /// What values the field has; of a whole object, fields.
  public Form form() {
    return about.isMissingNode() && !type.isMissingNode()
        ? Form.OBJECT
        : Form.of(about.path("f").asText("j"));
  }

  /// What values the elements of the list or the map have.
  public Form elements() {
    return typeName.isEmpty() ? Form.of(about.path("e").asText("j")) : Form.OBJECT;
  }

  /// Whether no object may be without the field.
  public boolean required() {
    return about.has("z");
  }

  /// The fields by which elements of a list are told apart; empty if it is not such a list.
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    if (about.path("t").asText().equals("map")) {
      about.path("k").forEach(key -> keys.add(key.asText()));
    }
    return keys;
  }

  /// Whether it is a list of scalars of which each may have an owner of its own.
  public boolean set() {
    return about.path("t").asText().equals("set");
  }

  /// Whether a map is replaced as a whole.
  public boolean atomic() {
    return about.path("m").asText().equals("atomic") || type.path("").asText().equals("atomic");
  }

  /// Whether a strategic merge patch adds to a list instead of replacing it.
  public boolean patchMerges() {
    return about.path("s").asText().contains("merge");
  }

  /// Whether a strategic merge patch keeps only the fields that it names.
  public boolean patchRetainsKeys() {
    return about.path("s").asText().contains("retainKeys");
  }

  /// The field by which a strategic merge patch tells elements apart; empty for scalars.
  public String patchKey() {
    return about.path("p").asText("");
  }
}
