package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Artifacts on their way from step to step (F053 to F058).
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArtifactTest {
  private static final String TEMPLATES =
      """
      - name: make
        container: {image: busybox, command: [make]}
        outputs: {artifacts: [{name: out, path: /tmp/out, globalName: shared}]}
      - name: use
        inputs: {artifacts: [{name: in, path: /tmp/in, mode: 420}]}
        container: {image: busybox, command: [cat, "{{inputs.artifacts.in.path}}"]}
      - name: may-use
        inputs: {artifacts: [{name: in, path: /tmp/in, optional: true}]}
        container: {image: busybox, command: ["true"]}
      """;

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Outputs made(String key) {
    return new Outputs(
        Map.of(),
        null,
        "0",
        Map.of(
            "out",
            json(
                "{'name': 'out', 'path': '/tmp/out', 'globalName': 'shared', 'archive': {'none':"
                    + " {}}, 's3': {'key': '"
                    + key
                    + "'}}")));
  }

  private static Story steps(String main) {
    return Story.of("entrypoint: main\ntemplates:\n- name: main\n" + main + TEMPLATES);
  }

  private static JsonNode input(Story story, String node) {
    return story.step(node).template().path("inputs").path("artifacts").path(0);
  }

  @Test
  void a_step_gets_the_place_and_the_packing_of_what_another_made() {
    var story =
        steps(
                """
                  steps:
                  - - {name: a, template: make}
                  - - name: b
                      template: use
                      arguments:
                        artifacts: [{name: in, from: "{{steps.a.outputs.artifacts.out}}"}]
                """)
            .ends("wf[0].a", Phase.SUCCEEDED, null, made("k"));
    assertThat(input(story, "wf[1].b"))
        .hasToString(
            "{\"name\":\"in\",\"path\":\"/tmp/in\",\"mode\":420,\"s3\":{\"key\":\"k\"},"
                + "\"archive\":{\"none\":{}}}");
    assertThat(story.step("wf[1].b").template().path("container").path("command").path(1).asText())
        .isEqualTo("/tmp/in");
  }

  @Test
  void part_of_an_artifact_of_which_only_a_part_was_handed_over() {
    var story =
        steps(
                """
                  steps:
                  - - {name: a, template: make}
                  - - name: b
                      template: nested
                      arguments:
                        artifacts:
                        - {name: in, from: "{{steps.a.outputs.artifacts.out}}", subPath: x}
                - name: nested
                  inputs: {artifacts: [{name: in}]}
                  steps:
                  - - name: c
                      template: use
                      arguments:
                        artifacts: [{name: in, from: "{{inputs.artifacts.in}}", subPath: y/z}]
                """)
            .ends("wf[0].a", Phase.SUCCEEDED, null, made("k"));
    assertThat(input(story, "wf[1].b[0].c").path("subPath").asText()).isEqualTo("x/y/z");
  }

  private static Story choice() {
    return steps(
        """
          steps:
          - - {name: a, template: make, when: "1 == 2"}
            - {name: b, template: make}
          outputs:
            artifacts:
            - name: result
              fromExpression: "steps.a.status == 'Succeeded' ? steps.a.outputs.artifacts.out : steps.b.outputs.artifacts.out"
        """);
  }

  @Test
  void an_expression_chooses_an_artifact() {
    var story = choice().ends("wf[0].b", Phase.SUCCEEDED, null, made("b"));
    assertThat(story.node("wf").message()).isNull();
    assertThat(story.node("wf").outputs().artifacts().get("result"))
        .isEqualTo(json("{'s3': {'key': 'b'}, 'archive': {'none': {}}}"));
  }

  @Test
  void an_expression_may_choose_an_input() {
    var story =
        Story.of(
            """
            entrypoint: main
            arguments: {artifacts: [{name: in, s3: {key: given}}]}
            templates:
            - name: main
              inputs: {artifacts: [{name: in, path: /in}]}
              steps:
              - - name: a
                  template: use
                  arguments: {artifacts: [{name: in, fromExpression: inputs.artifacts.in}]}
            """
                + TEMPLATES);
    assertThat(input(story, "wf[0].a").path("s3").path("key").asText()).isEqualTo("given");
  }

  @Test
  void an_expression_that_gives_no_artifact_is_an_error_that_shows_it() {
    steps(
            """
              steps: [[{name: a, template: make}]]
              outputs: {artifacts: [{name: result, fromExpression: "1 + 1"}]}
            """)
        .ends("wf[0].a", Phase.SUCCEEDED, null, made("k"))
        .isOver(Phase.ERROR);
  }

  @Test
  void an_optional_artifact_that_never_came_to_be_is_left_out() {
    for (var phase : new Phase[] {Phase.SUCCEEDED, Phase.FAILED}) {
      var story =
          steps(
                  """
                    steps:
                    - - {name: a, template: make, continueOn: {failed: true}}
                      - {name: s, template: make, when: "1 == 2"}
                    - - name: b
                        template: may-use
                        arguments:
                          artifacts: [{name: in, from: "{{steps.a.outputs.artifacts.out}}"}]
                      - name: c
                        template: may-use
                        arguments:
                          artifacts: [{name: in, from: "{{steps.s.outputs.artifacts.out}}"}]
                  """)
              .ends("wf[0].a", phase);
      assertThat(input(story, "wf[1].b"))
          .isEqualTo(json("{'name': 'in', 'path': '/tmp/in', 'optional': true}"));
      assertThat(input(story, "wf[1].c").has("s3")).isFalse();
    }
  }

  @Test
  void a_needed_artifact_that_never_came_to_be_is_an_error() {
    var story =
        steps(
                """
                  steps:
                  - - {name: s, template: make, when: "1 == 2"}
                  - - name: b
                      template: use
                      arguments:
                        artifacts: [{name: in, from: "{{steps.s.outputs.artifacts.out}}"}]
                """)
            .isOver(Phase.FAILED);
    assertThat(story.node("wf[1].b").message()).isEqualTo("inputs.artifacts.in was not supplied");
  }

  @Test
  void a_place_may_depend_on_the_item_of_a_loop() {
    var story =
        steps(
            """
              steps:
              - - name: a
                  template: use
                  withItems: [u, v]
                  arguments:
                    artifacts: [{name: in, s3: {key: "{{workflow.name}}/{{item}}"}}]
            """);
    assertThat(input(story, "wf[0].a(1:v)").path("s3").path("key").asText()).isEqualTo("wf/v");
  }

  @Test
  void a_global_artifact_is_in_status_and_can_be_taken() {
    var story =
        steps(
                """
                  steps:
                  - - {name: a, template: make}
                  - - name: b
                      template: use
                      arguments:
                        artifacts: [{name: in, from: "{{workflow.outputs.artifacts.shared}}"}]
                """)
            .ends("wf[0].a", Phase.SUCCEEDED, null, made("k"));
    assertThat(input(story, "wf[1].b").path("s3").path("key").asText()).isEqualTo("k");
    var shown = WorkflowView.of(story.run(), 1).path("status").path("outputs").path("artifacts");
    assertThat(shown.path(0).path("name").asText()).isEqualTo("shared");
    assertThat(shown.path(0).path("s3").path("key").asText()).isEqualTo("k");
  }

  @Test
  void the_repository_of_the_run_is_in_status_and_its_key_format_is_filled_in() {
    var pinned = JsonNodeFactory.instance.objectNode();
    pinned.set(
        "artifactRepositoryRef",
        json(
            "{'configMap': 'artifact-repositories', 'key': 'k', 'artifactRepository': {'s3':"
                + " {'keyFormat': 'a/{{workflow.creationTimestamp.Y}}/{{workflow.name}}/{{pod.name}}'}}}"));
    var story = Story.of("entrypoint: make\ntemplates:\n" + TEMPLATES, pinned);
    var step = story.step("wf");
    assertThat(step.repository().path("artifactRepository").path("s3").path("keyFormat").asText())
        .isEqualTo("a/2026/wf/" + step.podName());
    assertThat(WorkflowView.of(story.run(), 1).path("status").path("artifactRepositoryRef"))
        .isEqualTo(pinned.path("artifactRepositoryRef"));
  }

  @Test
  void without_one_it_is_that_of_the_host() {
    var story = Story.of("entrypoint: make\ntemplates:\n" + TEMPLATES);
    assertThat(story.step("wf").repository()).isEqualTo(json("{'default': true}"));
  }
}
