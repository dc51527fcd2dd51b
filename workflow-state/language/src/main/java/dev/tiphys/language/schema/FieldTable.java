package dev.tiphys.language.schema;

import dev.tiphys.language.schema.FieldType.ListOf;
import dev.tiphys.language.schema.FieldType.MapOf;
import dev.tiphys.language.schema.FieldType.ObjectOf;
import dev.tiphys.language.schema.FieldType.Plain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The fields of every type, read from `fields.txt` on first use; a line is parsed when it is asked
/// for.
///
/// A line is a type and its fields, `name:type` each. `s` is a string, `t` one that
/// nothing else passes for, `a` an any-string, `x` an
/// integer or string, `i` an integer, `n` a number, `b` a boolean, `*` anything; `[T` a list,
/// `[T@key` a list that merges by that key, `{T` a map; all else names another type.
public final class FieldTable {
  private static final class Loaded {
    private static final FieldTable TABLE = load();
  }

  private final Map<String, String> lines;
  private final Map<String, Map<String, FieldType>> types = new ConcurrentHashMap<>();

  private FieldTable(Map<String, String> lines) {
    this.lines = lines;
  }

  /// True for the types of the table, among them all Argo kinds.
  public static boolean knows(String type) {
    return Loaded.TABLE.lines.containsKey(type);
  }

  /// Field name → type, in the order of the schema.
  public static Map<String, FieldType> fields(String type) {
    return Loaded.TABLE.types.computeIfAbsent(type, Loaded.TABLE::parse);
  }

  private Map<String, FieldType> parse(String type) {
    var fields = new LinkedHashMap<String, FieldType>();
    for (var field : lines.get(type).split(" ")) {
      if (!field.isEmpty()) {
        var colon = field.indexOf(':');
        fields.put(field.substring(0, colon), type(field.substring(colon + 1)));
      }
    }
    return fields;
  }

  private static FieldType type(String code) {
    return switch (code) {
      case "s" -> Plain.STRING;
      case "t" -> Plain.TEXT;
      case "a" -> Plain.ANY_STRING;
      case "x" -> Plain.INT_OR_STRING;
      case "i" -> Plain.INTEGER;
      case "n" -> Plain.NUMBER;
      case "b" -> Plain.BOOLEAN;
      case "*" -> Plain.ANYTHING;
      default -> {
        if (code.startsWith("{")) {
          yield new MapOf(type(code.substring(1)));
        }
        if (code.startsWith("[")) {
          var at = code.lastIndexOf('@');
          yield at < 0
              ? new ListOf(type(code.substring(1)), null)
              : new ListOf(type(code.substring(1, at)), code.substring(at + 1));
        }
        yield new ObjectOf(code);
      }
    };
  }

  private static FieldTable load() {
    try (var resource = FieldTable.class.getResourceAsStream("fields.txt")) {
      if (resource == null) {
        throw new IllegalStateException("fields.txt is missing beside FieldTable");
      }
      var lines = new HashMap<String, String>();
      for (var line : new String(resource.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        var space = line.indexOf(' ');
        lines.put(
            space < 0 ? line : line.substring(0, space),
            space < 0 ? "" : line.substring(space + 1));
      }
      return new FieldTable(lines);
    } catch (IOException e) {
      throw new UncheckedIOException("fields.txt cannot be read", e);
    }
  }
}
