package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.expression.GoValues;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Parameters as they are written (C236).
final class ListGenerator implements Generator {
  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    var sets = new ArrayList<Params>();
    for (var element : spec.path("elements")) {
      sets.add(params(element, context.templates().goTemplate()));
    }
    var yaml = spec.path("elementsYaml").asText();
    if (!yaml.isEmpty()) {
      try {
        for (var document :
            YamlReader.readLastOfKeys(yaml.getBytes(StandardCharsets.UTF_8), "elementsYaml")) {
          var list = document.toJson();
          if (!list.isArray()) {
            throw new GenerationException(
                "error unmarshling decoded ElementsYaml "
                    + Templates.unmarshalled(GoValues.value(list), "[]map[string]interface {}"));
          }
          for (var element : list) {
            sets.add(params(element, context.templates().goTemplate()));
          }
        }
      } catch (MalformedYamlException e) {
        throw new GenerationException("elementsYaml", e);
      }
    }
    return sets;
  }

  private static Params params(JsonNode element, boolean goTemplate) {
    if (!element.isObject()) {
      throw new GenerationException("list element: expected a map, found " + element);
    }
    var params = new LinkedHashMap<String, @Nullable Object>();
    for (var field : element.properties()) {
      var name = field.getKey();
      var value = field.getValue();
      if (goTemplate) {
        params.put(name, GoValues.value(value));
      } else if (name.equals("values") && value.isObject()) {
        for (var inner : value.properties()) {
          params.put("values." + inner.getKey(), text(inner.getValue(), inner.getKey()));
        }
      } else {
        params.put(name, text(value, name));
      }
    }
    return new Params(params);
  }

  private static String text(JsonNode value, String name) {
    if (!value.isTextual()) {
      throw new GenerationException(
          "error parsing value as string %s: expected a string, found %s".formatted(name, value));
    }
    return value.textValue();
  }
}
