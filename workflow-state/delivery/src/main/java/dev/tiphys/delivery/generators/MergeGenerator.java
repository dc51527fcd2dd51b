package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sets of the first child, overridden by those of the others which have the same values under
/// the merge keys (C242).
record MergeGenerator(Generators generators) implements Generator {
  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    var children = spec.path("generators");
    if (children.size() < 2) {
      throw new GenerationException("found less than two generators, Merge requires two or more");
    }
    var keys = new ArrayList<String>();
    spec.path("mergeKeys").forEach(key -> keys.add(key.asText()));
    var merged = byKey(keys, generators.child(children.get(0), "merge", context));
    for (var i = 1; i < children.size(); i++) {
      var others = byKey(keys, generators.child(children.get(i), "merge", context));
      merged.replaceAll(
          (key, base) -> {
            var other = others.get(key);
            return other == null ? base : overridden(base, other, context.templates());
          });
    }
    return List.copyOf(merged.values());
  }

  private static Params overridden(Params base, Params other, Templates templates) {
    if (templates.goTemplate()) {
      return base.mergedWith(other, false);
    }
    var all = new LinkedHashMap<String, @Nullable Object>(base.values());
    all.putAll(other.values());
    return new Params(all);
  }

  /// Sets by the values of the merge keys, each of which may come once.
  static Map<String, Params> byKey(List<String> mergeKeys, List<Params> sets) {
    if (mergeKeys.isEmpty()) {
      throw new GenerationException("no merge keys were specified, Merge requires at least one");
    }
    var byKey = new LinkedHashMap<String, Params>();
    for (var params : sets) {
      var key = params.key(mergeKeys);
      if (byKey.put(key, params) != null) {
        throw new GenerationException(
            "the parameters from a generator were not unique by the given mergeKeys, Merge requires"
                + " all param sets to be unique. Duplicate key was "
                + key);
      }
    }
    return byKey;
  }
}
