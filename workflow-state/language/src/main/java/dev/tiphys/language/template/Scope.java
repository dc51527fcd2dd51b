package dev.tiphys.language.template;

import dev.tiphys.language.template.Meaning.Unknown;
import java.util.Map;
import java.util.stream.Stream;

/// What the names in tags mean. Names are flat: `tasks.A.outputs.result` is one key, not a path.
///
/// Implementations answer from what they have at hand; nothing is asked for until a tag needs it.
public interface Scope {
  /// Knows no name.
  Scope EMPTY = of(Map.of());

  /// The meaning of exactly this name; never a prefix or a path into a value.
  Meaning lookup(String name);

  /// Every name that begins with `prefix`, character by character, in any order and possibly more
  /// than once. Expressions need it to see `tasks.A` as a map of all that lies below. The stream
  /// should be lazy: often only whether there is a first one is asked.
  Stream<String> names(String prefix);

  /// This scope, and `wider` for the names that this one does not know.
  default Scope over(Scope wider) {
    return new Layers(this, wider);
  }

  /// A scope of these names. A copy is made.
  static Scope of(Map<String, String> values) {
    return builder().putAll(values).build();
  }

  /// Starts an empty scope.
  static MapScope.Builder builder() {
    return new MapScope.Builder();
  }

  /// Two scopes, the nearer one asked first.
  record Layers(Scope near, Scope wide) implements Scope {
    @Override
    public Meaning lookup(String name) {
      var meaning = near.lookup(name);
      return meaning instanceof Unknown ? wide.lookup(name) : meaning;
    }

    @Override
    public Stream<String> names(String prefix) {
      return Stream.concat(near.names(prefix), wide.names(prefix));
    }
  }
}
