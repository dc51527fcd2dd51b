package dev.tiphys.language.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LargeManifestTest {
  private static final int TASKS = 10_000;

  /// Far above what it takes (see benchmark B16), far below what anything quadratic would take.
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  @Test
  void ten_thousand_tasks_in_a_chain_are_checked_in_linear_time() {
    var text =
        new StringBuilder(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: w}
            spec:
              entrypoint: main
              templates:
              - {name: echo, inputs: {parameters: [{name: m}]}, script: {image: i, source: x}}
              - name: main
                dag:
                  tasks:
            """);
    for (var i = 0; i < TASKS; i++) {
      text.append("      - name: task-" + i + "\n        template: echo\n");
      if (i > 0) {
        text.append("        dependencies: [task-" + (i - 1) + "]\n");
      }
      var value = i == 0 ? "x" : "{{tasks.task-" + (i - 1) + ".outputs.result}}";
      text.append("        arguments:\n          parameters:\n");
      text.append("          - name: m\n            value: \"" + value + "\"\n");
    }
    var bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    var clock = ManagementFactory.getThreadMXBean();
    var start = clock.getCurrentThreadCpuTime();
    assertThat(Validation.check(Manifests.read(bytes, "f").documents())).isEmpty();
    // Time of the processor: a machine that does other things as well makes it no longer.
    assertThat(Duration.ofNanos(clock.getCurrentThreadCpuTime() - start)).isLessThan(PATIENCE);
  }
}
