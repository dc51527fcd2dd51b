package dev.tiphys.delivery.lua;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Comparator;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/// JSON as Lua sees it: objects and arrays are tables, null is nothing, and every number is one.
final class Tables {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int DEPTH_MAX = 100;

  /// Whole numbers below this are exact as Lua holds them.
  private static final double MAX_EXACT = 9e15;

  private Tables() {}

  /// A table that was an array: when it is empty it is one still.
  private static final class ListTable extends LuaTable {}

  static LuaValue of(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        var table = new LuaTable();
        json.properties()
            .forEach(field -> table.rawset(LuaValue.valueOf(field.getKey()), of(field.getValue())));
        yield table;
      }
      case ARRAY -> {
        var table = new ListTable();
        for (var i = 0; i < json.size(); i++) {
          table.rawset(i + 1, of(json.get(i)));
        }
        yield table;
      }
      case STRING -> LuaValue.valueOf(json.asText());
      case BOOLEAN -> LuaValue.valueOf(json.asBoolean());
      case NUMBER ->
          json.isIntegralNumber() && json.canConvertToInt()
              ? LuaValue.valueOf(json.asInt())
              : LuaValue.valueOf(json.asDouble());
      case NULL, MISSING, BINARY, POJO -> LuaValue.NIL;
    };
  }

  /// A value of Lua as JSON. A table with the keys 1 to n is an array; an empty one is an object,
  /// unless it was an array before.
  static JsonNode json(LuaValue value) {
    return json(value, 0);
  }

  private static JsonNode json(LuaValue value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new LuaError("expected at most %d tables within each other".formatted(DEPTH_MAX));
    }
    return switch (value) {
      case LuaTable table -> table(table, depth);
      case LuaString text -> JSON.textNode(text.tojstring());
      case LuaInteger number -> JSON.numberNode(number.v);
      case LuaDouble number -> {
        var real = number.todouble();
        if (!Double.isFinite(real)) {
          throw new LuaError("expected a finite number, found " + real);
        }
        yield real == Math.rint(real) && Math.abs(real) < MAX_EXACT
            ? JSON.numberNode((long) real)
            : JSON.numberNode(real);
      }
      case LuaBoolean flag -> JSON.booleanNode(flag.v);
      default -> {
        if (value.isnil()) {
          yield JSON.missingNode();
        }
        throw new LuaError("expected a value of JSON, found a " + value.typename());
      }
    };
  }

  private static JsonNode table(LuaTable table, int depth) {
    var length = table.length();
    var keys = table.keys();
    if (length > 0 && keys.length == length) {
      var array = JSON.arrayNode(length);
      for (var i = 1; i <= length; i++) {
        array.add(json(table.get(i), depth + 1));
      }
      return array;
    }
    if (keys.length == 0 && table instanceof ListTable) {
      return JSON.arrayNode();
    }
    var object = JSON.objectNode();
    Arrays.stream(keys)
        .sorted(Comparator.comparing(LuaValue::tojstring))
        .forEach(key -> object.set(key.tojstring(), json(table.get(key), depth + 1)));
    return object;
  }
}
