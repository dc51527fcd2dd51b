package dev.tiphys.delivery.generators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.Cases;
import dev.tiphys.delivery.generators.RollingSync.State;
import dev.tiphys.delivery.generators.RollingSync.Status;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RollingSyncCasesTest {
  private interface Check {
    void of(JsonNode one);
  }

  private static Stream<DynamicTest> each(String file, Check check) {
    return Cases.list("applicationset/progressive-" + file + ".json")
        .map(one -> DynamicTest.dynamicTest(one.getName(), () -> check.of(one.getPayload())));
  }

  @TestFactory
  Stream<DynamicTest> strategies() {
    return each(
        "flags",
        one -> {
          var set = ApplicationSet.from(one.get("applicationSet"));
          if (one.has("expectedRollingSync")) {
            assertThat(RollingSync.isEnabled(set))
                .isEqualTo(one.get("expectedRollingSync").asBoolean());
          }
          if (one.has("expectedReverseDeletion")) {
            assertThat(RollingSync.deletesInReverse(set))
                .isEqualTo(one.get("expectedReverseDeletion").asBoolean());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> applications_are_in_steps() {
    return each(
        "steps",
        one -> {
          var rolling =
              RollingSync.of(
                  ApplicationSet.from(one.get("applicationSet")),
                  applications(one.get("applications")));
          assertThat(rolling.steps()).isEqualTo(steps(one.get("expectedSteps")));
          assertThat(rolling.stepOf()).isEqualTo(stepOf(one.get("expectedStepOf")));
        });
  }

  @TestFactory
  Stream<DynamicTest> a_step_opens_when_all_before_are_healthy() {
    return each(
        "apps-to-sync",
        one -> {
          var steps = steps(one.get("steps"));
          var stepOf = new HashMap<String, Integer>();
          for (var i = 0; i < steps.size(); i++) {
            for (var name : steps.get(i)) {
              stepOf.put(name, i);
            }
          }
          var existing = new LinkedHashSet<String>();
          applications(one.get("currentApplications")).forEach(app -> existing.add(app.name()));
          var expected = new LinkedHashSet<String>();
          one.get("expectedMaySync")
              .properties()
              .forEach(
                  field -> {
                    if (field.getValue().asBoolean()) {
                      expected.add(field.getKey());
                    }
                  });
          assertThat(new RollingSync(steps, stepOf).open(statuses(one), existing))
              .isEqualTo(expected);
        });
  }

  @TestFactory
  Stream<DynamicTest> as_many_are_asked_as_a_step_allows() {
    return each(
        "to-pending",
        one -> {
          var json = one.get("applicationSet").deepCopy();
          for (var step : json.at("/spec/strategy/rollingSync/steps")) {
            var max = step.path("maxUpdate");
            if (max.isObject()) {
              ((ObjectNode) step)
                  .put("maxUpdate", max.path("StrVal").asText(max.path("IntVal").asText()));
            }
          }
          var open = new LinkedHashSet<String>();
          one.get("maySync")
              .properties()
              .forEach(
                  field -> {
                    if (field.getValue().asBoolean()) {
                      open.add(field.getKey());
                    }
                  });
          var now = Instant.parse(one.get("now").asText());
          var asked =
              new RollingSync(List.of(), stepOf(one.get("stepOf")))
                  .asked(ApplicationSet.from(json), statuses(one), open, now);
          assertThat(timeless(asked)).isEqualTo(timeless(expected(one)));
        });
  }

  @TestFactory
  Stream<DynamicTest> statuses_follow_the_applications() {
    return each(
        "status",
        one -> {
          var desired = new HashMap<String, JsonNode>();
          one.path("desiredApplications")
              .forEach(app -> desired.put(app.at("/metadata/name").asText(), app));
          var observed =
              new RollingSync(List.of(), stepOf(one.get("stepOf")))
                  .observed(
                      statuses(one),
                      applications(one.get("applications")),
                      desired,
                      Instant.parse(one.get("now").asText()));
          assertThat(timeless(observed)).isEqualTo(timeless(expected(one)));
        });
  }

  private static List<Status> timeless(List<Status> statuses) {
    return statuses.stream()
        .map(
            s ->
                new Status(
                    s.application(), s.state(), s.step(), s.targetRevisions(), s.message(), null))
        .toList();
  }

  private static List<Status> statuses(JsonNode one) {
    return read(one.at("/applicationSet/status/applicationStatus"));
  }

  private static List<Status> expected(JsonNode one) {
    return read(one.get("expectedStatus"));
  }

  private static List<Status> read(JsonNode list) {
    var statuses = new ArrayList<Status>();
    for (var status : list) {
      var time = status.path("lastTransitionTime").asText();
      statuses.add(
          new Status(
              status.get("application").asText(),
              State.of(status.get("status").asText()),
              status.path("step").asText(),
              FakeSources.texts(status.path("targetRevisions")),
              status.path("message").asText(),
              time.isEmpty() ? null : Instant.parse(time)));
    }
    return statuses;
  }

  private static List<Application> applications(JsonNode list) {
    var applications = new ArrayList<Application>();
    list.forEach(json -> applications.add(Application.from(json)));
    return applications;
  }

  private static List<List<String>> steps(JsonNode list) {
    var steps = new ArrayList<List<String>>();
    list.forEach(step -> steps.add(FakeSources.texts(step)));
    return steps;
  }

  private static Map<String, Integer> stepOf(JsonNode map) {
    var stepOf = new HashMap<String, Integer>();
    map.properties().forEach(field -> stepOf.put(field.getKey(), field.getValue().asInt()));
    return stepOf;
  }
}
