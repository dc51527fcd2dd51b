package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Every set of one child with every set of another, which is rendered with the first's parameters
/// (C241).
record MatrixGenerator(Generators generators) implements Generator {
  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    var children = spec.path("generators");
    if (children.size() < 2) {
      throw new GenerationException("found less than two generators, Matrix support only two");
    }
    if (children.size() > 2) {
      throw new GenerationException("found more than two generators, Matrix support only two");
    }
    var sets = new ArrayList<Params>();
    for (var first : generators.child(children.get(0), "matrix", context)) {
      // The child is looked at before it is rendered, so that its mistakes are told as they stand.
      Generators.single(children.get(1), "matrix");
      var second = context.templates().interpolate(children.get(1), first);
      for (var other : generators.child(second, "matrix", context)) {
        sets.add(
            context.templates().goTemplate()
                ? other.mergedWith(first, true)
                : combined(first, other));
        Generators.checkCount(sets.size());
      }
    }
    return sets;
  }

  private static Params combined(Params first, Params second) {
    var all = new LinkedHashMap<String, @Nullable Object>(first.values());
    second
        .values()
        .forEach(
            (name, value) -> {
              if (all.containsKey(name) && !Objects.equals(all.get(name), value)) {
                throw new GenerationException(
                    "failed to combine string maps with merging params for matrix generator: found"
                        + " duplicate key %s with different value, a: %s ,b: %s"
                            .formatted(name, all.get(name), value));
              }
              all.put(name, value);
            });
    return new Params(all);
  }
}
