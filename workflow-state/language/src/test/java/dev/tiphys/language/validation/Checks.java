package dev.tiphys.language.validation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What validation finds in small workflows, for tests.
final class Checks {
  static final String ECHO =
      "  - {name: echo, inputs: {parameters: [{name: m, default: x}]}, container: {image: i}}\n";

  private Checks() {}

  static List<String> template(String field) {
    return check(
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: w}
        spec: {entrypoint: main, templates: [
          {name: main, inputs: {parameters: [{name: m, value: 1}]}, container: {image: i}, %s}]}
        """
            .formatted(field));
  }

  static List<String> steps(String... steps) {
    return check(steppedWorkflow(steps));
  }

  static String steppedWorkflow(String... steps) {
    var text = new StringBuilder("  - name: main\n    steps:\n");
    for (var step : steps) {
      text.append("    - - {name: ").append(step).append("}\n");
    }
    return workflow(text.toString());
  }

  static List<String> dag(String... tasks) {
    var text = new StringBuilder("  - name: main\n    dag: {tasks: [\n");
    for (var task : tasks) {
      text.append("      {template: echo, name: ").append(task).append("},\n");
    }
    return check(workflow(text.append("      ]}\n").toString()));
  }

  static String workflow(String templates) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n"
        + "  entrypoint: main\n  templates:\n"
        + ECHO
        + templates;
  }

  static List<String> check(String text) {
    var manifests = Manifests.read(text.getBytes(StandardCharsets.UTF_8), "f");
    var findings = new ArrayList<>(Validation.check(manifests.documents()));
    findings.addAll(manifests.findings());
    return findings.stream().map(Finding::toString).toList();
  }
}
