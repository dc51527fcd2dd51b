package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PinningTest {
  private static final Desk TEMPLATES =
      Desk.withExamples(
          "workflow-template/templates.yaml", "cluster-workflow-template/clustertemplates.yaml");
  private static final String LIBRARY =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowTemplate
      metadata: {name: lib}
      spec:
        templates:
        - {name: a, steps: [[{name: s, template: b}]]}
        - {name: b, container: {image: i}}
        - {name: c, container: {image: i}}
        - name: chosen
          inputs: {parameters: [{name: t}]}
          steps: [[{name: s, template: '{{inputs.parameters.t}}'}]]
        - {name: d, suspend: {}}
        - name: left
          steps: [[{name: s, template: b, onExit: d}]]
        - name: hooked
          steps:
          - - name: s
              template: b
              hooks: {exit: {template: c}}
      """;

  // F164

  @Test
  void a_workflow_that_runs_a_template_stores_the_merged_spec() {
    var pinned =
        TEMPLATES.pin(
            Desk.example(
                "workflow-template/workflow-template-ref-with-entrypoint-arg-passing.yaml"));
    var spec = pinned.path("storedWorkflowTemplateSpec");
    assertThat(spec.at("/entrypoint").asText()).isEqualTo("print-message");
    assertThat(spec.at("/templates/0/name").asText()).isEqualTo("print-message");
    assertThat(spec.at("/arguments/parameters/0/value").asText()).isEqualTo("hello world");
    assertThat(pinned.at("/workflow/spec").has("templates")).isFalse();
    assertThat(label(pinned, "workflow-template")).isEqualTo("workflow-template-print-message");
  }

  @Test
  void a_workflow_that_runs_a_cluster_template_is_labelled_so() {
    var pinned =
        TEMPLATES.pin(Desk.example("cluster-workflow-template/workflow-template-ref.yaml"));
    assertThat(pinned.at("/storedWorkflowTemplateSpec/arguments/parameters/0/value").asText())
        .isEqualTo("hello world");
    assertThat(label(pinned, "cluster-workflow-template"))
        .isEqualTo("cluster-workflow-template-submittable");
  }

  @Test
  void the_workflow_wins_over_the_template_and_the_template_over_the_defaults() {
    var desk =
        Desk.with(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: WorkflowTemplate
                metadata: {name: lib}
                spec:
                  entrypoint: main
                  priority: 2
                  parallelism: 2
                  templates: [{name: main, container: {image: i}}]
                """)
            .config(
                TemplateReferencing.OFF,
                "spec: {entrypoint: nobody, priority: 3, parallelism: 3, activeDeadlineSeconds: 3}");
    var spec =
        desk.pin(workflow("{workflowTemplateRef: {name: lib}, priority: 1}"))
            .path("storedWorkflowTemplateSpec");
    assertThat(spec.path("priority").asInt()).isEqualTo(1);
    assertThat(spec.path("parallelism").asInt()).isEqualTo(2);
    assertThat(spec.path("activeDeadlineSeconds").asInt()).isEqualTo(3);
    assertThat(spec.path("entrypoint").asText()).isEqualTo("main");
  }

  // F213

  @Test
  void defaults_fill_what_a_workflow_does_not_say() {
    var pinned =
        Desk.with()
            .config(
                TemplateReferencing.OFF,
                "metadata: {name: x, labels: {a: default, b: default}}\n"
                    + "spec: {priority: 3, entrypoint: nobody, ttlStrategy: {secondsAfterCompletion: 5}}")
            .pin(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Workflow
                metadata: {name: own, labels: {a: own}}
                spec: {entrypoint: main, templates: [{name: main, container: {image: i}}]}
                """);
    assertThat(pinned.at("/workflow/metadata/name").asText()).isEqualTo("own");
    assertThat(pinned.at("/workflow/metadata/labels")).isEqualTo(Desk.json("{a: own, b: default}"));
    assertThat(pinned.at("/workflow/spec/entrypoint").asText()).isEqualTo("main");
    assertThat(pinned.at("/workflow/spec/ttlStrategy/secondsAfterCompletion").asInt()).isEqualTo(5);
    assertThat(pinned.has("storedWorkflowTemplateSpec")).isFalse();
  }

  @Test
  void a_default_entrypoint_lets_a_workflow_go_without() {
    var desk = Desk.with().config(TemplateReferencing.OFF, "spec: {entrypoint: main}");
    var workflow = workflow("{templates: [{name: main, container: {image: i}}]}");
    assertThat(desk.pin(workflow).at("/workflow/spec/entrypoint").asText()).isEqualTo("main");
    assertThat(Desk.with().refusal(workflow))
        .containsExactly("wf.yaml:4: spec: spec.entrypoint is required");
  }

  // F165

  @Test
  void templates_are_stored_with_all_that_they_call_and_nothing_else() {
    assertThat(stored(TEMPLATES.pin(Desk.example("workflow-template/dag.yaml"))))
        .containsExactly(
            "namespaced/workflow-template-print-message/print-message",
            "namespaced/workflow-template-inner-dag/inner-diamond",
            "namespaced/workflow-template-inner-dag/print-message");
    assertThat(
            stored(
                TEMPLATES.pin(
                    Desk.example(
                        "cluster-workflow-template/mixed-cluster-namespaced-wftmpl-steps.yaml"))))
        .containsExactly(
            "namespaced/workflow-template-print-message/print-message",
            "cluster/cluster-workflow-template-inner-steps/inner-steps",
            "cluster/cluster-workflow-template-print-message/print-message");
  }

  @Test
  void every_public_example_with_templates_pins_them() {
    for (var file :
        List.of(
            "workflow-template/hello-world.yaml",
            "workflow-template/steps.yaml",
            "workflow-template/retry-with-steps.yaml",
            "cluster-workflow-template/cluster-wftmpl-dag.yaml")) {
      assertThat(stored(TEMPLATES.pin(Desk.example(file)))).as(file).isNotEmpty();
    }
  }

  @Test
  void what_hooks_call_is_stored() {
    assertThat(stored(Desk.with(LIBRARY).pin(call("{name: lib, template: hooked}"))))
        .containsExactly("namespaced/lib/hooked", "namespaced/lib/b", "namespaced/lib/c");
    assertThat(stored(Desk.with(LIBRARY).pin(call("{name: lib, template: left}"))))
        .containsExactly("namespaced/lib/left", "namespaced/lib/b", "namespaced/lib/d");
    assertThat(
            stored(
                Desk.with(LIBRARY)
                    .pin(
                        workflow(
                            "{entrypoint: main, templates: [{name: main, container: {image: i}}],"
                                + " hooks: {exit: {templateRef: {name: lib, template: b}}}}"))))
        .containsExactly("namespaced/lib/b");
  }

  @Test
  void what_inline_templates_call_is_stored() {
    assertThat(
            stored(
                Desk.with(LIBRARY)
                    .pin(
                        workflow(
                            "{entrypoint: main, templates: [{name: main, steps: [[{name: s, inline:"
                                + " {steps: [[{name: s, templateRef: {name: lib, template: b}}]]}}]]}]}"))))
        .containsExactly("namespaced/lib/b");
  }

  @Test
  void of_a_library_whose_template_is_chosen_later_all_are_stored() {
    assertThat(stored(Desk.with(LIBRARY).pin(call("{name: lib, template: '{{workflow.status}}'}"))))
        .hasSize(7);
    assertThat(
            stored(
                Desk.with(LIBRARY)
                    .pin(
                        workflow(
                            "{entrypoint: main, templates: [{name: main, steps: [[{name: s,"
                                + " templateRef: {name: lib, template: chosen}, arguments:"
                                + " {parameters: [{name: t, value: c}]}}]]}]}"))))
        .hasSize(7);
  }

  @Test
  void names_that_parameters_of_the_workflow_complete_are_looked_up() {
    var workflow =
        workflow(
            "{entrypoint: main, arguments: {parameters: [{name: l, value: lib}, {name: t, value: b}]},"
                + " templates: [{name: main, steps: [[{name: s, templateRef: {name:"
                + " '{{workflow.parameters.l}}', template: '{{workflow.parameters.t}}'}}]]}]}");
    assertThat(stored(Desk.with(LIBRARY).pin(workflow))).containsExactly("namespaced/lib/b");
    var other = Submission.builder().parameter("t=c").build();
    assertThat(stored(Desk.with(LIBRARY).pin(workflow, other))).containsExactly("namespaced/lib/c");
    var nowhere = Submission.builder().parameter("l=../../x").build();
    assertThat(stored(Desk.with(LIBRARY).pin(workflow, nowhere))).isEmpty();
  }

  @Test
  void templates_that_call_each_other_are_stored_once() {
    var desk =
        Desk.with(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: {name: lib}
            spec:
              templates:
              - {name: a, steps: [[{name: s, templateRef: {name: lib, template: b}, when: '1 == 2'}]]}
              - {name: b, steps: [[{name: s, template: a}]]}
            """);
    assertThat(stored(desk.pin(call("{name: lib, template: a}"))))
        .containsExactly("namespaced/lib/a", "namespaced/lib/b");
  }

  // F041

  @Test
  void only_the_keys_of_config_maps_that_are_read_are_pinned() {
    var desk = Desk.withExamples("configmaps/simple-parameters-configmap.yaml");
    for (var file :
        List.of(
            "global-parameters-from-configmap.yaml",
            "global-parameters-from-configmap-referenced-as-local-variable.yaml",
            "arguments-parameters-from-configmap.yaml")) {
      assertThat(desk.pin(Desk.example(file)).path("configMaps"))
          .as(file)
          .isEqualTo(Desk.json("simple-parameters: {msg: hello world}"));
    }
    var more =
        Desk.with(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: simple-parameters, labels:"
                + " {workflows.argoproj.io/configmap-type: Parameter}}, data: {msg: m, other: o}}");
    assertThat(more.pin(Desk.example("global-parameters-from-configmap.yaml")).path("configMaps"))
        .isEqualTo(Desk.json("simple-parameters: {msg: m}"));
  }

  @Test
  void limits_of_semaphores_are_pinned() {
    var desk =
        Desk.with(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: my-config}, data:"
                + " {workflow: '1', template: '2'}}");
    assertThat(desk.pin(Desk.example("synchronization-wf-level.yaml")).path("configMaps"))
        .isEqualTo(Desk.json("my-config: {workflow: '1'}"));
    assertThat(desk.pin(Desk.example("synchronization-tmpl-level.yaml")).path("configMaps"))
        .isEqualTo(Desk.json("my-config: {template: '2'}"));
  }

  @Test
  void a_semaphore_shows_nothing_but_numbers_of_its_own_namespace() {
    var desk =
        Desk.with(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: my-config}, data: {workflow:"
                + " private}}");
    var workflow = Desk.example("synchronization-wf-level.yaml");
    assertThat(desk.pin(workflow).path("configMaps")).isEmpty();
    var theirs =
        Desk.with(
            "{apiVersion: v1, kind: ConfigMap, metadata: {name: my-config, namespace: theirs}, data:"
                + " {workflow: '1'}}");
    var reaching =
        workflow.replace("- configMapKeyRef:", "- namespace: theirs\n        configMapKeyRef:");
    assertThat(reaching).contains("namespace: theirs");
    assertThat(theirs.pin(reaching).path("configMaps")).isEmpty();
  }

  @Test
  void of_a_config_map_whose_key_is_chosen_later_all_keys_are_pinned() {
    var desk = Desk.with(parameters("a: '1', b: '2'"));
    assertThat(desk.pin(keyed("c-{{workflow.name}}")).path("configMaps")).isEmpty();
    assertThat(desk.pin(keyed("{{workflow.parameters.m}}")).path("configMaps"))
        .isEqualTo(Desk.json("m: {a: '1', b: '2'}"));
  }

  // Limits

  @Test
  void templates_without_end_are_refused() {
    var next = new AtomicInteger();
    Resources endless =
        (kind, namespace, name) ->
            Optional.of(
                Desk.json(
                    "{apiVersion: argoproj.io/v1alpha1, kind: WorkflowTemplate, metadata: {name:"
                        + " %s}, spec: {templates: [{name: t, steps: [[{name: s, templateRef: {name:"
                            .formatted(name)
                        + " lib-%d, template: t}}]]}]}}".formatted(next.incrementAndGet())));
    assertThat(
            Desk.refusal(
                () ->
                    Pinning.pin(
                        Desk.read(call("{name: lib, template: t}"), "wf.yaml").getFirst(),
                        true,
                        endless,
                        ControllerConfig.NONE,
                        Desk.birth())))
        .containsExactly(
            "spec: the workflow refers to more than 1000 workflow templates (limit DOCUMENTS_MAX)");
  }

  @Test
  void keys_without_end_are_refused() {
    var keys = new StringBuilder();
    for (var i = 0; i <= 10_000; i++) {
      keys.append("k").append(i).append(": x, ");
    }
    assertThat(Desk.with(parameters(keys.toString())).refusal(keyed("m")))
        .containsExactly(
            "spec: the workflow refers to more than 10000 keys of ConfigMaps (limit KEYS_MAX)");
  }

  private static String parameters(String data) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels:"
        + " {workflows.argoproj.io/configmap-type: Parameter}}, data: {%s}}".formatted(data);
  }

  /// A workflow that reads a key of the ConfigMap of that name, and chooses which key as it goes.
  private static String keyed(String map) {
    return workflow(
        "{entrypoint: main, arguments: {parameters: [{name: m, value: m}]}, templates: [{name: main,"
            + " inputs: {parameters: [{name: p, valueFrom: {default: d, configMapKeyRef: {name:"
            + " '%s', key: '{{workflow.status}}'}}}]}, container: {image: i}}]}".formatted(map));
  }

  // F168

  @Test
  void labels_come_from_expressions_and_tags() {
    assertThat(label(Desk.with().pin(Desk.example("label-value-from-workflow.yaml")), "foo"))
        .isEqualTo("bar");
    var pinned =
        Desk.with()
            .pin(
                workflow(
                    "{entrypoint: main, arguments: {parameters: [{name: p, value: v}]},"
                        + " workflowMetadata: {labels: {l: 'x-{{workflow.parameters.p}}'},"
                        + " annotations: {a: '{{workflow.name}} of {{workflow.namespace}}',"
                        + " d: '{{workflow.creationTimestamp.Y}}{{workflow.creationTimestamp.m}}'},"
                        + " labelsFrom: {e: {expression: 'workflow.parameters.p + \"1\"'}}},"
                        + " templates: [{name: main, container: {image: i}}]}"));
    assertThat(pinned.at("/workflow/metadata/labels")).isEqualTo(Desk.json("{l: x-v, e: v1}"));
    assertThat(pinned.at("/workflow/metadata/annotations/a").asText()).isEqualTo("own of default");
    assertThat(pinned.at("/workflow/metadata/annotations/d").asText()).isEqualTo("202611");
  }

  @Test
  void the_metadata_says_who_the_run_is() {
    var metadata = Desk.with().pin(Desk.example("hello-world.yaml")).at("/workflow/metadata");
    assertThat(metadata.path("name").asText()).matches("hello-world-[bcdfghjklmnpqrstvwxz2-9]{5}");
    assertThat(metadata.path("generateName").asText()).isEqualTo("hello-world-");
    assertThat(metadata.path("namespace").asText()).isEqualTo("default");
    assertThat(metadata.path("uid").asText()).isEqualTo(Desk.UID);
    assertThat(metadata.path("creationTimestamp").asText()).isEqualTo("2026-11-24T06:00:00Z");
  }

  @Test
  void a_status_and_the_identity_of_an_earlier_resource_are_left_out() {
    var pinned =
        Desk.with()
            .pin(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Workflow
                metadata:
                  name: own
                  uid: other
                  resourceVersion: '7'
                  creationTimestamp: '2020-01-01T00:00:00Z'
                  managedFields: [{manager: kubectl}]
                spec: {entrypoint: main, templates: [{name: main, container: {image: i}}]}
                status: {phase: Succeeded}
                """);
    assertThat(pinned.path("workflow").has("status")).isFalse();
    assertThat(pinned.at("/workflow/metadata"))
        .isEqualTo(
            Desk.json(
                "{name: own, uid: '%s', namespace: default, creationTimestamp: '%s'}"
                    .formatted(Desk.UID, "2026-11-24T06:00:00Z")));
  }

  private static String workflow(String spec) {
    return "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: own}\nspec: %s\n"
        .formatted(spec);
  }

  private static String call(String templateRef) {
    return workflow(
        "{entrypoint: main, templates: [{name: main, steps: [[{name: s, templateRef: %s, arguments:"
                .formatted(templateRef)
            + " {parameters: [{name: t, value: b}]}}]]}]}");
  }

  private static String label(JsonNode pinned, String name) {
    var labels = pinned.at("/workflow/metadata/labels");
    return labels.path(labels.has(name) ? name : "workflows.argoproj.io/" + name).asText();
  }

  private static List<String> stored(JsonNode pinned) {
    var keys = new ArrayList<String>();
    pinned.path("storedTemplates").fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
