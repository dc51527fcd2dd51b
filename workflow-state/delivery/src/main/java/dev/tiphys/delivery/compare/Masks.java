package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Hides what is secret in objects that are shown (§4.6): each value becomes a run of `+`, the same
/// for the same value, so that one still sees whether it differs.
public final class Masks {
  private static final int SHORTEST = 8;
  private static final int LONGER_BY = 4;

  private final Set<String> annotations;

  public Masks(CompareSettings settings) {
    this.annotations = settings.maskedAnnotations();
  }

  /// The objects that were to be shown; none is what was given.
  public record Masked(@Nullable ObjectNode first, @Nullable ObjectNode second) {}

  /// Copies of two states of one object, without what is secret.
  public Masked of(@Nullable ObjectNode first, @Nullable ObjectNode second) {
    var copies = Stream.of(copy(first), copy(second)).toList();
    var sides = copies.stream().filter(Objects::nonNull).toList();
    // What was applied last is a third state, within the others.
    var applied = sides.stream().map(LastApplied::of).toList();
    var all =
        Stream.concat(sides.stream(), applied.stream().flatMap(java.util.Optional::stream))
            .toList();
    hideAnnotations(all);
    if (all.stream().anyMatch(Masks::isSecret)) {
      for (var field : List.of("data", "stringData")) {
        hide(all.stream().map(object -> object.path(field)).toList(), keys(all, field));
      }
    }
    for (var i = 0; i < sides.size(); i++) {
      note(sides.get(i), applied.get(i).orElse(null));
    }
    return new Masked(copies.getFirst(), copies.getLast());
  }

  private static @Nullable ObjectNode copy(@Nullable ObjectNode object) {
    return object == null ? null : object.deepCopy();
  }

  private static boolean isSecret(JsonNode object) {
    var key = ObjectKey.of(object);
    return key.group().isEmpty() && key.kind().equals("Secret");
  }

  private static Set<String> keys(List<ObjectNode> objects, String field) {
    var keys = new LinkedHashSet<String>();
    objects.forEach(object -> object.path(field).fieldNames().forEachRemaining(keys::add));
    return keys;
  }

  private void hideAnnotations(List<ObjectNode> objects) {
    hide(
        objects.stream().map(object -> object.path("metadata").path("annotations")).toList(),
        annotations);
  }

  private static void hide(List<JsonNode> maps, Set<String> keys) {
    for (var key : keys) {
      Map<String, String> runs = new HashMap<>();
      for (var map : maps) {
        if (map instanceof ObjectNode fields && fields.has(key)) {
          var value = fields.get(key).toString();
          var run =
              runs.computeIfAbsent(value, _ -> "+".repeat(SHORTEST + runs.size() * LONGER_BY));
          fields.put(key, run);
        }
      }
    }
  }

  /// What was applied last is shown hidden too, and not at all if nobody can read what is in it.
  private static void note(ObjectNode side, @Nullable ObjectNode applied) {
    if (side.path("metadata").get("annotations") instanceof ObjectNode notes
        && notes.has(LastApplied.ANNOTATION)) {
      if (applied != null) {
        notes.put(LastApplied.ANNOTATION, applied.toString());
      } else if (isSecret(side)) {
        notes.put(LastApplied.ANNOTATION, "+".repeat(SHORTEST));
      }
    }
  }
}
