package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Applying;
import dev.tiphys.delivery.merge.Managers.Manager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What has been applied is in sync, whatever it is.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConvergenceTest {
  private static final List<ObjectNode> OBJECTS = Objects.ofCases();
  private static final Differ DIFFER = new Differ(CompareSettings.DEFAULT, IgnoreRules.NONE);

  static LongStream seeds() {
    var seed = Long.getLong("sim.seed");
    return seed == null ? LongStream.range(0, 300) : LongStream.of(seed);
  }

  @Test
  void nothing_differs_from_itself() {
    assertThat(OBJECTS).hasSizeGreaterThan(500);
    for (var object : OBJECTS) {
      for (var structured : List.of(true, false)) {
        assertThat(DIFFER.diff(object, object, structured).modified())
            .as("%s, structured %s", object, structured)
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_was_applied_as_predicted_is_in_sync(long seed) {
    var random = new Random(seed);
    var original = OBJECTS.get(random.nextInt(OBJECTS.size())).deepCopy();
    withoutStatus(original);
    var live = changed(original, random);
    note(live, original);
    var desired = changed(original, random);

    var first = DIFFER.diff(desired, live, false);
    assertThat(first.predicted()).isNotNull();
    var applied = first.predicted().deepCopy();
    note(applied, desired);
    var second = DIFFER.diff(desired, applied, false);

    assertThat(second.modified())
        .as("-Dsim.seed=%d\nwanted %s\nlive %s\nthen %s", seed, desired, live, second)
        .isFalse();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void what_was_applied_server_side_as_predicted_is_in_sync(long seed) {
    var random = new Random(seed);
    var original = OBJECTS.get(random.nextInt(OBJECTS.size())).deepCopy();
    withoutStatus(original);
    var live = changed(original, random);
    var desired = changed(original, random);

    var first = DIFFER.diff(desired, live, true);
    assertThat(first.predicted()).isNotNull();
    var second = DIFFER.diff(desired, first.predicted(), true);

    assertThat(second.modified())
        .as("-Dsim.seed=%d\nwanted %s\nlive %s\nthen %s", seed, desired, live, second)
        .isFalse();
  }

  @Test
  void a_quick_look_never_says_that_nothing_differs_where_a_merge_says_otherwise() {
    var agreed = 0;
    for (var seed = 0; seed < 2_000; seed++) {
      var random = new Random(seed);
      var original = OBJECTS.get(random.nextInt(OBJECTS.size())).deepCopy();
      withoutStatus(original);
      var structured = random.nextBoolean();
      var live = random.nextBoolean() ? original.deepCopy() : changed(original, random);
      if (structured) {
        live = applied(live, original);
      } else if (random.nextBoolean()) {
        note(live, random.nextBoolean() ? original : changed(original, random));
      }
      var desired = random.nextBoolean() ? original.deepCopy() : changed(original, random);
      if (Differ.isThere(desired, live, structured)) {
        agreed++;
        assertThat(DIFFER.merged(desired, live, structured).modified())
            .as("seed %d, structured %s\nwanted %s\nlive %s", seed, structured, desired, live)
            .isFalse();
      }
    }
    assertThat(agreed).isGreaterThan(250);
  }

  /// What a server makes of an apply.
  private static ObjectNode applied(ObjectNode live, ObjectNode wanted) {
    return new Applying(
            wanted.path("apiVersion").asText(),
            wanted.path("kind").asText(),
            new Manager(Differ.MANAGER, "Apply", ""),
            true)
        .apply(live, wanted, Instant.EPOCH);
  }

  private static void withoutStatus(ObjectNode object) {
    object.remove("status");
    var metadata = object.withObjectProperty("metadata");
    metadata.remove("managedFields");
    if (metadata.get("annotations") instanceof ObjectNode annotations) {
      annotations.remove(LastApplied.ANNOTATION);
    }
  }

  private static void note(ObjectNode live, ObjectNode applied) {
    var plain = applied.deepCopy();
    LastApplied.removeFrom(plain);
    live.withObjectProperty("metadata")
        .withObjectProperty("annotations")
        .put(LastApplied.ANNOTATION, plain.toString());
  }

  /// The object with some fields gone, some other and some new.
  private static ObjectNode changed(ObjectNode object, Random random) {
    var changed = object.deepCopy();
    IntStream.range(0, 1 + random.nextInt(3)).forEach(_ -> change(changed, random));
    return changed;
  }

  private static void change(ObjectNode object, Random random) {
    List<JsonNode> places = new ArrayList<>();
    for (var field : object.properties()) {
      collect(field.getValue(), places);
    }
    if (places.isEmpty()) {
      return;
    }
    var place = places.get(random.nextInt(places.size()));
    if (place instanceof ArrayNode list) {
      var at = random.nextInt(list.size());
      if (random.nextBoolean()) {
        list.remove(at);
      } else {
        list.add(list.remove(at));
      }
      return;
    }
    var fields = (ObjectNode) place;
    List<String> names = new ArrayList<>();
    fields.fieldNames().forEachRemaining(names::add);
    names.removeAll(List.of("name", "kind", "apiVersion", "namespace", "uid"));
    if (names.isEmpty()) {
      return;
    }
    var name = names.get(random.nextInt(names.size()));
    switch (fields.get(name)) {
      case JsonNode number when number.isInt() || number.isLong() ->
          fields.put(name, random.nextInt(5));
      case JsonNode text when text.isTextual() && random.nextBoolean() ->
          fields.put(name, text.asText() + random.nextInt(5));
      case JsonNode _ -> fields.remove(name);
    }
  }

  private static void collect(JsonNode node, List<JsonNode> into) {
    if (node.isContainerNode() && !node.isEmpty()) {
      into.add(node);
      node.forEach(inner -> collect(inner, into));
    }
  }
}
