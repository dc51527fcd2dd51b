package dev.tiphys.language.expression;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The variables of an expression. Asked only for the names that the expression uses.
public interface Environment {
  /// All names, for `$env`.
  Set<String> names();

  /// Whether the name exists, even if its value is null.
  boolean contains(String name);

  /// The value of a name that exists: null, Boolean, Long, Double, String, List or Map.
  @Nullable Object value(String name);

  /// An environment of exactly these values.
  static Environment of(Map<String, ? extends @Nullable Object> values) {
    return new Environment() {
      @Override
      public Set<String> names() {
        return values.keySet();
      }

      @Override
      public boolean contains(String name) {
        return values.containsKey(name);
      }

      @Override
      public @Nullable Object value(String name) {
        return values.get(name);
      }
    };
  }
}
