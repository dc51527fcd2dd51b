package dev.tiphys.delivery.lua;

import com.fasterxml.jackson.databind.JsonNode;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/// JSON as Lua sees it: objects and arrays are tables, null is nothing, and every number is one.
final class Tables {
  private Tables() {}

  static LuaValue of(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        var table = new LuaTable();
        json.properties()
            .forEach(field -> table.rawset(LuaValue.valueOf(field.getKey()), of(field.getValue())));
        yield table;
      }
      case ARRAY -> {
        var table = new LuaTable();
        for (var i = 0; i < json.size(); i++) {
          table.rawset(i + 1, of(json.get(i)));
        }
        yield table;
      }
      case STRING -> LuaValue.valueOf(json.asText());
      case BOOLEAN -> LuaValue.valueOf(json.asBoolean());
      case NUMBER ->
          json.canConvertToInt()
              ? LuaValue.valueOf(json.asInt())
              : LuaValue.valueOf(json.asDouble());
      case NULL, MISSING, BINARY, POJO -> LuaValue.NIL;
    };
  }
}
