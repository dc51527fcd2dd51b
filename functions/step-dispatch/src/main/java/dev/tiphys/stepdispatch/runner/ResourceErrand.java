package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.stepdispatch.kube.Conditions;
import dev.tiphys.stepdispatch.kube.JqFilter;
import dev.tiphys.stepdispatch.kube.JsonPathTemplate;
import dev.tiphys.stepdispatch.runner.ResourceAction.Place;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A step that manages an object of a Kubernetes API (F012): does what its action says, then waits
/// until the object meets its conditions.
///
/// Where the object lies is noted once the action is done. A host that starts again finds it by its
/// name and goes on waiting; one that was killed in the midst of a creation creates the object
/// under the same name, and knows by its annotation that it is the same.
final class ResourceErrand implements Errand {
  /// How long one watch lasts; the object is looked at afresh after each, whatever was seen.
  private static final Duration WATCH_MAX = Duration.ofSeconds(60);

  /// Between two looks, if the server does not tell of changes (RESOURCE_STATE_CHECK_INTERVAL).
  private static final Duration LOOK = Duration.ofSeconds(5);

  /// What may be otherwise soon.
  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);

  private static final int TRIES_MAX = 6;

  private final Step step;
  private final Surroundings around;
  private final JsonNode resource;

  ResourceErrand(Step step, Surroundings around) {
    this.step = step;
    this.around = around;
    this.resource = step.template().path("resource");
  }

  @Override
  public Answer carryOut(StepFolder folder, Reports reports) throws InterruptedException {
    try {
      var success = Conditions.parse(resource.path("successCondition").asText(""));
      var failure = Conditions.parse(resource.path("failureCondition").asText(""));
      var template = step.template().path("name").asText("");
      around.cluster().prepare(step.run(), step.podName(), template);
      var api = around.cluster().api();
      var place = acted(api, folder);
      if (place == null) {
        return new Answer(Phase.SUCCEEDED, null);
      }
      if (success.isEmpty() && failure.isEmpty()) {
        return ended(place, place.gone() ? null : api.get(place.path()));
      }
      return waited(api, place, success, failure, reports);
    } catch (KubeFailure e) {
      if (BUSY.contains(e.code())) {
        return new Answer(Phase.ERROR, e.text());
      }
      return new Answer(Phase.FAILED, failed(e.text()));
    }
  }

  private static String failed(String text) {
    return "Error (exit code 1): " + text;
  }

  /// Does it, or knows that it was done.
  private @Nullable Place acted(KubeApi api, StepFolder folder) throws InterruptedException {
    var known = folder.kept("object");
    if (known.isPresent()) {
      return Place.read(known.get());
    }
    var action = new ResourceAction(step, around, api);
    var pause = Duration.ofMillis(500);
    for (var tries = 1; ; tries++) {
      try {
        var place = action.carryOut(folder);
        if (place != null) {
          folder.keep("object", place.text());
        }
        return place;
      } catch (KubeFailure e) {
        if (!BUSY.contains(e.code()) || tries == TRIES_MAX) {
          throw e;
        }
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private Answer waited(
      KubeApi api, Place place, Conditions success, Conditions failure, Reports reports)
      throws InterruptedException {
    if (place.gone()) {
      return new Answer(Phase.FAILED, failed("conditions cannot be met by what was deleted"));
    }
    var told = false;
    while (true) {
      var live = look(api, place);
      var failing = failure.met(live);
      if (failing.isPresent()) {
        return new Answer(
            Phase.FAILED,
            failed("failure condition '{%s}' evaluated true".formatted(failing.get())));
      }
      if (success.allMet(live) && (!success.isEmpty() || !failure.isEmpty())) {
        return ended(place, live);
      }
      if (!told) {
        reports.progress(null, "waiting for %s of %s".formatted(success, place.said()));
        told = true;
      }
      var version = live.path("metadata").path("resourceVersion").asText();
      if (!watched(api, place, version)) {
        Thread.sleep(LOOK);
      }
    }
  }

  private static boolean watched(KubeApi api, Place place, String version)
      throws InterruptedException {
    try {
      return place.name().isEmpty()
          ? false
          : api.awaitChange(place.collection(), place.name(), version, WATCH_MAX);
    } catch (KubeFailure e) {
      return false;
    }
  }

  /// A server that is away for a while ends no step that waits.
  private static JsonNode look(KubeApi api, Place place) throws InterruptedException {
    while (true) {
      try {
        return api.get(place.path());
      } catch (KubeFailure e) {
        if (!BUSY.contains(e.code())) {
          throw e;
        }
        Thread.sleep(LOOK);
      }
    }
  }

  private Answer ended(Place place, @Nullable JsonNode live) throws InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (var parameter : step.template().path("outputs").path("parameters")) {
      var from = parameter.path("valueFrom");
      var value = value(from, live);
      if (value.isEmpty() && from.hasNonNull("default")) {
        value = from.path("default").asText();
      }
      if (value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
          > around.config().outputMax()) {
        throw new PodFailure(
            "output parameter '%s' of %s has more than %d bytes, the limit (runner.outputMaxBytes)",
            parameter.path("name").asText(), place.said(), around.config().outputMax());
      }
      parameters.put(parameter.path("name").asText(), value);
    }
    return new Answer(
        Phase.SUCCEEDED,
        null,
        new Outputs(parameters, null, parameters.isEmpty() ? null : "0", Map.of()));
  }

  private static String value(JsonNode from, @Nullable JsonNode live) throws InterruptedException {
    if (live == null) {
      return "";
    }
    if (from.hasNonNull("jqFilter")) {
      return new JqFilter(from.path("jqFilter").asText()).apply(shown(live));
    }
    return from.hasNonNull("jsonPath")
        ? new JsonPathTemplate(from.path("jsonPath").asText()).apply(shown(live))
        : "";
  }

  /// As kubectl shows it: who set which field is left out.
  private static JsonNode shown(JsonNode live) {
    var copy = live.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    return copy;
  }
}
