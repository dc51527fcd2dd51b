package dev.tiphys.benchmarks.tiphys;

import dev.tiphys.benchmarks.Graph;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The workflows of the benchmarks, as manifests that any Argo would take.
public final class Shapes {
  private static final String HEAD =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {generateName: bench-}
      spec:
        entrypoint: main
        templates:
        - name: work
          container: {image: busybox, command: ["true"]}
        - name: main
      """;

  private Shapes() {}

  /// Steps that follow each other.
  public static Document chain(int steps) {
    return read(
        HEAD
            + "    steps:\n"
            + IntStream.range(0, steps)
                .mapToObj("    - - {name: s%d, template: work}\n"::formatted)
                .collect(Collectors.joining()));
  }

  public static Document dag(Graph graph) {
    var tasks = new StringBuilder(HEAD).append("    dag:\n      tasks:\n");
    for (var task = 0; task < graph.size(); task++) {
      var parents =
          graph.parents().get(task).stream().map(p -> "t" + p).collect(Collectors.joining(", "));
      tasks
          .append("      - {name: t%d, template: work".formatted(task))
          .append(parents.isEmpty() ? "}\n" : ", dependencies: [%s]}\n".formatted(parents));
    }
    return read(tasks.toString());
  }

  /// A loop over items, each an argument of its step, and one step that waits for all.
  public static Document fan(int items) {
    return read(
        HEAD.replace(
                "  - name: work\n", "  - name: work\n    inputs: {parameters: [{name: item}]}\n")
            + """
                steps:
                - - name: each
                    template: work
                    arguments: {parameters: [{name: item, value: "{{item}}"}]}
                    withItems: [%s]
                - - name: join
                    template: work
                    arguments: {parameters: [{name: item, value: all}]}
            """
                .indent(0)
                .formatted(
                    IntStream.range(0, items)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "))));
  }

  /// Large loops that follow each other.
  public static Document loops(int loops, int items) {
    return read(
        HEAD
            + "    steps:\n"
            + IntStream.range(0, loops)
                .mapToObj(
                    "    - - {name: s%%d, template: work, withSequence: {count: %d}}\n"
                            .formatted(items)
                        ::formatted)
                .collect(Collectors.joining()));
  }

  private static Document read(String manifest) {
    var read = Manifests.read(manifest.getBytes(StandardCharsets.UTF_8), "benchmark.yaml");
    if (!read.findings().isEmpty()) {
      throw new IllegalStateException(read.findings().toString());
    }
    return read.documents().getFirst();
  }
}
