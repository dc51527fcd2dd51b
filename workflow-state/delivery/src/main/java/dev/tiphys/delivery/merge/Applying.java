package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Managers.Manager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Server-side apply: what a manager says is so from now on, and what it said before and does not
/// say any more goes away, unless others said it too.
public final class Applying {
  private final String apiVersion;
  private final Schema schema;
  private final Manager manager;
  private final boolean force;

  /// @param force whether a field that others own becomes ours
  public Applying(String apiVersion, String kind, Manager manager, boolean force) {
    this.apiVersion = apiVersion;
    this.schema = Schema.of(apiVersion, kind);
    this.manager = manager;
    this.force = force;
  }

  /// The object as it is after applying `wanted` to `live`.
  ///
  /// @throws MergeFailure if others set a field otherwise, and it is not forced
  public ObjectNode apply(ObjectNode live, ObjectNode wanted, Instant now) {
    var managers = Managers.of(live);
    var before = managers.of(manager);
    var mine = Fields.of(wanted, schema);
    conflicts(live, wanted, managers, mine);
    var merged = (ObjectNode) merged(live, wanted, schema);
    managers.put(manager, mine, apiVersion, now);
    // Outer ones first: with an element of a list goes all that is in it.
    for (var path : before.paths().stream().sorted(Comparator.comparing(String::length)).toList()) {
      if (!mine.reaches(path) && !isKey(path) && managers.otherOf(path, manager).isEmpty()) {
        Fields.remove(merged, path);
        prune(merged, path, mine);
      }
    }
    managers.writeTo(merged);
    return merged;
  }

  /// Whether it is a field by which an element of a list is told apart.
  private static boolean isKey(String path) {
    var steps = Fields.steps(path);
    if (steps.size() < 2 || !steps.get(steps.size() - 2).startsWith("k:")) {
      return false;
    }
    return Fields.parse(steps.get(steps.size() - 2).substring(2)).has(steps.getLast().substring(2));
  }

  /// Maps that are empty now and that nobody asked for go with their last field.
  private static void prune(ObjectNode object, String path, Fields mine) {
    var steps = new ArrayList<>(Fields.steps(path));
    while (steps.size() > 1) {
      steps.removeLast();
      var at = String.join(Fields.SEPARATOR, steps);
      var value = Fields.value(object, at);
      if (!value.isContainerNode() || !value.isEmpty() || mine.paths().contains(at)) {
        return;
      }
      Fields.remove(object, at);
    }
  }

  private void conflicts(ObjectNode live, ObjectNode wanted, Managers managers, Fields mine) {
    List<String> conflicts = new ArrayList<>();
    for (var path : mine.paths()) {
      var other = managers.otherOf(path, manager);
      var value = Fields.value(wanted, path);
      if (!other.isEmpty()
          && !path.substring(path.lastIndexOf('\0') + 1).startsWith("k:")
          && !Values.same(value, Fields.value(live, path))) {
        conflicts.add("conflict with \"%s\": %s".formatted(other, text(path)));
        if (force) {
          managers.takeFromOthers(path, manager);
        }
      }
    }
    if (!conflicts.isEmpty() && !force) {
      throw MergeFailure.conflict(
          "Apply failed with %d conflict%s: %s"
              .formatted(
                  conflicts.size(),
                  conflicts.size() == 1 ? "" : "s",
                  String.join("; ", conflicts)));
    }
  }

  /// A path as people write it.
  private static String text(String path) {
    var text = new StringBuilder();
    for (var step : Fields.steps(path)) {
      if (step.startsWith("f:")) {
        text.append('.').append(step, 2, step.length());
      } else {
        text.append('[').append(step, 2, step.length()).append(']');
      }
    }
    return text.toString();
  }

  private static JsonNode merged(JsonNode live, JsonNode wanted, Schema schema) {
    if (wanted instanceof ObjectNode fields && live instanceof ObjectNode old && !schema.atomic()) {
      var merged = old.deepCopy();
      for (var field : fields.properties()) {
        var name = field.getKey();
        merged.set(name, merged(merged.path(name), field.getValue(), schema.child(name)));
      }
      return merged;
    }
    if (wanted instanceof ArrayNode list && live instanceof ArrayNode old) {
      if (!schema.keys().isEmpty()) {
        return byKey(old, list, schema);
      }
      if (schema.set()) {
        var union = JsonNodeFactory.instance.arrayNode().addAll(list);
        for (var value : old) {
          if (Fields.of(list, schema).paths().isEmpty() || !has(list, value)) {
            union.add(value);
          }
        }
        return union;
      }
    }
    return wanted.deepCopy();
  }

  private static boolean has(JsonNode list, JsonNode value) {
    for (var element : list) {
      if (Values.same(element, value)) {
        return true;
      }
    }
    return false;
  }

  private static ArrayNode byKey(ArrayNode live, ArrayNode wanted, Schema schema) {
    var merged = live.deepCopy();
    for (var element : wanted) {
      var key = Fields.parse(Fields.key(element, schema.keys()).substring(2));
      var at = -1;
      for (var i = 0; i < merged.size() && at < 0; i++) {
        at = Fields.matches(merged.get(i), key) ? i : -1;
      }
      if (at < 0) {
        merged.add(element.deepCopy());
      } else {
        merged.set(at, merged(merged.get(at), element, schema.element()));
      }
    }
    return merged;
  }
}
