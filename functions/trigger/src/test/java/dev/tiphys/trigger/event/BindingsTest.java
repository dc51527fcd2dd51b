package dev.tiphys.trigger.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Trigger;
import dev.tiphys.trigger.event.Bindings.Outcome;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BindingsTest {
  private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");
  private static final Path EXAMPLES =
      Path.of(
          System.getProperty("tiphys.root"),
          "../shared/cases/workflows/examples/workflow-event-binding");
  private static final String TEMPLATE =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: WorkflowTemplate
      metadata: {name: greet}
      spec:
        entrypoint: main
        arguments: {parameters: [{name: who, value: nobody}]}
        workflowMetadata: {labels: {of: template}}
        templates: [{name: main, suspend: {}}]
      """;

  private static Bindings given(String... manifests) {
    var documents = new ArrayList<Document>();
    for (var manifest : manifests) {
      documents.addAll(
          Manifests.read(manifest.getBytes(StandardCharsets.UTF_8), "m.yaml").documents());
    }
    var resources = Resources.of(documents);
    var events = new RunEvents(LargeValues.inMemory());
    return new Bindings(new Trigger(resources, ControllerConfig.NONE, events), resources, () -> AT);
  }

  private static String binding(String name, String selector, String submit) {
    return """
    apiVersion: argoproj.io/v1alpha1
    kind: WorkflowEventBinding
    metadata: {name: %s}
    spec:
      event: {selector: '%s'}
      submit:
        workflowTemplateRef: {name: greet}
        %s
    """
        .formatted(name, selector, submit);
  }

  private static String example(String file) throws IOException {
    return Files.readString(EXAMPLES.resolve(file));
  }

  private static List<CloudEvent> posted(
      String discriminator, String body, Map<String, List<String>> headers) {
    var post = new Arrivals.Post("default", discriminator, AT, "u-1");
    return Arrivals.of(post, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static CloudEvent posted(String body) {
    return posted("", body, Map.of()).getFirst();
  }

  private static JsonNode only(Outcome outcome) {
    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.starts()).hasSize(1);
    return outcome.starts().getFirst().workflow();
  }

  private static String argument(JsonNode workflow) {
    return workflow.at("/spec/arguments/parameters/0/value").asText();
  }

  @Test
  void an_event_that_is_selected_starts_the_template() throws IOException {
    var bindings =
        given(
            example("event-consumer-workfloweventbinding.yaml"),
            example("event-consumer-workflowtemplate.yaml"));
    var workflow = only(bindings.of(posted("{\"appellation\": \"world\"}")));
    assertThat(workflow.at("/spec/arguments/parameters").toString())
        .isEqualTo("[{\"name\":\"appellation\",\"value\":\"world\"}]");
    assertThat(workflow.at("/metadata/name").asText()).matches("event-consumer-[a-z0-9]{5}");
    assertThat(
            workflow.at("/metadata/labels/workflows.argoproj.io~1workflow-event-binding").asText())
        .isEqualTo("event-consumer");
  }

  @Test
  void the_example_with_a_filter_of_paths_takes_pushes_below_them() throws IOException {
    var bindings =
        given(
            example("github-path-filter-workfloweventbinding.yaml"),
            example("github-path-filter-workflowtemplate.yaml"));
    var push =
        "{\"commits\": [{\"added\": [\"subpath/A/x\"], \"removed\": [], \"modified\": [\"y\"]}]}";
    var headers = Map.of("x-github-event", List.of("push"));
    assertThat(argument(only(bindings.of(posted("github-path-filter", push, headers).getFirst()))))
        .isEqualTo("[\"subpath/A/x\",\"y\"]");
    assertThat(bindings.of(posted("other", push, headers).getFirst()).starts()).isEmpty();
    assertThat(
            bindings
                .of(
                    posted("github-path-filter", push.replace("subpath/A", "elsewhere"), headers)
                        .getFirst())
                .starts())
        .isEmpty();
    assertThat(
            bindings
                .of(
                    posted("github-path-filter", push, Map.of("x-github-event", List.of("ping")))
                        .getFirst())
                .starts())
        .isEmpty();
  }

  @Test
  void an_event_starts_one_run_however_often_it_comes() {
    var bindings = given(TEMPLATE, binding("a", "true", ""), binding("b", "payload.n == 1", ""));
    var event = posted("{\"n\": 1}");
    var first = bindings.of(event).starts();
    assertThat(first).hasSize(2);
    assertThat(bindings.of(event).starts())
        .extracting(start -> start.event().getSource())
        .containsExactlyElementsOf(first.stream().map(start -> start.event().getSource()).toList());
    assertThat(first.get(0).run().uid()).isNotEqualTo(first.get(1).run().uid());
  }

  @Test
  void a_webhook_that_is_delivered_again_is_the_same_event() {
    var headers = Map.of("x-github-event", List.of("push"), "x-github-delivery", List.of("d-1"));
    var event = posted("", "{}", headers).getFirst();
    assertThat(event.getId()).isEqualTo("d-1");
    assertThat(event.getType()).isEqualTo("dev.tiphys.webhook.github");
  }

  @Test
  void values_that_are_no_text_are_JSON() {
    var submit = "arguments: {parameters: [{name: who, valueFrom: {event: \"%s\"}}]}";
    var event = posted("{\"n\": 12345678901, \"list\": [1, \"a\"], \"yes\": true, \"none\": null}");
    assertThat(
            argument(
                only(
                    given(TEMPLATE, binding("a", "true", submit.formatted("payload.n")))
                        .of(event))))
        .isEqualTo("12345678901");
    assertThat(
            argument(
                only(
                    given(TEMPLATE, binding("a", "true", submit.formatted("payload.list")))
                        .of(event))))
        .isEqualTo("[1,\"a\"]");
    assertThat(
            argument(
                only(
                    given(TEMPLATE, binding("a", "true", submit.formatted("payload.yes")))
                        .of(event))))
        .isEqualTo("true");
  }

  @Test
  void name_labels_and_annotations_are_expressions() {
    var workflow =
        only(
            given(
                    TEMPLATE,
                    binding(
                        "a",
                        "true",
                        "metadata: {name: \"'run-' + payload.id\", labels: {who: payload.id},"
                            + " annotations: {from: namespace + '/' + discriminator}}"))
                .of(posted("d", "{\"id\": \"x7\"}", Map.of()).getFirst()));
    assertThat(workflow.at("/metadata/name").asText()).isEqualTo("run-x7");
    assertThat(workflow.at("/metadata/labels/who").asText()).isEqualTo("x7");
    assertThat(workflow.at("/metadata/labels/of").asText()).isEqualTo("template");
    assertThat(workflow.at("/metadata/annotations/from").asText()).isEqualTo("default/d");
  }

  @Test
  void a_binding_that_fails_stops_no_other() {
    var outcome =
        given(
                TEMPLATE,
                binding("number", "1 + 1", ""),
                binding("broken", "payload.", ""),
                binding("lost", "true", "").replace("{name: greet}", "{name: gone}"),
                binding("good", "true", ""))
            .of(posted("{}"));
    assertThat(outcome.starts()).hasSize(1);
    assertThat(outcome.failures())
        .hasSize(3)
        .anySatisfy(
            failure ->
                assertThat(failure)
                    .isEqualTo(
                        "workflow event binding default/number: spec.event.selector: unable to cast expression result '2' to bool"))
        .anySatisfy(
            failure -> assertThat(failure).contains("default/broken: spec.event.selector: "))
        .anySatisfy(failure -> assertThat(failure).contains("default/lost", "gone"));
  }

  @Test
  void bindings_of_other_namespaces_hear_nothing() {
    var elsewhere = binding("a", "true", "").replace("{name: a}", "{name: a, namespace: other}");
    assertThat(given(TEMPLATE, elsewhere).of(posted("{}")).starts()).isEmpty();
  }

  @Test
  void a_plain_CloudEvent_is_seen_with_its_attributes() {
    var event =
        CloudEventBuilder.v1()
            .withId("1")
            .withSource(URI.create("/shop"))
            .withType("order.placed")
            .withData("application/json", "{\"n\": 2}".getBytes(StandardCharsets.UTF_8))
            .build();
    var selector = "metadata[\"ce-type\"] == [\"order.placed\"] && payload.n == 2";
    only(given(TEMPLATE, binding("a", selector, "")).of(event));
    assertThat(given(TEMPLATE, binding("a", "namespace == \"x\"", "")).of(event).starts())
        .isEmpty();
  }

  @Test
  void signatures_and_tokens_are_not_seen() {
    var event =
        posted(
                "",
                "{}",
                Map.of(
                    "x-gitlab-token", List.of("hush"),
                    "x-hub-signature-256", List.of("hush"),
                    "authorization", List.of("hush"),
                    "x-plain", List.of("seen")))
            .getFirst();
    assertThat(event.toString()).doesNotContain("hush").contains("seen");
  }

  private static final String AWS =
      """
      {"Records": [
        {"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-central-1",
         "eventTime": "2026-11-24T05:59:00.000Z", "eventName": "ObjectCreated:Put",
         "responseElements": {"x-amz-request-id": "R1"},
         "s3": {"bucket": {"name": "in"}, "object": {"key": "a+b/%C3%A4.csv", "size": 3, "sequencer": "5F"}}},
        {"eventSource": "aws:s3", "eventName": "ObjectRemoved:Delete",
         "s3": {"bucket": {"name": "in"}, "object": {"key": "c"}}}]}""";

  @Test
  void each_record_of_an_S3_notification_is_an_event() {
    var events = posted("", AWS, Map.of());
    assertThat(events).hasSize(2);
    assertThat(events.getFirst().getId()).isEqualTo("R1.5F");
    assertThat(events.getFirst().getType()).isEqualTo("com.amazonaws.s3.ObjectCreated.Put");
    assertThat(events.getFirst().getSource()).hasToString("/s3/in");
    assertThat(events.getFirst().getSubject()).isEqualTo("a b/ä.csv");
    assertThat(posted("", AWS, Map.of()).get(1).getId())
        .isEqualTo(events.get(1).getId())
        .startsWith("sha256:");
    var selector =
        "payload.eventName startsWith \"ObjectCreated\" && payload.s3.bucket.name == \"in\"";
    var submit =
        "arguments: {parameters: [{name: who, valueFrom: {event: 'metadata[\"ce-subject\"][0]'}}]}";
    var bindings = given(TEMPLATE, binding("a", selector, submit));
    assertThat(argument(only(bindings.of(events.getFirst())))).isEqualTo("a b/ä.csv");
    assertThat(bindings.of(events.get(1)).starts()).isEmpty();
  }

  @Test
  void a_notification_of_MinIO_is_one_too() {
    var minio =
        """
        {"EventName": "s3:ObjectCreated:Put", "Key": "in/x",
         "Records": [{"eventSource": "minio:s3", "eventName": "s3:ObjectCreated:Put",
           "eventTime": "2026-11-24T05:59:00Z", "responseElements": {"x-amz-request-id": "M1"},
           "s3": {"bucket": {"name": "in"}, "object": {"key": "x", "sequencer": "1"}}}]}""";
    var event = posted("", minio, Map.of()).getFirst();
    assertThat(event.getType()).isEqualTo("com.amazonaws.s3.ObjectCreated.Put");
    assertThat(event.getId()).isEqualTo("M1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Records\": [{\"s3\": {}}]}",
        "{\"Records\": [{\"s3\": {\"bucket\": 1, \"object\": []}, \"eventName\": {}}]}",
        "{",
        "{} {}",
        "payload=%7B%7D",
      })
  void what_cannot_be_read_is_refused(String body) {
    assertThatThrownBy(() -> posted(body)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "[]",
        "1",
        "\"text\"",
        "{\"Records\": {}}",
        "{\"Records\": [1, null]}",
        "{\"Records\": []}",
        "{\"commits\": {\"added\": 1}}"
      })
  void payloads_of_any_shape_fail_a_binding_at_most(String body) throws IOException {
    var bindings =
        given(
            TEMPLATE,
            example("github-path-filter-workfloweventbinding.yaml"),
            example("github-path-filter-workflowtemplate.yaml"),
            binding("a", "payload.x.y == 1", ""));
    for (var event :
        posted("github-path-filter", body, Map.of("x-github-event", List.of("push")))) {
      assertThat(bindings.of(event).starts()).isEmpty();
    }
  }

  @Test
  void a_body_that_is_nested_too_deeply_is_refused() {
    assertThatThrownBy(() -> posted("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
