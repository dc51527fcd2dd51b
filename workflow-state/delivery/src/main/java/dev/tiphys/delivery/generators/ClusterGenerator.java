package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.generators.Sources.Cluster;
import dev.tiphys.language.application.Destination;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One set for each registered cluster, and one for the local one unless a selector says otherwise
/// (C237).
final class ClusterGenerator implements Generator {
  @Override
  public List<Params> generate(JsonNode spec, Context context) {
    var selector = Generators.selector(spec.path("selector"));
    var clusters = new LinkedHashMap<String, Cluster>();
    for (var cluster : context.sources().clusters()) {
      if (selector.matches(cluster.labels())) {
        clusters.put(cluster.name(), cluster);
      }
    }
    var local =
        context.sources().clusters().stream()
            .anyMatch(c -> c.server().equals(Destination.IN_CLUSTER_SERVER));
    if (!local && selector.isEmpty()) {
      clusters.put(
          Destination.IN_CLUSTER_NAME,
          new Cluster(
              Destination.IN_CLUSTER_NAME, Destination.IN_CLUSTER_SERVER, "", Map.of(), Map.of()));
    }
    var templates = context.templates();
    var sets = new ArrayList<Params>();
    for (var cluster : clusters.values()) {
      sets.add(
          templates.withValues(spec.path("values"), params(cluster, templates.goTemplate()), true));
    }
    if (!spec.path("flatList").asBoolean()) {
      return sets;
    }
    return List.of(Params.of(Map.of("clusters", sets.stream().map(Params::values).toList())));
  }

  private static Params params(Cluster cluster, boolean goTemplate) {
    var params = new LinkedHashMap<String, @Nullable Object>();
    params.put("name", cluster.name());
    params.put("nameNormalized", Slugs.normalized(cluster.name()));
    params.put("server", cluster.server());
    params.put("project", cluster.project());
    if (goTemplate) {
      var metadata = new LinkedHashMap<String, @Nullable Object>();
      if (!cluster.annotations().isEmpty()) {
        metadata.put("annotations", new LinkedHashMap<>(cluster.annotations()));
      }
      if (!cluster.labels().isEmpty()) {
        metadata.put("labels", new LinkedHashMap<>(cluster.labels()));
      }
      if (!metadata.isEmpty()) {
        params.put("metadata", metadata);
      }
    } else {
      cluster.annotations().forEach((k, v) -> params.put("metadata.annotations." + k, v));
      cluster.labels().forEach((k, v) -> params.put("metadata.labels." + k, v));
    }
    return new Params(params);
  }
}
