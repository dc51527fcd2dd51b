package dev.tiphys.cli.delivery;

import dev.tiphys.cli.BadInput;
import java.util.HashMap;
import java.util.Map;

/// The name of an application.
///
/// @param namespace empty for the one that the server takes
record AppName(String namespace, String name) {
  /// @param text `NAME` or `NAMESPACE/NAME`
  /// @param namespace what the command line says of it besides; empty for nothing
  static AppName of(String text, String namespace) {
    var slash = text.indexOf('/');
    var name = text.substring(slash + 1);
    var said = slash < 0 ? namespace : text.substring(0, slash);
    if (name.isEmpty() || name.contains("/") || slash == 0) {
      throw new BadInput("expected NAME or NAMESPACE/NAME, found '%s'".formatted(text));
    }
    if (slash >= 0 && !namespace.isEmpty() && !namespace.equals(said)) {
      throw new BadInput(
          "'%s' and --app-namespace %s: expected one namespace, found two"
              .formatted(text, namespace));
    }
    return new AppName(said, name);
  }

  /// What goes into a query to say which.
  Map<String, String> query(String... more) {
    var query = new HashMap<String, String>();
    if (!namespace.isEmpty()) {
      query.put("appNamespace", namespace);
    }
    for (var i = 0; i < more.length; i += 2) {
      query.put(more[i], more[i + 1]);
    }
    return query;
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
