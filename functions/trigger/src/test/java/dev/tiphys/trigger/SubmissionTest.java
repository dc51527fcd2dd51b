package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SubmissionTest {
  private static final Desk TEMPLATES =
      Desk.withExamples(
          "workflow-template/templates.yaml",
          "cluster-workflow-template/clustertemplates.yaml",
          "cron-workflow.yaml");
  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: own, labels: {a: own}}
      spec:
        entrypoint: main
        arguments:
          parameters:
          - {name: colour, value: red, enum: [red, green]}
          - {name: from, valueFrom: {configMapKeyRef: {name: absent, key: k}}}
        templates:
        - {name: main, container: {image: i}}
        - {name: other, container: {image: i}}
      """;
  private static final Submission VALUE = Submission.builder().parameter("from=x").build();

  @Test
  void an_artifact_gets_another_key() {
    var written =
        WORKFLOW.replace(
            "  templates:",
            "    artifacts: [{name: in, gcs: {bucket: b, key: k}}, {name: raw, raw: {data: x}}]\n"
                + "  templates:");
    var workflow =
        Desk.with()
            .submit(
                written,
                Submission.builder()
                    .parameter("from=x")
                    .artifact("in", "a/b")
                    .artifact("new", "c")
                    .build())
            .workflow();
    assertThat(workflow.at("/spec/arguments/artifacts"))
        .isEqualTo(
            Desk.json(
                "[{name: in, gcs: {bucket: b, key: a/b}}, {name: raw, raw: {data: x}},"
                    + " {name: new, s3: {key: c}}]"));
  }

  @Test
  void what_is_said_replaces_what_is_written() {
    var workflow =
        Desk.with()
            .submit(
                WORKFLOW,
                Submission.builder()
                    .name("mine")
                    .namespace("team")
                    .entrypoint("other")
                    .parameter("from=a=b")
                    .serviceAccount("sa")
                    .label("b", "mine")
                    .annotation("c", "any text")
                    .priority(7)
                    .scheduledTime("2026-01-01T00:00:00Z")
                    .build())
            .workflow();
    assertThat(workflow.at("/metadata/name").asText()).isEqualTo("mine");
    assertThat(workflow.at("/metadata/namespace").asText()).isEqualTo("team");
    assertThat(workflow.at("/metadata/labels")).isEqualTo(Desk.json("{a: own, b: mine}"));
    assertThat(workflow.at("/metadata/annotations"))
        .isEqualTo(
            Desk.json(
                "{c: any text, workflows.argoproj.io/scheduled-time: '2026-01-01T00:00:00Z'}"));
    assertThat(workflow.at("/spec/entrypoint").asText()).isEqualTo("other");
    assertThat(workflow.at("/spec/serviceAccountName").asText()).isEqualTo("sa");
    assertThat(workflow.at("/spec/priority").asInt()).isEqualTo(7);
    assertThat(workflow.at("/spec/arguments/parameters/1"))
        .isEqualTo(Desk.json("{name: from, value: 'a=b'}"));
  }

  @Test
  void a_prefix_that_is_said_replaces_the_name() {
    var submission = Submission.builder().generateName("mine-").parameter("from=x").build();
    assertThat(Desk.with().submit(WORKFLOW, submission).run().name()).matches("mine-.{5}");
    var both = Submission.builder().generateName("mine-").name("exact").parameter("from=x").build();
    assertThat(Desk.with().submit(WORKFLOW, both).run().name()).isEqualTo("exact");
  }

  @Test
  void a_parameter_on_the_command_line_wins_over_the_file() {
    var submission =
        Submission.builder()
            .parameter("from=line")
            .parameterFile(Map.of("from", "file", "colour", "green"))
            .build();
    assertThat(parameters(Desk.with().pin(WORKFLOW, submission)))
        .isEqualTo(
            Desk.json(
                "[{name: colour, value: green, enum: [red, green]}, {name: from, value: line}]"));
  }

  @Test
  void a_parameter_that_nobody_declared_is_added() {
    var submission = Submission.builder().parameter("from=x").parameter("new=z").build();
    assertThat(parameters(Desk.with().pin(WORKFLOW, submission)).path(2))
        .isEqualTo(Desk.json("{name: new, value: z}"));
  }

  @Test
  void a_value_stays_data_whatever_it_looks_like() {
    var value = "{{workflow.uid}} \"\\\n\u2028";
    var submission = Submission.builder().parameter("from", value).build();
    assertThat(parameters(Desk.with().pin(WORKFLOW, submission)).at("/1/value").asText())
        .isEqualTo(value);
  }

  @Test
  void a_value_that_is_not_allowed_is_refused() {
    var blue = Submission.builder().parameter("from=x").parameter("colour=blue").build();
    assertThat(Desk.with().refusal(WORKFLOW, blue))
        .containsExactly(
            "wf.yaml:8: spec.arguments.parameters[0].value: spec.arguments.colour.value should be"
                + " present in spec.arguments.colour.enum list");
  }

  @Test
  void a_value_that_the_template_does_not_allow_is_refused() {
    var desk =
        Desk.with(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: lib}
            spec:
              entrypoint: main
              arguments: {parameters: [{name: colour, value: red, enum: [red]}]}
              templates: [{name: main, container: {image: i}}]
            """);
    var from = From.parse("wftmpl/lib");
    var blue = Submission.builder().parameter("colour=blue").build();
    assertThat(Desk.refusal(() -> desk.trigger().submit(from, blue, Desk.birth())))
        .containsExactly(
            "WorkflowTemplate/lib: spec.arguments.parameters[0].value: spec.arguments.colour.value"
                + " should be present in spec.arguments.colour.enum list");
  }

  @Test
  void a_parameter_without_a_name_is_refused() {
    assertThat(Desk.refusal(() -> Submission.builder().parameter("colour")))
        .containsExactly("expected parameter of the form: NAME=VALUE. Received: colour");
    assertThat(Desk.refusal(() -> Submission.builder().parameter("=x"))).hasSize(1);
    var odd = Submission.builder().parameter("from=x").parameter("a b=1").build();
    assertThat(Desk.with().refusal(WORKFLOW, odd).getFirst())
        .contains("spec.arguments.parameters[2].name", "'a b' is invalid");
  }

  @Test
  void labels_that_no_cluster_takes_are_refused() {
    var submission =
        Submission.builder()
            .parameter("from=x")
            .label("a/b/c", "x")
            .label("l", "two\nlines")
            .annotation("-", "x")
            .build();
    assertThat(Desk.with().refusal(WORKFLOW, submission))
        .anyMatch(m -> m.contains("metadata.labels.a/b/c: 'a/b/c' is no name for a label"))
        .anyMatch(m -> m.contains("metadata.labels.l: 'two\ufffdlines' is not a valid label value"))
        .anyMatch(m -> m.contains("metadata.annotations.-: '-' is no name for a label"))
        .hasSize(3);
  }

  @Test
  void a_time_that_is_none_is_refused() {
    assertThat(
            Desk.with()
                .refusal(
                    WORKFLOW,
                    Submission.builder().parameter("from=x").scheduledTime("noon").build()))
        .containsExactly(
            "scheduledTime: expected an RFC 3339 time such as 2026-01-31T08:00:00Z, found noon");
  }

  @Test
  void a_manifest_for_another_namespace_is_refused() {
    var elsewhere = WORKFLOW.replace("name: own,", "name: own, namespace: theirs,");
    var submission = Submission.builder().namespace("ours").parameter("from=x").build();
    assertThat(Desk.with().refusal(elsewhere, submission))
        .containsExactly(
            "metadata.namespace: the workflow is for namespace 'theirs', but was submitted to"
                + " 'ours'");
    assertThat(Desk.with().submit(elsewhere, VALUE).run().namespace()).isEqualTo("theirs");
  }

  // --from

  @ParameterizedTest
  @ValueSource(
      strings = {
        "workflowtemplate/workflow-template-submittable",
        "WorkflowTemplates/workflow-template-submittable",
        "wftmpl/workflow-template-submittable",
        "cwftmpl/cluster-workflow-template-submittable",
        "clusterworkflowtemplate/cluster-workflow-template-submittable"
      })
  void a_template_is_run_under_its_own_name(String text) {
    var from = From.parse(text);
    var start = TEMPLATES.trigger().submit(from, Submission.NONE, Desk.birth());
    var cluster = from.kind() == Resources.Kind.CLUSTER_WORKFLOW_TEMPLATE;
    assertThat(start.run().name()).matches(from.name() + "-.{5}");
    assertThat(start.workflow().at("/metadata/labels"))
        .isEqualTo(
            Desk.json(
                "{workflows.argoproj.io/%s: %s}"
                    .formatted(
                        cluster ? "cluster-workflow-template" : "workflow-template", from.name())));
    assertThat(start.command().pinned().at("/storedWorkflowTemplateSpec/entrypoint").asText())
        .isEqualTo("print-message");
  }

  @Test
  void a_cron_workflow_is_run_now() {
    var start =
        TEMPLATES.trigger().submit(From.parse("cronwf/hello-world"), Submission.NONE, Desk.birth());
    assertThat(start.run().name()).matches("hello-world-.{5}");
    assertThat(start.workflow().at("/metadata/labels"))
        .isEqualTo(Desk.json("{workflows.argoproj.io/cron-workflow: hello-world}"));
    assertThat(start.workflow().at("/metadata/annotations"))
        .isEqualTo(Desk.json("{workflows.argoproj.io/scheduled-time: '2026-11-24T06:00:00Z'}"));
    assertThat(start.workflow().at("/spec/templates")).isNotEmpty();
    var then = Submission.builder().scheduledTime("2020-01-01T00:00:00Z").build();
    assertThat(
            TEMPLATES
                .trigger()
                .submit(From.parse("cronwf/hello-world"), then, Desk.birth())
                .workflow()
                .at("/metadata/annotations/workflows.argoproj.io~1scheduled-time")
                .asText())
        .isEqualTo("2020-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wftmpl -> expected --from KIND/NAME, found 'wftmpl'",
        "pod/x -> cannot submit from kind 'pod': expected CronWorkflow, WorkflowTemplate or"
            + " ClusterWorkflowTemplate",
        "wftmpl/absent -> WorkflowTemplate 'absent' not found in namespace default",
        "cwftmpl/absent -> ClusterWorkflowTemplate 'absent' not found",
      })
  void what_cannot_be_run_is_refused(String text) {
    var parts = text.split(" -> ");
    assertThat(
            Desk.refusal(
                () ->
                    TEMPLATES
                        .trigger()
                        .submit(From.parse(parts[0]), Submission.NONE, Desk.birth())))
        .containsExactly(parts[1]);
  }

  @Test
  void a_name_that_leaves_its_folder_is_never_looked_up() {
    assertThat(
            Desk.refusal(
                () ->
                    TEMPLATES
                        .trigger()
                        .submit(From.parse("wftmpl/../x"), Submission.NONE, Desk.birth())))
        .singleElement()
        .asString()
        .startsWith("WorkflowTemplate: name '../x' must consist of lower case letters");
  }

  // F158

  @Test
  void a_resubmitted_workflow_is_new_but_says_where_it_comes_from() {
    var earlier =
        Desk.json(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata:
              name: own-abcde
              generateName: own-
              uid: other
              annotations: {a: kept}
              ownerReferences: [{apiVersion: v1, kind: Thing, name: t, uid: u}]
              labels:
                l: kept
                workflows.argoproj.io/phase: Failed
                workflows.argoproj.io/completed: 'true'
                workflows.argoproj.io/workflow-archiving-status: Pending
                workflows.argoproj.io/creator: somebody
                workflows.argoproj.io/creator-email: somebody.at.home
            spec:
              entrypoint: main
              shutdown: Stop
              activeDeadlineSeconds: 0
              arguments: {parameters: [{name: p, value: v}]}
              templates: [{name: main, container: {image: i}}]
            status: {phase: Failed}
            """);
    var start =
        Desk.with()
            .trigger()
            .resubmit(earlier, false, Submission.builder().parameter("p=w").build(), Desk.birth());
    assertThat(start.run().name()).matches("own-.{5}").isNotEqualTo("own-abcde");
    assertThat(start.run().uid()).isEqualTo(Desk.UID);
    var metadata = start.workflow().path("metadata");
    assertThat(metadata.path("labels"))
        .isEqualTo(
            Desk.json("{l: kept, workflows.argoproj.io/resubmitted-from-workflow: own-abcde}"));
    assertThat(metadata.path("annotations")).isEqualTo(Desk.json("a: kept"));
    assertThat(metadata.path("ownerReferences")).hasSize(1);
    assertThat(start.workflow().path("spec"))
        .isEqualTo(
            Desk.json(
                "{entrypoint: main, arguments: {parameters: [{name: p, value: w}]}, templates:"
                    + " [{name: main, container: {image: i}}]}"));
  }

  @Test
  void a_workflow_without_a_prefix_gives_its_name_to_the_next() {
    var earlier = Desk.read(WORKFLOW, "wf.yaml").getFirst().json();
    assertThat(Desk.with().trigger().resubmit(earlier, false, VALUE, Desk.birth()).run().name())
        .matches("own-.{5}");
  }

  @Test
  void memoized_mode_is_for_runs_that_failed() {
    assertThat(memoized("Succeeded"))
        .containsExactly("workflow must be Failed/Error to resubmit in memoized mode");
  }

  @Test
  void in_memoized_mode_the_outputs_of_what_succeeded_are_taken_over() {
    var earlier =
        Desk.json(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: own, namespace: default}
            spec: {entrypoint: main, templates: [{name: main, container: {image: i}}]}
            status:
              phase: Failed
              nodes:
                own: {name: own, type: Steps, phase: Failed}
                own-1:
                  {name: "own[0].a", type: Pod, phase: Succeeded, outputs: {result: "7"}}
                own-2: {name: "own[0].b", type: Pod, phase: Failed}
                own-3: {name: "own[0].c(0)", type: Pod, phase: Succeeded, nodeFlag: {retried: true}}
                own-4: {name: "own[0].c", type: Retry, phase: Succeeded}
                own-5: {name: "own[0].a.onExit", type: Pod, phase: Succeeded}
                own-6:
                  {name: "own[0].d", type: Skipped, phase: Skipped, message: "original pod: older"}
                own-7: {name: "own[0].e", type: Skipped, phase: Skipped, message: when}
            """);
    var start = Desk.with().trigger().resubmit(earlier, true, Submission.NONE, Desk.birth());
    assertThat(start.command().pinned().path("memoized"))
        .isEqualTo(
            Desk.json(
                "{\"[0].a\": {pod: own-1, outputs: {result: '7'}}, \"[0].c\": {pod: own-4},"
                    + " \"[0].d\": {pod: older}}"));
  }

  private static java.util.List<String> memoized(String phase) {
    var earlier =
        Desk.json("{metadata: {name: own}, spec: {}, status: {phase: %s}}".formatted(phase));
    return Desk.refusal(
        () -> Desk.with().trigger().resubmit(earlier, true, Submission.NONE, Desk.birth()));
  }

  // --parameter-file

  @Test
  void a_parameter_file_is_a_flat_map_of_scalars() {
    assertThat(file("a: text\nb: 1.0\nc: true\nd: '007'\ne: 1e3\n"))
        .isEqualTo(Map.of("a", "text", "b", "1", "c", "true", "d", "007", "e", "1000"));
    assertThat(file("{\"a\": \"x\"}")).isEqualTo(Map.of("a", "x"));
    assertThat(file("")).isEmpty();
  }

  @Test
  void anything_else_in_a_parameter_file_is_refused() {
    assertThat(Desk.refusal(() -> file("a: x\nb: [1]\nc: {d: 1}\ne:\n")))
        .containsExactly(
            "p.yaml:2: b: expected a string, number or boolean, found a list",
            "p.yaml:3: c: expected a string, number or boolean, found a map",
            "p.yaml:4: e: expected a string, number or boolean, found nothing");
    assertThat(Desk.refusal(() -> file("[a]")))
        .containsExactly("p.yaml:1: expected one map from parameter names to values, found a list");
    assertThat(Desk.refusal(() -> file("a: 1\n---\nb: 1\n"))).hasSize(1);
    assertThat(Desk.refusal(() -> file("a: 1\na: 2\n")).getFirst()).startsWith("p.yaml:2: column");
  }

  private static Map<String, String> file(String text) {
    return ParameterFile.read(text.getBytes(StandardCharsets.UTF_8), "p.yaml");
  }

  private static JsonNode parameters(JsonNode pinned) {
    return pinned.at("/workflow/spec/arguments/parameters");
  }
}
