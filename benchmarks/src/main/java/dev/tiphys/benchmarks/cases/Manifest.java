package dev.tiphys.benchmarks.cases;

import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.engine.Run;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// How fast a manifest becomes a run whose first step is ready: B16. Read, checked, its templates
/// pinned, its graph planned and its tags parsed.
final class Manifest {
  private static final int FEW = 1_000;
  private static final int MANY = 10_000;
  private static final int FAN_IN_MAX = 4;
  private static final long SEED = 16;

  private static final Instant AT = Instant.parse("2026-11-24T09:00:00Z");

  private Manifest() {}

  static List<Benchmark> all() {
    return List.of(benchmark(FEW, List.of()), benchmark(MANY, List.of(Target.atMost(500))));
  }

  private static Benchmark benchmark(int tasks, List<Target> targets) {
    var text = text(tasks);
    return new Benchmark(
        "B16",
        "none",
        "YAML of %,d tasks to a plan".formatted(tasks),
        Measure.MILLIS,
        () -> () -> planned(text),
        () -> () -> loaded(text),
        "snakeyaml-engine, which only reads: the floor",
        targets);
  }

  private static Done planned(String text) {
    var manifests = Manifests.read(text.getBytes(StandardCharsets.UTF_8), "dag.yaml");
    var trigger =
        new Trigger(
            Resources.of(List.of()), ControllerConfig.NONE, new RunEvents(LargeValues.inMemory()));
    var start =
        trigger.submit(
            manifests.documents().getFirst(),
            Submission.NONE,
            new Birth("u1", AT, new Random(SEED)));
    var facts = Run.decide(Run.NONE, start.command()).facts().size();
    if (facts < 3) {
      throw new IllegalStateException("no task is ready");
    }
    return Done.of(1);
  }

  private static Done loaded(String text) {
    var settings = LoadSettings.builder().setCodePointLimit(text.length() + 1).build();
    if (new Load(settings).loadFromString(text) == null) {
      throw new IllegalStateException("nothing was read");
    }
    return Done.of(1);
  }

  /// A DAG in which each task waits for up to four others and takes over what one of them printed.
  private static String text(int tasks) {
    var random = new Random(SEED);
    var text =
        new StringBuilder(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: dag}
            spec:
              entrypoint: main
              templates:
              - name: work
                inputs: {parameters: [{name: text}]}
                script: {image: busybox, command: [sh], source: "echo {{inputs.parameters.text}}"}
              - name: main
                dag:
                  tasks:
            """);
    for (var i = 0; i < tasks; i++) {
      text.append("      - name: task-").append(i).append("\n        template: work\n");
      var value = "first";
      if (i > 0) {
        text.append("        depends: ");
        var needs = Math.min(i, 1 + random.nextInt(FAN_IN_MAX));
        for (var need = 0; need < needs; need++) {
          text.append(need == 0 ? "" : " && ").append("task-").append(i - 1 - need);
        }
        text.append('\n');
        value = "{{tasks.task-" + (i - 1) + ".outputs.result}}";
      }
      text.append("        arguments:\n          parameters:\n          - name: text\n");
      text.append("            value: \"").append(value).append("\"\n");
    }
    return text.toString();
  }
}
