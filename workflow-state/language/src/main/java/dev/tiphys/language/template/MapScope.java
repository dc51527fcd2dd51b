package dev.tiphys.language.template;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A scope that holds its names in a sorted map, so that the names below a prefix lie side by side.
public final class MapScope implements Scope {
  private final NavigableMap<String, Meaning> meanings;

  private MapScope(NavigableMap<String, Meaning> meanings) {
    this.meanings = meanings;
  }

  @Override
  public Meaning lookup(String name) {
    return meanings.getOrDefault(name, Meaning.UNKNOWN);
  }

  @Override
  public Stream<String> names(String prefix) {
    return meanings.tailMap(prefix, true).keySet().stream()
        .takeWhile(name -> name.startsWith(prefix));
  }

  /// Collects names. A name that is put again has its last meaning.
  public static final class Builder {
    private final TreeMap<String, Meaning> meanings = new TreeMap<>();

    Builder() {}

    /// Declares a name with its value.
    public Builder put(String name, String value) {
      meanings.put(name, Meaning.of(value));
      return this;
    }

    /// Declares a name with a value that expressions see as it is, and texts as `text`.
    public Builder put(String name, Object value, String text) {
      meanings.put(name, Meaning.of(value, text));
      return this;
    }

    /// Declares all names of a map with their values.
    public Builder putAll(Map<String, String> values) {
      values.forEach(this::put);
      return this;
    }

    /// Declares a name that has no value: see [Meaning#ABSENT].
    public Builder putAbsent(String name) {
      meanings.put(name, Meaning.ABSENT);
      return this;
    }

    /// The scope of what was put so far.
    public MapScope build() {
      return new MapScope(new TreeMap<>(meanings));
    }
  }
}
