package dev.tiphys.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Workflows that nobody has written: some of everything that the language has for control, in
/// random shapes. They are valid; whether they succeed is another matter.
final class Specs {
  private static final List<String> LEAVES =
      List.of(
          "work", "flip", "number", "list", "again", "slow", "hasty", "brief", "pause", "locked",
          "few", "both", "known");

  private final Chance chance;
  private final StringBuilder templates = new StringBuilder();
  private final List<String> callable = new ArrayList<>(LEAVES);
  private int made;

  private Specs(Chance chance) {
    this.chance = chance;
  }

  /// A Workflow of this name as YAML.
  static String workflow(Chance chance, String name) {
    return new Specs(chance).write(name);
  }

  private String write(String name) {
    for (var i = chance.between(0, 2); i > 0; i--) {
      callable.add(composite("t" + made++));
    }
    if (chance.of(250)) {
      callable.add(recursion());
    }
    composite("main");
    var spec = new StringBuilder();
    if (chance.of(200)) {
      spec.append("  parallelism: %d\n".formatted(chance.between(1, 3)));
    }
    if (chance.of(250)) {
      spec.append("  onExit: %s\n".formatted(chance.any(List.of("work", "again", "locked"))));
    }
    if (chance.of(150)) {
      spec.append(
          "  hooks: {running: {expression: 'workflow.status == \"Running\"', template: work}}\n");
    }
    if (chance.of(150)) {
      spec.append("  activeDeadlineSeconds: %d\n".formatted(chance.between(20, 2000)));
    }
    if (chance.of(150)) {
      spec.append("  synchronization: {mutexes: [{name: whole}]}\n");
    }
    if (chance.of(200)) {
      spec.append("  priority: %d\n".formatted(chance.below(3)));
    }
    return """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: %s, namespace: sim}
        spec:
          entrypoint: main
          arguments: {parameters: [{name: size, value: "%d"}]}
        """
            .formatted(name, chance.between(0, 3))
        + spec
        + """
          templates:
          - name: work
            inputs: {parameters: [{name: v, value: "-"}]}
            outputs: {parameters: [{name: out, valueFrom: {path: /tmp/out, default: none}}]}
            container: {image: i, command: [work], args: ["{{inputs.parameters.v}} {{workflow.name}}"]}
          - name: flip
            script: {image: i, command: [sh], source: "flip"}
          - name: number
            script: {image: i, command: [sh], source: "number"}
          - name: list
            script: {image: i, command: [sh], source: "list"}
          - name: again
            retryStrategy: {limit: "2", retryPolicy: Always, backoff: {duration: "10s", factor: "2", maxDuration: "5m"}}
            container: {image: i, command: [again], args: ["{{retries}}"]}
          - name: slow
            timeout: 40s
            container: {image: i, command: [slow]}
          - name: hasty
            timeout: 4s
            retryStrategy: {limit: "3"}
            container: {image: i, command: [hasty]}
          - name: brief
            activeDeadlineSeconds: 3
            retryStrategy: {limit: "1"}
            container: {image: i, command: [brief]}
          - name: pause
            suspend: {duration: "20"}
          - name: locked
            synchronization: {mutexes: [{name: m1}]}
            retryStrategy: {limit: "1", retryPolicy: Always}
            container: {image: i, command: [locked]}
          - name: few
            synchronization: {semaphores: [{configMapKeyRef: {name: limits, key: few}}]}
            container: {image: i, command: [few]}
          - name: known
            memoize: {key: "known-{{workflow.parameters.size}}", maxAge: 2m, cache: {configMap: {name: cache}}}
            retryStrategy: {limit: "1"}
            container: {image: i, command: [known]}
          - name: both
            synchronization: {mutexes: [{name: m1}, {name: m2}], semaphores: [{configMapKeyRef: {name: limits, key: few}}]}
            container: {image: i, command: [both]}
        """
        + templates;
  }

  private String composite(String name) {
    if (chance.of(500)) {
      steps(name);
    } else {
      dag(name);
    }
    return name;
  }

  private void head(String name) {
    templates.append("  - name: %s\n".formatted(name));
    templates.append("    inputs: {parameters: [{name: v, value: '-'}]}\n");
    if (chance.of(250)) {
      templates.append("    parallelism: %d\n".formatted(chance.between(1, 2)));
    }
    if (chance.of(150)) {
      templates.append("    failFast: true\n");
    }
    if (chance.of(120)) {
      templates.append(
          "    retryStrategy: {limit: \"1\", retryPolicy: Always, backoff: {duration: \"30s\"}}\n");
    }
    if (chance.of(120)) {
      templates.append("    synchronization: {mutexes: [{name: outer-%s}]}\n".formatted(name));
    }
  }

  private void steps(String name) {
    head(name);
    templates.append("    steps:\n");
    var earlier = new ArrayList<String>();
    var number = 0;
    for (var group = chance.between(1, 3); group > 0; group--) {
      var these = new ArrayList<String>();
      var first = true;
      for (var call = chance.between(1, 3); call > 0; call--) {
        var step = "s" + number++;
        templates.append(first ? "    - - " : "      - ");
        first = false;
        var template =
            call(
                step,
                "steps",
                earlier,
                chance.of(200) ? ", continueOn: {failed: true, error: true}" : "");
        if (!template.isEmpty()) {
          these.add(template);
        }
      }
      earlier.addAll(these);
    }
  }

  private void dag(String name) {
    head(name);
    templates.append("    dag:\n");
    if (chance.of(200)) {
      templates.append("      failFast: false\n");
    }
    templates.append("      tasks:\n");
    var results = new ArrayList<String>();
    var tasks = chance.between(2, 5);
    for (var task = 0; task < tasks; task++) {
      var before = new ArrayList<String>();
      for (var i = 0; i < task; i++) {
        before.add("d" + i);
      }
      var needs = chance.some(before, 3);
      var depends = new ArrayList<String>();
      for (var need : needs) {
        depends.add(
            switch (chance.below(6)) {
              case 0 -> "(%1$s.Succeeded || %1$s.Failed || %1$s.Errored)".formatted(need);
              case 1 -> need + ".Succeeded";
              case 2 -> "(%1$s || %1$s.Skipped || %1$s.Omitted)".formatted(need);
              case 3 -> "!%s.Failed".formatted(need);
              default -> need;
            });
      }
      var join = chance.of(300) ? " || " : " && ";
      var more = depends.isEmpty() ? "" : ", depends: \"%s\"".formatted(String.join(join, depends));
      templates.append("      - ");
      var result =
          call(
              "d" + task,
              "tasks",
              results.stream().filter(r -> needs.contains(r.split(" ")[0])).toList(),
              more);
      if (!result.isEmpty()) {
        results.add(result);
      }
    }
  }

  /// Writes a call; returns its name and template if it leaves a result that others may use.
  private String call(String name, String kind, List<String> results, String more) {
    var template = chance.any(callable);
    var line = new StringBuilder("{name: %s, template: %s".formatted(name, template)).append(more);
    var value = value(kind, results);
    var loops = chance.of(250);
    if (loops) {
      line.append(loop(kind, results));
      value = chance.of(500) ? "{{item}}" : value;
    }
    if (chance.of(150)) {
      line.append(when(kind, results));
    }
    if (takesValue(template)) {
      line.append(", arguments: {parameters: [{name: v, value: \"%s\"}]}".formatted(value));
    } else if (template.equals("recur")) {
      line.append(
          ", arguments: {parameters: [{name: left, value: \"%d\"}]}".formatted(chance.below(4)));
    }
    if (chance.of(120)) {
      line.append(
          chance.of(500)
              ? ", hooks: {exit: {template: work}}"
              : ", hooks: {running: {expression: '%s[\"%s\"].status == \"Running\"', template: work}}"
                  .formatted(kind, name));
    }
    templates.append(line).append("}\n");
    var leaves = List.of("flip", "number", "list").contains(template);
    return loops || !leaves ? "" : name + " " + template;
  }

  private boolean takesValue(String template) {
    return template.equals("work") || template.startsWith("t");
  }

  private String value(String kind, List<String> results) {
    if (!results.isEmpty() && chance.of(500)) {
      return "{{%s.%s.outputs.result}}".formatted(kind, chance.any(results).split(" ")[0]);
    }
    return chance.of(300) ? "{{=asInt(workflow.parameters.size) + 1}}" : "v" + chance.below(3);
  }

  private String loop(String kind, List<String> results) {
    var lists = results.stream().filter(result -> result.endsWith(" list")).toList();
    if (!lists.isEmpty()) {
      return ", withParam: \"{{%s.%s.outputs.result}}\""
          .formatted(kind, lists.getFirst().split(" ")[0]);
    }
    return switch (chance.below(3)) {
      case 0 -> ", withItems: [a, b]";
      case 1 -> ", withSequence: {count: \"{{workflow.parameters.size}}\"}";
      default -> ", withItems: [1, 2, 3]";
    };
  }

  private String when(String kind, List<String> results) {
    var flips = results.stream().filter(result -> result.endsWith(" flip")).toList();
    if (!flips.isEmpty()) {
      return ", when: \"{{%s.%s.outputs.result}} == heads\""
          .formatted(kind, flips.getFirst().split(" ")[0]);
    }
    return ", when: \"{{workflow.parameters.size}} > %d\""
        .formatted(chance.below(3))
        .toLowerCase(Locale.ROOT);
  }

  private String recursion() {
    templates.append(
        """
          - name: recur
            inputs: {parameters: [{name: left, value: "0"}]}
            steps:
            - - {name: one, template: work, continueOn: {failed: true, error: true}}
            - - {name: next, template: recur, when: "{{inputs.parameters.left}} > 0", arguments: {parameters: [{name: left, value: "{{=asInt(inputs.parameters.left) - 1}}"}]}}
        """);
    return "recur";
  }
}
