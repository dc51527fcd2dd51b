package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents;
import dev.tiphys.language.validation.Finding;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TriggerTest {
  private static final String HELLO = Desk.example("hello-world.yaml");

  @Test
  void a_start_is_an_event_that_asks_step_complete_for_it() {
    var start = Desk.with().submit(HELLO, Submission.NONE);
    assertThat(start.event().getType()).isEqualTo("dev.tiphys.run.requested");
    assertThat(start.event().getSource()).hasToString("/" + start.run().stream());
    assertThat(start.event().getExtension("partitioningkey")).isEqualTo(start.run().stream());
    var request = new RunEvents(LargeValues.inMemory()).readRequest(start.event());
    assertThat(request.run()).isEqualTo(start.run());
    assertThat(request.command()).isEqualTo(start.command());
  }

  @Test
  void the_same_birth_gives_the_same_start() {
    var one = Desk.with().submit(HELLO, Submission.NONE);
    var two = Desk.with().submit(HELLO, Submission.NONE);
    assertThat(two).isEqualTo(one);
  }

  // Applied to a cluster.

  @Test
  void an_applied_workflow_keeps_its_uid_however_often_it_is_announced() {
    var first = added(resource("u-1", ""), Desk.AT, 1).orElseThrow();
    var again = added(resource("u-1", ""), Desk.AT.plusSeconds(60), 2).orElseThrow();
    assertThat(first.run().stream()).isEqualTo("runs/team/own/u-1");
    assertThat(again.run()).isEqualTo(first.run());
    assertThat(again.event().getSource()).isEqualTo(first.event().getSource());
    assertThat(again.event().getId()).isEqualTo(first.event().getId());
    assertThat(first.workflow().at("/metadata/creationTimestamp").asText())
        .isEqualTo("2026-11-24T05:59:58Z");
    assertThat(first.workflow().at("/metadata").has("managedFields")).isFalse();
  }

  /// Attack case 22.
  @Test
  void a_workflow_created_again_under_its_name_is_another_run() {
    var old = added(resource("u-1", ""), Desk.AT, 1).orElseThrow();
    var young = added(resource("u-2", ""), Desk.AT, 1).orElseThrow();
    assertThat(young.run()).isNotEqualTo(old.run());
    assertThat(young.event().getSource()).isNotEqualTo(old.event().getSource());
  }

  @Test
  void a_workflow_that_is_over_is_not_started_again() {
    assertThat(
            added(
                resource("u-1", "\"labels\": {\"workflows.argoproj.io/completed\": \"true\"},"),
                Desk.AT,
                1))
        .isEmpty();
  }

  @Test
  void an_event_of_another_kind_is_refused() {
    var trigger = Desk.with().trigger();
    var moment = new Birth.Moment(Desk.AT, new Random(1));
    var removed = event("dev.knative.apiserver.resource.delete", resource("u-1", ""));
    assertThatThrownBy(() -> trigger.added(removed, moment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "type: expected dev.knative.apiserver.resource.add, found"
                + " dev.knative.apiserver.resource.delete");
    assertThat(
            Desk.refusal(
                () ->
                    trigger.added(
                        event(Trigger.RESOURCE_ADDED, "{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}"),
                        moment)))
        .containsExactly("kind: expected Workflow, found Pod");
    assertThat(
            Desk.refusal(
                () -> trigger.added(event(Trigger.RESOURCE_ADDED, resource("", "")), moment)))
        .containsExactly("metadata.uid: expected the uid of a resource, found none");
    assertThat(Desk.refusal(() -> trigger.added(event(Trigger.RESOURCE_ADDED, "{"), moment)))
        .hasSize(1);
  }

  @Test
  void unknown_fields_are_refused_unless_the_cluster_let_them_pass() {
    var typo = HELLO.replace("entrypoint:", "entrypont: x\n  entrypoint:");
    assertThat(Desk.with().refusal(typo))
        .singleElement()
        .asString()
        .contains("spec.entrypont: unknown field \"entrypont\"; did you mean \"entrypoint\"?");
    var lenient = Submission.builder().strict(false).build();
    assertThat(Desk.with().pin(typo, lenient).at("/workflow/spec").has("entrypont")).isFalse();
    var applied = resource("u-1", "").replace("\"spec\": {", "\"spec\": {\"entrypont\": \"x\",");
    assertThat(added(applied, Desk.AT, 1)).isPresent();
  }

  // Refusals

  @Test
  void all_that_is_wrong_is_told_at_once_with_its_places() {
    var desk =
        Desk.with(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: lib}
            spec:
              templates:
              - {name: bad, steps: [[{name: s, template: nobody}]]}
              - {name: worse, steps: [[{name: s, templateRef: {name: absent, template: t}}]]}
            """);
    var refused =
        desk.refusal(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: own}
            spec:
              entrypoint: nobody
              arguments: {parameters: [{name: p}]}
              templates:
              - {name: main, steps: [[{name: s, templateRef: {name: lib, template: bad}}]]}
            """);
    assertThat(refused)
        .containsExactly(
            "wf.yaml:6: spec.arguments.parameters: spec.arguments.p.value or"
                + " spec.arguments.p.valueFrom is required",
            "wf.yaml:5: spec.entrypoint: spec.entrypoint template name 'nobody' undefined",
            "lib.yaml:6: spec.templates[0].steps[0][0].template: templates.bad.steps[0].s template"
                + " name 'nobody' undefined");
  }

  @Test
  void what_is_missing_behind_a_template_is_told_where_it_is_called() {
    var desk =
        Desk.with(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: lib}
            spec:
              templates:
              - {name: worse, steps: [[{name: s, templateRef: {name: absent, template: t}}]]}
            """);
    assertThat(
            desk.refusal(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Workflow
                metadata: {name: own}
                spec:
                  entrypoint: main
                  templates:
                  - {name: main, steps: [[{name: s, templateRef: {name: lib, template: worse}}]]}
                """))
        .singleElement()
        .asString()
        .startsWith("lib.yaml:6: spec.templates[0].steps[0][0].templateRef: ")
        .contains("'absent' not found");
  }

  @Test
  void a_tag_without_end_is_told_and_not_stumbled_over() {
    assertThat(
            Desk.with()
                .refusal(
                    Desk.example("workflow-template/hello-world.yaml")
                        .replace("name: workflow-template-print", "name: '{{x'\n          #")))
        .anyMatch(m -> m.contains("Cannot find end tag"));
  }

  @Test
  void a_workflow_that_does_not_fit_its_template_is_refused() {
    var desk =
        Desk.with(
            "{apiVersion: argoproj.io/v1alpha1, kind: WorkflowTemplate, metadata: {name: lib}, spec:"
                + " {entrypoint: m, templates: [{name: m, suspend: {}}]}}");
    assertThat(
            desk.refusal(
                "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: own}, spec:"
                    + " {workflowTemplateRef: {name: lib}, templates: [{name: m, container: {image:"
                    + " i}}]}}"))
        .singleElement()
        .asString()
        .startsWith("wf.yaml:1: spec: merged with what it refers to: ")
        .contains("multiple template types specified (container, suspend)");
  }

  @Test
  void a_template_that_is_not_there_is_named() {
    assertThat(Desk.with().refusal(Desk.example("workflow-template/hello-world.yaml")).getFirst())
        .startsWith("wf.yaml:")
        .contains("templateRef", "workflow template 'workflow-template-print-message' not found");
    assertThat(Desk.with().refusal(Desk.example("workflow-template/workflow-template-ref.yaml")))
        .singleElement()
        .asString()
        .contains(
            "spec.workflowTemplateRef",
            "workflow template 'workflow-template-submittable' not found");
  }

  @Test
  void a_template_of_another_namespace_is_not_there() {
    var template =
        "{apiVersion: argoproj.io/v1alpha1, kind: WorkflowTemplate, metadata: {name: lib,"
            + " namespace: theirs}, spec: {entrypoint: m, templates: [{name: m, suspend: {}}]}}";
    var workflow =
        "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: own}, spec:"
            + " {workflowTemplateRef: {name: lib}}}";
    assertThat(Desk.with(template).refusal(workflow)).hasSize(1);
    var theirs = Submission.builder().namespace("theirs").build();
    assertThat(Desk.with(template).pin(workflow, theirs).has("storedWorkflowTemplateSpec"))
        .isTrue();
  }

  @Test
  void a_config_map_must_be_there_and_be_meant_for_parameters() {
    var workflow = Desk.example("global-parameters-from-configmap.yaml");
    var path = "spec.arguments.parameters[0].valueFrom.configMapKeyRef: ConfigMap";
    assertThat(Desk.with().refusal(workflow))
        .singleElement()
        .asString()
        .endsWith(path + " 'simple-parameters' not found in namespace default");
    assertThat(
            Desk.with("{apiVersion: v1, kind: ConfigMap, metadata: {name: simple-parameters}}")
                .refusal(workflow))
        .singleElement()
        .asString()
        .endsWith(
            path
                + " 'simple-parameters' is not for parameters: expected the label"
                + " workflows.argoproj.io/configmap-type: Parameter");
    var empty =
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: simple-parameters, labels:"
            + " {workflows.argoproj.io/configmap-type: Parameter}}}";
    assertThat(Desk.with(empty).refusal(workflow))
        .singleElement()
        .asString()
        .endsWith(path + " 'simple-parameters' has no key 'msg'");
    var withDefault = workflow.replace("valueFrom:", "valueFrom:\n        default: d");
    assertThat(Desk.with(empty).pin(withDefault).path("configMaps")).isEmpty();
  }

  @Test
  void a_label_that_cannot_be_made_is_refused() {
    var workflow =
        "{apiVersion: argoproj.io/v1alpha1, kind: Workflow, metadata: {name: own}, spec:"
            + " {entrypoint: m, templates: [{name: m, suspend: {}}], workflowMetadata: %s}}";
    assertThat(
            Desk.with()
                .refusal(
                    workflow.formatted(
                        "{labels: {a: '{{workflow.parameters.x}}', b: 'no label', 'c d': x},"
                            + " labelsFrom: {e: {expression: nobody}}}")))
        .hasSize(4)
        .anyMatch(m -> m.contains("spec.workflowMetadata.labels.a: failed to resolve"))
        .anyMatch(m -> m.contains("labels.b: 'no label' is no value for a label"))
        .anyMatch(m -> m.contains("labels.c d: 'c d' is no name for a label"))
        .anyMatch(m -> m.contains("spec.workflowMetadata.labelsFrom.e: "));
  }

  @Test
  void a_workflow_without_any_name_is_refused() {
    assertThat(Desk.with().refusal(HELLO.replace("generateName: hello-world-", "labels: {}")))
        .containsExactly("metadata: name or generateName is required");
  }

  /// Attack case 39.
  @ParameterizedTest
  @ValueSource(strings = {"../x", "%2e%2e", "x/y", "аbc", "A", "a..b", "-a", "a\nb", "", " "})
  void names_that_no_cluster_takes_are_refused(String name) {
    var named = Submission.builder().name(name.isEmpty() ? "x".repeat(10_000) : name).build();
    assertThat(Desk.with().refusal(HELLO, named))
        .singleElement()
        .asString()
        .contains("metadata.name: name '")
        .hasSizeLessThan(300);
    var spaced = Submission.builder().namespace(name.isEmpty() ? "x".repeat(64) : name).build();
    assertThat(Desk.with().refusal(HELLO, spaced).getFirst())
        .contains("metadata.namespace: name '");
  }

  @Test
  void a_long_prefix_is_cut_as_a_cluster_does() {
    var start =
        Desk.with().submit(HELLO, Submission.builder().generateName("x".repeat(200)).build());
    assertThat(start.run().name()).hasSize(63);
  }

  @Test
  void a_uid_that_no_store_takes_is_refused() {
    assertThat(Desk.refusal(() -> added(resource("../x", ""), Desk.AT, 1)).getFirst())
        .startsWith("metadata: uid '../x' of a run: expected lower case letters");
    var timeless = resource("u-1", "").replace("2026-11-24T05:59:58Z", "noon");
    assertThat(Desk.refusal(() -> added(timeless, Desk.AT, 1)))
        .containsExactly("metadata.creationTimestamp: expected an RFC 3339 time, found noon");
  }

  @Test
  void a_refusal_has_no_end_of_lines_but_few_are_shown() {
    var findings =
        IntStream.range(0, 200).mapToObj(i -> new Finding("f", i + 1, "", "wrong")).toList();
    assertThat(new InvalidSubmission(findings).getMessage().lines())
        .hasSize(51)
        .contains("… and 150 more");
    assertThat(new InvalidSubmission(findings).findings()).hasSize(200);
  }

  @Test
  void secrets_among_the_files_show_no_values() {
    var resources =
        Resources.of(
            Desk.read(
                "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: YQ==}, stringData:"
                    + " {b: canary}}",
                "s.yaml"));
    assertThat(resources.find(Resources.Kind.SECRET, "default", "s"))
        .hasValueSatisfying(secret -> assertThat(secret.toString()).doesNotContain("YQ", "canary"));
    assertThat(resources.find(Resources.Kind.SECRET, "default", "t")).isEqualTo(Optional.empty());
  }

  private static Optional<Start> added(String resource, Instant at, long seed) {
    return Desk.with()
        .trigger()
        .added(event(Trigger.RESOURCE_ADDED, resource), new Birth.Moment(at, new Random(seed)));
  }

  private static CloudEvent event(String type, String data) {
    return CloudEventBuilder.v1()
        .withId("1")
        .withSource(URI.create("https://10.0.0.1:443"))
        .withType(type)
        .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  private static String resource(String uid, String labels) {
    return """
    {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
     "metadata": {"name": "own", "namespace": "team", "uid": "%s", %s "resourceVersion": "12",
       "creationTimestamp": "2026-11-24T05:59:58Z",
       "managedFields": [{"manager": "kubectl", "fieldsV1": {"f:spec": {}}}]},
     "spec": {"entrypoint": "main", "templates": [{"name": "main", "suspend": {}}]},
     "status": {}}
    """
        .formatted(uid, labels);
  }
}
