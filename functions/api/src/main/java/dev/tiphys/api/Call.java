package dev.tiphys.api;

import dev.tiphys.language.naming.Dns1123;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request, read as far as its row of the table needs it. Whatever does not have the form that
/// it should have is a [Refusal] that names it.
///
/// @param variables of the row's path, decoded
/// @param query each key once; values of one that may be there several times in lines
/// @param headers names in lower case
record Call(
    Map<String, String> variables,
    Map<String, String> query,
    Map<String, List<String>> headers,
    byte[] content,
    Trust trust) {
  private static final int QUERY_KEYS_MAX = 100;

  /// What may be given more than once.
  private static final Set<String> LISTS = Set.of("revisions", "sourcePositions");

  /// The namespace of the path.
  String namespace() {
    var namespace = namespaceOrAll();
    if (namespace.isEmpty()) {
      throw Refusal.invalid("the namespace in the path is empty: expected a name");
    }
    return namespace;
  }

  /// The namespace of the path; empty where it means every namespace.
  String namespaceOrAll() {
    var namespace = variables.getOrDefault("namespace", "");
    var problem = namespace.isEmpty() ? null : Dns1123.labelProblem(namespace);
    if (problem != null) {
      throw Refusal.invalid("the namespace in the path: " + problem);
    }
    return namespace;
  }

  /// The name of the resource that the path is about.
  String name() {
    return name("name");
  }

  /// The name that the path has in `variable`.
  String name(String variable) {
    var name = variables.getOrDefault(variable, "");
    var problem = Dns1123.subdomainProblem(name);
    if (problem != null) {
      throw Refusal.invalid("the %s in the path: %s".formatted(variable, problem));
    }
    return name;
  }

  /// A value of the query, empty if it is not there.
  String text(String key) {
    return query.getOrDefault(key, "");
  }

  /// The values of the query that may be given more than once; none if it is not there.
  List<String> texts(String key) {
    return text(key).isEmpty() ? List.of() : List.of(text(key).split("\n"));
  }

  /// A yes or no of the query; no if it is not there.
  boolean flag(String key) {
    return switch (text(key)) {
      case "", "false", "0" -> false;
      case "true", "1" -> true;
      default -> throw wrong(key, "true or false");
    };
  }

  /// A number of the query that is at least `least`; null if it is not there.
  @Nullable Long number(String key, long least) {
    if (text(key).isEmpty()) {
      return null;
    }
    try {
      var number = Long.parseLong(text(key));
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, "a whole number of at least " + least);
    }
    throw wrong(key, "a whole number of at least " + least);
  }

  /// A time of the query; null if it is not there.
  @Nullable Instant time(String key) {
    if (text(key).isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text(key)).toInstant();
    } catch (DateTimeException e) {
      throw wrong(key, "a time such as 2026-11-24T10:00:00Z");
    }
  }

  /// The body as a JSON object with no other fields than these.
  Body body(String... fields) {
    return Body.read(content, fields);
  }

  private Refusal wrong(String key, String expected) {
    return Refusal.invalid(
        "%s in the query: expected %s, found '%s'"
            .formatted(key, expected, Refusal.shown(text(key))));
  }

  /// Reads `a=1&b=2`. A key that is given twice could mean either, so it is refused.
  static Map<String, String> readQuery(@Nullable String query) {
    var read = new HashMap<String, String>();
    for (var pair : query == null ? new String[0] : query.split("&")) {
      var equals = pair.indexOf('=');
      var key = decode(equals < 0 ? pair : pair.substring(0, equals));
      if (pair.isEmpty()) {
        continue;
      }
      if (read.size() == QUERY_KEYS_MAX) {
        throw Refusal.invalid("the query has more than %d keys".formatted(QUERY_KEYS_MAX));
      }
      var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      var before = read.put(key, value);
      if (before != null && LISTS.contains(key)) {
        read.put(key, before + '\n' + value);
      } else if (before != null) {
        throw Refusal.invalid("%s is twice in the query".formatted(Refusal.shown(key)));
      }
    }
    return read;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("'%s' is not well encoded".formatted(Refusal.shown(text)));
    }
  }

  /// A segment of a path, where `+` is itself.
  static String decodeSegment(String text) {
    return decode(text.replace("+", "%2B"));
  }
}
