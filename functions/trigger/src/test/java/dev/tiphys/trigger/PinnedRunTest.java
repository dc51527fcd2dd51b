package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.engine.Run;
import dev.tiphys.events.RunFact.NodeAdded;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine finds under its own keys what was pinned.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PinnedRunTest {
  private static final Desk EVERYTHING =
      Desk.withExamples(
          "workflow-template/templates.yaml",
          "cluster-workflow-template/clustertemplates.yaml",
          "configmaps/simple-parameters-configmap.yaml");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello-world.yaml",
        "workflow-template/hello-world.yaml",
        "workflow-template/dag.yaml",
        "workflow-template/steps.yaml",
        "workflow-template/workflow-template-ref.yaml",
        "workflow-template/workflow-template-ref-with-entrypoint-arg-passing.yaml",
        "cluster-workflow-template/cluster-wftmpl-dag.yaml",
        "cluster-workflow-template/mixed-cluster-namespaced-wftmpl-steps.yaml",
        "cluster-workflow-template/workflow-template-ref.yaml",
        "global-parameters-from-configmap.yaml",
        "global-parameters-from-configmap-referenced-as-local-variable.yaml",
        "arguments-parameters-from-configmap.yaml",
        "label-value-from-workflow.yaml",
      })
  void a_run_of_a_public_example_begins(String file) {
    var start = EVERYTHING.submit(Desk.example(file), Submission.NONE);
    var facts = Run.decide(Run.NONE, start.command()).facts();
    assertThat(facts)
        .filteredOn(NodeAdded.class::isInstance)
        .isNotEmpty()
        .allSatisfy(
            node -> {
              assertThat(((NodeAdded) node).phase().toString()).isIn("Pending", "Running");
              assertThat(((NodeAdded) node).message()).isNull();
            });
  }
}
