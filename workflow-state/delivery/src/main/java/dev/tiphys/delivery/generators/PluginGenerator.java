package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sets that a service of the user's answers (C247).
final class PluginGenerator implements Generator {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS_DEFAULT = 30;
  private static final int SECONDS_MAX = 600;
  private static final String SECRET = "argocd-secret";

  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    Map<String, String> config;
    String token;
    try {
      config = config(spec.path("configMapRef").path("name").asText(), context);
      token = token(config.getOrDefault("token", ""), context);
    } catch (GenerationException e) {
      throw new GenerationException("error getting plugin from generator", e);
    }
    var input = spec.path("input").path("parameters");
    var body = JsonNodeFactory.instance.objectNode();
    body.put("applicationSetName", context.set());
    var parameters = body.putObject("input").putObject("parameters");
    input.properties().forEach(field -> parameters.set(field.getKey(), field.getValue()));
    JsonNode answered;
    try {
      answered =
          parsed(
              context
                  .sources()
                  .plugin(
                      config.getOrDefault("baseUrl", ""),
                      token,
                      timeout(config.getOrDefault("requestTimeout", "")),
                      body.toString()),
              context.set());
    } catch (GenerationException e) {
      throw new GenerationException("error listing params", e);
    }
    var templates = context.templates();
    var sets = new ArrayList<Params>();
    for (var object : answered.path("output").path("parameters")) {
      var read =
          GoValues.value(object) instanceof Map<?, ?> map
              ? texts(map)
              : Map.<String, @Nullable Object>of();
      var params =
          new LinkedHashMap<String, @Nullable Object>(
              templates.goTemplate() ? read : new Params(read).flat());
      var generator = new LinkedHashMap<String, @Nullable Object>();
      generator.put(
          "input",
          Map.of(
              "parameters", GoValues.value(parameters) instanceof Map<?, ?> map ? map : Map.of()));
      params.put("generator", generator);
      sets.add(templates.withValues(spec.path("values"), new Params(params), true));
    }
    return sets;
  }

  private static Map<String, @Nullable Object> texts(Map<?, ?> map) {
    var texts = new LinkedHashMap<String, @Nullable Object>();
    map.forEach((key, value) -> texts.put(String.valueOf(key), value));
    return texts;
  }

  private static Map<String, String> config(String name, Context context) {
    var config =
        context
            .sources()
            .configMap(name)
            .orElseThrow(
                () ->
                    new GenerationException(
                        "error fetching ConfigMap: configmaps \"%s\" not found".formatted(name)));
    for (var key : List.of("baseUrl", "token")) {
      if (config.getOrDefault(key, "").isEmpty()) {
        throw new GenerationException(
            "error fetching ConfigMap: %s not found in ConfigMap".formatted(key));
      }
    }
    return config;
  }

  /// The token that `$key` or `$secret:key` names.
  private static String token(String reference, Context context) {
    if (!reference.startsWith("$")) {
      throw new GenerationException(
          "error fetching Secret token: token is empty, or does not reference a secret key starting"
              + " with '$'");
    }
    var name = reference.substring(1);
    var colon = name.indexOf(':');
    var secretName = colon < 0 ? SECRET : name.substring(0, colon);
    var key = name.substring(colon + 1);
    var secret =
        context
            .sources()
            .secret(secretName)
            .orElseThrow(
                () ->
                    new GenerationException(
                        "error fetching Secret token: error fetching secret %s/%s: secrets \"%s\" not found"
                            .formatted(context.namespace(), secretName, secretName)));
    var token = secret.get(key);
    if (token == null) {
      throw new GenerationException(
          "error fetching Secret token: key %s not found in secret %s"
              .formatted(GoValues.quote(key), secretName));
    }
    return token;
  }

  private static Duration timeout(String seconds) {
    if (seconds.isEmpty()) {
      return Duration.ofSeconds(SECONDS_DEFAULT);
    }
    try {
      return Duration.ofSeconds(Math.clamp(Integer.parseInt(seconds), 1, SECONDS_MAX));
    } catch (NumberFormatException e) {
      throw new GenerationException(
          "error getting plugin from generator: requestTimeout: expected seconds, found "
              + seconds);
    }
  }

  private static JsonNode parsed(String text, String set) {
    try {
      GoValues.checkJson(text);
      return JSON.readTree(text);
    } catch (ExpressionException | JsonProcessingException e) {
      var shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
      throw new GenerationException(
          "error get api '%s': %s: %s".formatted(set, e.getMessage(), shown));
    }
  }
}
