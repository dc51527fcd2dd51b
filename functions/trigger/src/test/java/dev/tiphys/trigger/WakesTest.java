package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.cron.CronState;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.trigger.cron.CronRuns;
import dev.tiphys.trigger.cron.CronStreams;
import dev.tiphys.trigger.cron.Crons;
import dev.tiphys.trigger.cron.Identities;
import dev.tiphys.trigger.event.Bindings;
import dev.tiphys.trigger.event.TemplateStarts;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// All that wakes the trigger, as a host of any kind hands it over.
@DisplayNameGeneration(ReplaceUnderscores.class)
class WakesTest {
  private static final String RESOURCES =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowTemplate
      metadata: {name: greet, namespace: default}
      spec:
        entrypoint: main
        arguments:
          parameters: [{name: who}, {name: items, value: "[]"}, {name: ce-type}, {name: data}]
        templates: [{name: main, container: {image: busybox, command: [echo]}}]
      ---
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowEventBinding
      metadata: {name: uploads, namespace: default}
      spec:
        event: {selector: 'payload.eventName startsWith "ObjectCreated"'}
        submit:
          workflowTemplateRef: {name: greet}
          arguments:
            parameters:
            - {name: who, valueFrom: {event: payload.s3.object.key}}
            - {name: ce-type, value: x}
            - {name: data, value: x}
      ---
      apiVersion: argoproj.io/v1alpha1
      kind: CronWorkflow
      metadata: {name: nightly, namespace: default}
      spec:
        schedules: ["* * * * *"]
        workflowSpec:
          entrypoint: main
          templates: [{name: main, container: {image: busybox, command: [echo]}}]
      """;

  private Instant now = Instant.parse("2026-11-24T09:00:30Z");
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Runs runs = Runs.in(store, () -> now, new Random(1));
  private final Resources resources =
      Resources.of(
          Manifests.read(RESOURCES.getBytes(StandardCharsets.UTF_8), "all.yaml").documents());
  private final List<Start> started = new ArrayList<>();
  private final Trigger trigger = new Trigger(resources, ControllerConfig.NONE, runs.events());
  private final Crons crons =
      new Crons(
          CronStreams.in(store, () -> now, new Random(2)),
          runs,
          trigger,
          resources,
          new CronRuns() {
            @Override
            public void ask(CloudEvent command) {
              runs.handle(command);
            }

            @Override
            public void delete(RunId run) {
              runs.delete(run);
            }
          },
          new Crons.Clock(() -> now, new Random(3), "UTC", Instant.EPOCH));

  private final Wakes wakes =
      new Wakes(
          trigger,
          crons,
          new Bindings(trigger, resources, () -> now),
          new TemplateStarts(trigger, resources, () -> now),
          started::add);

  private List<CloudEvent> accept(CloudEvent event) {
    return wakes.accept(event, () -> new Birth.Moment(now, new Random(4)));
  }

  private static CloudEventBuilder event(String type, String data) {
    return CloudEventBuilder.v1()
        .withId("1")
        .withSource(URI.create("/somewhere"))
        .withType(type)
        .withData("application/json", data.getBytes(StandardCharsets.UTF_8));
  }

  private static String parameters(Start start) {
    return start.workflow().at("/spec/arguments/parameters").toString();
  }

  @Test
  void an_event_for_a_template_starts_a_run_with_what_it_carries() {
    var event =
        event("com.example.order", "{\"who\": \"ann\", \"items\": [1, 2], \"other\": 3}")
            .withExtension("template", "greet")
            .build();
    assertThat(accept(event)).isEmpty();
    var start = started.getFirst();
    assertThat(start.run().name()).startsWith("greet-");
    assertThat(
            start
                .workflow()
                .at("/metadata/labels/workflows.argoproj.io~1workflow-template")
                .asText())
        .isEqualTo("greet");
    assertThat(parameters(start))
        .contains("{\"name\":\"who\",\"value\":\"ann\"}")
        .contains("{\"name\":\"items\",\"value\":\"[1,2]\"}")
        .contains("{\"name\":\"ce-type\",\"value\":\"com.example.order\"}")
        .contains("\\\"other\\\":3");
  }

  @Test
  void the_same_event_is_the_same_run() {
    var event = event("a", "{\"who\": \"ann\"}").withExtension("template", "greet");
    accept(event.build());
    now = now.plusSeconds(3);
    accept(event.build());
    accept(event.withId("2").build());
    assertThat(started.get(1).run()).isEqualTo(started.get(0).run());
    assertThat(started.get(2).run()).isNotEqualTo(started.get(0).run());
  }

  @Test
  void a_template_that_is_not_there_is_told() {
    for (var name : List.of("nobody", "../x")) {
      var event = event("a", "{}").withExtension("template", name).build();
      assertThatThrownBy(() -> accept(event)).isInstanceOf(InvalidSubmission.class);
    }
    assertThat(started).isEmpty();
  }

  @Test
  void each_record_of_a_notification_of_s3_is_an_event_for_bindings() {
    var record =
        "{\"eventName\":\"%s\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"%s\"}}}";
    var data =
        "{\"Records\":[%s,%s,%s]}"
            .formatted(
                record.formatted("ObjectCreated:Put", "one"),
                record.formatted("ObjectRemoved:Delete", "two"),
                record.formatted("ObjectCreated:Put", "three"));
    accept(event("com.example.notification", data).build());
    assertThat(started).extracting(WakesTest::parameters).hasSize(2);
    assertThat(parameters(started.get(0))).contains("one");
    assertThat(parameters(started.get(1))).contains("three");
  }

  @Test
  void a_ping_finds_what_crons_are_due_for_and_tells_when_they_are_next() {
    var told = accept(event(Wakes.PING, "{}").build());
    assertThat(told).extracting(CloudEvent::getType).containsExactly(CronEvents.SCHEDULED);
    var due = CronEvents.moment(told.getFirst());
    assertThat(due).isEqualTo(Instant.parse("2026-11-24T09:01:00Z"));
    now = due;
    var next = accept(CronEvents.due(CronEvents.cron(told.getFirst()), due, now));
    assertThat(CronEvents.moment(next.getFirst())).isEqualTo(Instant.parse("2026-11-24T09:02:00Z"));
    CronState state = crons.state(CronEvents.cron(told.getFirst()));
    assertThat(state.runs().active()).hasSize(1);
    assertThat(runs.all()).hasSize(1);
  }

  @Test
  void a_cron_that_was_applied_is_looked_at_at_once() {
    var cron = resources.all(Resources.Kind.CRON_WORKFLOW).getFirst();
    for (var type : List.of(Trigger.RESOURCE_ADDED, Wakes.RESOURCE_UPDATED)) {
      var told = accept(event(type, cron.toString()).withExtension("kind", "CronWorkflow").build());
      assertThat(told).extracting(CronEvents::cron).containsExactly(Identities.of(cron));
    }
    var gone = event(Wakes.RESOURCE_DELETED, cron.toString()).withExtension("kind", "CronWorkflow");
    assertThat(accept(gone.build())).isEmpty();
  }

  @Test
  void a_workflow_that_was_applied_is_started_once() {
    var workflow =
        """
        {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
         "metadata": {"name": "a", "namespace": "default", "uid": "u1"},
         "spec": {"entrypoint": "main",
           "templates": [{"name": "main", "container": {"image": "i", "command": ["c"]}}]}}
        """;
    accept(event(Trigger.RESOURCE_ADDED, workflow).withExtension("kind", "Workflow").build());
    accept(event(Wakes.RESOURCE_UPDATED, workflow).withExtension("kind", "Workflow").build());
    assertThat(started).hasSize(1);
    assertThat(started.getFirst().run().uid()).isEqualTo("u1");
  }
}
