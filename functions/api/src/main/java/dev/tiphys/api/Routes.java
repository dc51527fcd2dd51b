package dev.tiphys.api;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Finds the row for a request.
record Routes(List<Route> rows) {
  /// A row that fits, with what its variables stand for.
  record Found(Route route, Map<String, String> variables) {}

  /// @param method HEAD counts as GET
  /// @throws Refusal if no row has the path, or those that have it are for other methods
  Found find(String method, List<String> segments) {
    var wanted = method.equals("HEAD") ? "GET" : method;
    for (var row : rows) {
      var variables = row.method().equals(wanted) ? row.match(segments) : null;
      if (variables != null) {
        return new Found(row, variables);
      }
    }
    var path = Refusal.shown("/" + String.join("/", segments));
    var allowed = allowed(segments);
    if (allowed.isEmpty()) {
      throw new Refusal(Refusal.Code.NOT_FOUND, "there is nothing at %s".formatted(path));
    }
    throw new Refusal(
        Refusal.Code.METHOD_NOT_ALLOWED,
        "%s takes %s, not %s".formatted(path, allowed, Refusal.shown(method)));
  }

  /// Whether the row for a request is one whose action looks itself whether the sender may.
  boolean signed(String method, List<String> segments) {
    return rows.stream()
        .anyMatch(
            row -> row.signed() && row.method().equals(method) && row.match(segments) != null);
  }

  /// The methods that a path takes, as the header `Allow` lists them; empty if there is no such
  /// path.
  String allowed(List<String> segments) {
    var methods = new TreeSet<String>();
    for (var row : rows) {
      if (row.match(segments) != null) {
        methods.add(row.method());
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    if (!methods.isEmpty()) {
      methods.add("OPTIONS");
    }
    return String.join(", ", methods);
  }
}
