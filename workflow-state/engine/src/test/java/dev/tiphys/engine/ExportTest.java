package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.NodeEnded;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What nodes export to the whole run (F047).
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExportTest {
  private static final String ECHO =
      """
      - name: echo
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo]}
      """;

  @Test
  void the_name_of_what_a_node_exports_may_have_tags() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - name: a
                      template: export
                      arguments: {parameters: [{name: to, value: all}]}
                    - name: b
                      template: echo
                      depends: a
                      arguments: {parameters: [{name: text, value: "{{workflow.outputs.parameters.for-all}}"}]}
                - name: export
                  inputs: {parameters: [{name: to}]}
                  outputs:
                    parameters: [{name: one, globalName: "for-{{inputs.parameters.to}}", valueFrom: {path: /one}}]
                  container: {image: busybox, command: [echo]}
                """
                    + ECHO)
            .ends("wf.a", Phase.SUCCEEDED, null, Outputs.of(Map.of("one", "1")));
    assertThat(story.input("wf.b", "text")).isEqualTo("1");
    assertThat(story.history())
        .filteredOn(NodeEnded.class::isInstance)
        .extracting(fact -> ((NodeEnded) fact).globalNames())
        .containsExactly(Map.of("parameters.one", "for-all"));
  }

  @Test
  void what_a_node_exports_is_known_to_all_that_starts_later() {
    var story =
        Story.of(
                """
                entrypoint: main
                templates:
                - name: main
                  dag:
                    tasks:
                    - {name: a, template: export}
                    - name: b
                      template: echo
                      depends: a
                      arguments: {parameters: [{name: text, value: "{{workflow.outputs.parameters.all}}"}]}
                - name: export
                  outputs: {parameters: [{name: one, globalName: all, valueFrom: {path: /one}}]}
                  container: {image: busybox, command: [echo]}
                """
                    + ECHO)
            .ends("wf.a", Phase.SUCCEEDED, null, Outputs.of(Map.of("one", "1")));
    assertThat(story.input("wf.b", "text")).isEqualTo("1");
  }
}
