package dev.tiphys.trigger.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// JSON as expressions see it, where every number is one with a fraction, as in Go.
final class Values {
  private Values() {}

  static @Nullable Object of(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        var map = new LinkedHashMap<String, @Nullable Object>();
        json.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
        yield map;
      }
      case ARRAY -> {
        var list = new ArrayList<@Nullable Object>();
        json.forEach(item -> list.add(of(item)));
        yield list;
      }
      case NUMBER -> json.doubleValue();
      case BOOLEAN -> json.booleanValue();
      case STRING -> json.textValue();
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }
}
