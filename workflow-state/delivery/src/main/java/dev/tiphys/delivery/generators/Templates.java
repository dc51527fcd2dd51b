package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import dev.tiphys.language.gotemplate.GoTemplate;
import dev.tiphys.language.gotemplate.GoTemplate.MissingKey;
import dev.tiphys.language.gotemplate.GoTemplateException;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.language.yaml.YamlWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the texts of a set are rendered: with `{{name}}` alone (C231), or as Go templates (C232).
///
/// @param ambient what functions such as `now` see
public record Templates(boolean goTemplate, MissingKey missingKey, Ambient ambient) {
  private static final Set<String> FUNCTIONS =
      Set.of("normalize", "slugify", "toYaml", "fromYaml", "fromYamlArray");
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  private static final int DEPTH_MAX = 100;

  /// @throws GenerationException if an option is none
  public static Templates of(boolean goTemplate, List<String> options, Ambient ambient) {
    try {
      return new Templates(goTemplate, MissingKey.of(options), ambient);
    } catch (IllegalArgumentException e) {
      throw new GenerationException(String.valueOf(e.getMessage()));
    }
  }

  /// Renders one text.
  ///
  /// @throws GenerationException if it is no template, or fails
  String replace(String text, Params params) {
    return goTemplate ? execute(text, params, missingKey) : tags(text, params);
  }

  private String execute(String text, Params params, MissingKey missing) {
    if (!text.contains(OPEN)) {
      return text;
    }
    try {
      return GoTemplate.parse(text, FUNCTIONS)
          .execute(params.values(), missing, FUNCTIONS, Templates::call, ambient);
    } catch (GoTemplateException e) {
      throw new GenerationException(
          (e.isParsing() ? "failed to parse template " : "failed to execute go template ") + text,
          e);
    }
  }

  /// Replaces what stands between braces. A name that is none of a text stays as it is written.
  private static String tags(String text, Params params) {
    if (text.indexOf(OPEN) < 0 || text.indexOf(CLOSE, text.indexOf(OPEN)) < 0) {
      return text;
    }
    var out = new StringBuilder();
    var at = 0;
    while (true) {
      var open = text.indexOf(OPEN, at);
      if (open < 0) {
        return out.append(text, at, text.length()).toString();
      }
      var close = text.indexOf(CLOSE, open);
      if (close < 0) {
        throw new GenerationException(
            "Cannot find end tag=\"}}\" in the template=\"%s\" starting from \"%s\""
                .formatted(text, text.substring(open + 2)));
      }
      out.append(text, at, open);
      var tag = text.substring(open + 2, close);
      var value = tag.isBlank() ? null : params.values().get(tag.strip());
      out.append(value instanceof String replacement ? replacement : OPEN + tag + CLOSE);
      at = close + 2;
    }
  }

  /// Renders every text and every key of a document. With no parameters at all it stays as it is
  /// (C226).
  JsonNode render(JsonNode template, Params params) {
    return params.values().isEmpty() ? template : deep(template, params, 0);
  }

  /// Renders every text and every key of a document.
  JsonNode deep(JsonNode template, Params params, int depth) {
    if (depth > DEPTH_MAX) {
      throw new GenerationException(
          "expected at most %d levels (limit DEPTH_MAX)".formatted(DEPTH_MAX));
    }
    if (template.isTextual()) {
      return JsonNodeFactory.instance.textNode(replace(template.textValue(), params));
    }
    if (template.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode(template.size());
      template.forEach(element -> array.add(deep(element, params, depth + 1)));
      return array;
    }
    if (template.isObject()) {
      var object = JsonNodeFactory.instance.objectNode();
      template
          .properties()
          .forEach(
              field ->
                  object.set(
                      replace(field.getKey(), params), deep(field.getValue(), params, depth + 1)));
      return object;
    }
    return template;
  }

  /// The parameters with `values` beside them, each rendered with the parameters alone (C235).
  Params withValues(JsonNode values, Params params, boolean rendered) {
    var added = new LinkedHashMap<String, @Nullable Object>();
    values
        .properties()
        .forEach(
            field -> {
              var text = field.getValue().asText();
              added.put(field.getKey(), rendered ? replaceValue(text, params) : text);
            });
    if (added.isEmpty()) {
      return params;
    }
    var all = new LinkedHashMap<String, @Nullable Object>(params.values());
    if (goTemplate) {
      all.put("values", added);
    } else {
      added.forEach((name, value) -> all.put("values." + name, value));
    }
    return new Params(all);
  }

  private String replaceValue(String text, Params params) {
    try {
      return replace(text, params);
    } catch (GenerationException e) {
      throw new GenerationException("failed to replace templated string", e);
    }
  }

  /// A child of a matrix, rendered with the parameters of the child before it (C241). Of its
  /// `values` those that name parameters which come later stay as they are.
  JsonNode interpolate(@Nullable JsonNode generator, Params params) {
    if (generator == null || generator.isNull() || generator.isMissingNode()) {
      throw new GenerationException("generator is empty");
    }
    var object = JsonNodeFactory.instance.objectNode();
    for (var field : generator.properties()) {
      var json = field.getValue();
      if (!json.isObject() || !json.hasNonNull("values")) {
        object.set(field.getKey(), interpolated(json, params));
        continue;
      }
      var rest = json.deepCopy();
      ((ObjectNode) rest).remove("values");
      var inner = (ObjectNode) interpolated(rest, params).deepCopy();
      var values = inner.putObject("values");
      json.get("values")
          .properties()
          .forEach(v -> values.put(v.getKey(), early(v.getKey(), v.getValue().asText(), params)));
      object.set(field.getKey(), inner);
    }
    return object;
  }

  private JsonNode interpolated(JsonNode json, Params params) {
    try {
      return render(json, params);
    } catch (GenerationException e) {
      throw new GenerationException("failed to replace parameters in generator", e);
    }
  }

  private String early(String key, String text, Params params) {
    if (!goTemplate) {
      return tags(text, params);
    }
    try {
      return execute(text, params, MissingKey.ERROR);
    } catch (GenerationException e) {
      if (String.valueOf(e.getMessage()).contains("no entry for key")) {
        return text;
      }
      throw new GenerationException("failed to pre-resolve Values key \"" + key + "\"", e);
    }
  }

  private static @Nullable Object call(String name, List<@Nullable Object> in) {
    return switch (name) {
      case "normalize" -> Slugs.normalized(string(in, 0));
      case "slugify" -> slugify(in);
      case "toYaml" -> {
        var text = YamlWriter.write(Params.json(in.isEmpty() ? null : in.getFirst()));
        yield text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      }
      case "fromYaml" -> yaml(string(in, 0), Map.class, "map[string]interface {}");
      default -> yaml(string(in, 0), List.class, "[]interface {}");
    };
  }

  private static String slugify(List<@Nullable Object> in) {
    var charsMax =
        in.size() > 1 && in.getFirst() instanceof Long number ? number : Slugs.SLUG_CHARS;
    var wholeWords = in.size() <= 2 || !Boolean.FALSE.equals(in.get(1));
    var text = Slugs.normalized(string(in, in.size() - 1));
    return Slugs.slug(text, Math.clamp(charsMax, 0, 10_000), wholeWords);
  }

  private static String string(List<@Nullable Object> in, int index) {
    if (index >= 0 && index < in.size() && in.get(index) instanceof String text) {
      return text;
    }
    throw new ExpressionException("wrong type for value; expected string");
  }

  private static Object yaml(String text, Class<?> type, String goType) {
    try {
      var documents = YamlReader.readLastOfKeys(text.getBytes(StandardCharsets.UTF_8), "text");
      var value = documents.isEmpty() ? null : GoValues.value(documents.getFirst().toJson());
      if (value == null) {
        return type == Map.class ? new LinkedHashMap<String, Object>() : new ArrayList<>();
      }
      if (type.isInstance(value)) {
        return value;
      }
      throw new ExpressionException(unmarshalled(value, goType));
    } catch (MalformedYamlException e) {
      throw new ExpressionException("error converting YAML to JSON: " + e.problem());
    }
  }

  /// What Go's library says of a document of the wrong type.
  static String unmarshalled(@Nullable Object value, String goType) {
    var found =
        switch (value) {
          case null -> "null";
          case Map<?, ?> _ -> "object";
          case List<?> _ -> "array";
          case Boolean _ -> "bool";
          case Number _ -> "number";
          default -> "string";
        };
    return "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal %s into Go value of type %s"
        .formatted(found, goType);
  }
}
