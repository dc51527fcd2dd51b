package dev.tiphys.language.template;

import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.template.Meaning.Absent;
import dev.tiphys.language.template.Meaning.Known;
import dev.tiphys.language.template.Meaning.Typed;
import dev.tiphys.language.template.Meaning.Unknown;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A scope as expressions see it: `tasks.A.status` is the entry `status` of a map within a map.
///
/// A name that has longer names below it is a map, and its own value cannot be seen. Maps answer
/// single keys from the scope directly; only listing one walks through its names.
record Bellows(Scope scope) implements Environment {
  @Override
  public Set<String> names() {
    return heads("");
  }

  @Override
  public boolean contains(String name) {
    return isMap(name) || !(scope.lookup(name) instanceof Unknown);
  }

  @Override
  public @Nullable Object value(String name) {
    if (isMap(name)) {
      return new Level(name + ".");
    }
    return switch (scope.lookup(name)) {
      case Known(var value) -> value;
      case Typed(var value, _) -> value;
      case Absent _, Unknown _ -> null;
    };
  }

  private boolean isMap(String name) {
    return scope.names(name + ".").findAny().isPresent();
  }

  /// The next part of each name that begins with `prefix`, sorted.
  private Set<String> heads(String prefix) {
    var heads = new TreeSet<String>();
    scope
        .names(prefix)
        .forEach(
            name -> {
              var end = name.indexOf('.', prefix.length());
              heads.add(name.substring(prefix.length(), end < 0 ? name.length() : end));
            });
    return heads;
  }

  private final class Level extends AbstractMap<String, @Nullable Object> {
    private final String prefix;

    Level(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return key instanceof String name && contains(prefix + name);
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      return key instanceof String name ? value(prefix + name) : null;
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
      var entries = new LinkedHashMap<String, @Nullable Object>();
      for (var head : heads(prefix)) {
        entries.put(head, value(prefix + head));
      }
      return entries.entrySet();
    }
  }
}
