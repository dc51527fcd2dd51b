package dev.tiphys.manifests.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import java.time.Duration;
import java.util.List;

/// Knative's Triggers as their manifests have them: who gets what, how often, and where it goes if
/// nobody takes it.
record BrokerTriggers(List<BrokerTrigger> all) {
  static BrokerTriggers of(List<JsonNode> manifests) {
    return new BrokerTriggers(
        manifests.stream()
            .filter(object -> object.path("kind").asText().equals("Trigger"))
            .map(BrokerTrigger::new)
            .toList());
  }

  record BrokerTrigger(JsonNode json) {
    String subscriber() {
      return json.at("/spec/subscriber/ref/name").asText();
    }

    String deadLetterSink() {
      return json.at("/spec/delivery/deadLetterSink/ref/name").asText();
    }

    int attempts() {
      return 1 + json.at("/spec/delivery/retry").asInt();
    }

    Duration pause(int attempt) {
      return Duration.parse(json.at("/spec/delivery/backoffDelay").asText())
          .multipliedBy(1L << Math.min(attempt, 5));
    }

    /// All filters of the list have to hold; of an `any`, one.
    boolean wants(CloudEvent event) {
      for (var filter : json.at("/spec/filters")) {
        if (!holds(filter, event)) {
          return false;
        }
      }
      return true;
    }

    private static boolean holds(JsonNode filter, CloudEvent event) {
      if (filter.has("any")) {
        return filter.path("any").valueStream().anyMatch(each -> holds(each, event));
      }
      if (filter.has("exact")) {
        return filter.path("exact").properties().stream()
            .allMatch(each -> each.getValue().asText().equals(attribute(event, each.getKey())));
      }
      throw new AssertionError("a filter that no trigger here had before: " + filter);
    }

    private static String attribute(CloudEvent event, String name) {
      var value =
          event.getAttributeNames().contains(name)
              ? event.getAttribute(name)
              : event.getExtension(name);
      return value == null ? "" : value.toString();
    }
  }
}
