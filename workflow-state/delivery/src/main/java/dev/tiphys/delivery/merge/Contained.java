package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// Whether everything that is wanted is live already, so that a merge would change nothing. A quick
/// look, without copies: where it says no, the merge itself has to tell.
public final class Contained {
  /// How lists merge.
  private enum Merge {
    STRATEGIC,
    SERVER_SIDE
  }

  private final Merge merge;

  private Contained(Merge merge) {
    this.merge = merge;
  }

  /// Whether a three-way merge in which nothing was wanted before that is not wanted now changes
  /// nothing.
  ///
  /// @param schema unknown if the kind merges by JSON merge
  public static boolean byThreeWay(ObjectNode wanted, ObjectNode live, Schema schema) {
    return new Contained(Merge.STRATEGIC).isIn(wanted, live, schema);
  }

  /// Whether a server-side apply changes nothing, of a manager that owns `fieldsV1` of what is
  /// live.
  public static boolean byApply(
      ObjectNode wanted, ObjectNode live, JsonNode fieldsV1, Schema schema) {
    return covers(wanted, fieldsV1) && new Contained(Merge.SERVER_SIDE).isIn(wanted, live, schema);
  }

  /// Whether all that is owned is still wanted.
  private static boolean covers(JsonNode wanted, JsonNode owned) {
    for (var step : owned.properties()) {
      var name = step.getKey();
      if (name.equals(".")) {
        continue;
      }
      var inner = Fields.value(wanted, name);
      if (inner.isMissingNode() || !covers(inner, step.getValue())) {
        return false;
      }
    }
    return true;
  }

  private boolean isIn(JsonNode wanted, JsonNode live, Schema schema) {
    if (wanted instanceof ObjectNode fields) {
      return live instanceof ObjectNode object
          && (merge == Merge.SERVER_SIDE && schema.atomic()
              ? Values.same(fields, object)
              : fieldsAreIn(fields, object, schema));
    }
    if (wanted instanceof ArrayNode list) {
      return live instanceof ArrayNode others && elementsAreIn(list, others, schema);
    }
    return Values.same(wanted, live)
        || (wanted.isNull() && live.isMissingNode())
        || isSameAmount(wanted, live, schema);
  }

  private boolean fieldsAreIn(ObjectNode wanted, ObjectNode live, Schema schema) {
    // The values of a map have no fields of their own in the schema: amounts, or anything.
    var map = schema.form() == Schema.Form.MAP && schema.typeName().isEmpty();
    for (var field : wanted.properties()) {
      var name = field.getKey();
      if (!isIn(field.getValue(), live.path(name), map ? schema : schema.child(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSameAmount(JsonNode wanted, JsonNode live, Schema schema) {
    var form = schema.form() == Schema.Form.MAP ? schema.elements() : schema.form();
    if (form != Schema.Form.QUANTITY || !live.isTextual() || !wanted.isValueNode()) {
      return false;
    }
    var amount = Typed.value(wanted, schema, form);
    return amount.isPresent() && amount.get().equals(live);
  }

  private boolean elementsAreIn(ArrayNode wanted, ArrayNode live, Schema schema) {
    var server = merge == Merge.SERVER_SIDE;
    var scalars = server ? schema.set() : schema.patchMerges() && schema.patchKey().isEmpty();
    if (!scalars && (server ? schema.keys().isEmpty() : !schema.patchMerges())) {
      return server || !ThreeWay.isReduced(schema)
          ? Values.same(wanted, live)
          : eachIsIn(wanted, live, schema);
    }
    // Each is looked for behind the one before it: another order is another list.
    var at = 0;
    for (var element : wanted) {
      while (at < live.size() && !isThere(element, live.get(at), schema, scalars)) {
        at++;
      }
      if (at == live.size()) {
        return false;
      }
      at++;
    }
    return true;
  }

  private boolean isThere(JsonNode wanted, JsonNode live, Schema schema, boolean scalar) {
    if (scalar) {
      return Values.same(wanted, live);
    }
    var key = schema.patchKey();
    return (key.isEmpty() || Values.same(wanted.path(key), live.path(key)))
        && isIn(wanted, live, schema.element());
  }

  private boolean eachIsIn(ArrayNode wanted, ArrayNode live, Schema schema) {
    if (wanted.size() != live.size()) {
      return false;
    }
    for (var i = 0; i < wanted.size(); i++) {
      if (!isIn(wanted.get(i), live.get(i), schema.element())) {
        return false;
      }
    }
    return true;
  }
}
