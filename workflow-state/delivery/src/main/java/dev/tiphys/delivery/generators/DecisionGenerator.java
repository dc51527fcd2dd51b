package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.expression.GoValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One set for each cluster that the status of some other resource names (C248).
final class DecisionGenerator implements Generator {
  private static final String LIST_DEFAULT = "clusters";

  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    var name = spec.path("name").asText();
    var selected = !spec.path("labelSelector").isEmpty();
    if (name.isEmpty() == !selected) {
      throw new GenerationException(
          "there is a problem with the definition of the ClusterDecisionResource generator");
    }
    var configName = spec.path("configMapRef").asText();
    var config =
        context
            .sources()
            .configMap(configName)
            .orElseThrow(
                () ->
                    new GenerationException(
                        "error reading configMapRef: configmaps \"%s\" not found"
                            .formatted(configName)));
    var selector = Generators.selector(spec.path("labelSelector"));
    var resources =
        context
            .sources()
            .resources(config.getOrDefault("apiVersion", ""), config.getOrDefault("kind", ""))
            .stream()
            .filter(
                resource ->
                    selected
                        ? selector.matches(labels(resource))
                        : resource.at("/metadata/name").asText().equals(name))
            .toList();
    if (resources.isEmpty()) {
      throw new GenerationException(
          "no resource found by the ClusterDecisionResource generator, make sure the resource exists");
    }
    var listKey = config.getOrDefault("statusListKey", LIST_DEFAULT);
    var matchKey = config.getOrDefault("matchKey", "");
    var sets = new ArrayList<Params>();
    for (var resource : resources) {
      for (var decision : resource.path("status").path(listKey)) {
        context.sources().clusters().stream()
            .filter(
                cluster ->
                    !matchKey.isEmpty() && decision.path(matchKey).asText().equals(cluster.name()))
            .forEach(cluster -> sets.add(params(cluster, decision, spec, context)));
      }
    }
    return sets;
  }

  private static Map<String, String> labels(JsonNode resource) {
    var labels = new LinkedHashMap<String, String>();
    resource
        .at("/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  /// Values stay as they are written.
  private static Params params(
      Sources.Cluster cluster, JsonNode decision, JsonNode spec, Context context) {
    var params = new LinkedHashMap<String, @Nullable Object>();
    params.put("name", cluster.name());
    params.put("server", cluster.server());
    decision
        .properties()
        .forEach(f -> params.put(f.getKey(), Params.text(GoValues.value(f.getValue()))));
    return context.templates().withValues(spec.path("values"), new Params(params), false);
  }
}
