package dev.tiphys.language.expression;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// A map whose keys may be of any type. It has no JSON form.
final class AnyMap extends LinkedHashMap<@Nullable Object, @Nullable Object> {
  private static final long serialVersionUID = 1L;

  private final String elementType;

  AnyMap(String elementType) {
    this.elementType = elementType;
  }

  String goType() {
    return "map[interface {}]" + elementType;
  }
}
