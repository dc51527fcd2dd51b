package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.engine.Step;
import dev.tiphys.events.RunId;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class IgnoredTest {
  private static final String TEMPLATE =
      """
      {nodeSelector: {a: b}, tolerations: [], container: {image: x, resources: {limits: {cpu: 1}}},
       sidecars: [{name: s, livenessProbe: {exec: {}}}]}
      """;

  private static Step step(String uid) {
    return Bench.step(
        new RunId("argo", "w", uid),
        0,
        Bench.yaml(TEMPLATE),
        Bench.yaml("{hostNetwork: true, serviceAccountName: default, entrypoint: main}"),
        null);
  }

  @Test
  void fields_that_only_a_cluster_heeds_are_found() {
    assertThat(Ignored.of(step("1")))
        .containsExactly(
            "container.livenessProbe",
            "container.resources",
            "spec.hostNetwork",
            "template.nodeSelector");
  }

  @Test
  void each_is_said_once_for_each_run() {
    var ignored = new Ignored();

    assertThat(ignored.warn(step("1"))).hasSize(4);
    assertThat(ignored.warn(step("1"))).isEmpty();
    assertThat(ignored.warn(step("2"))).hasSize(4);
  }
}
