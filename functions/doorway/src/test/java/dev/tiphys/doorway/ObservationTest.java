package dev.tiphys.doorway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.tracing.TraceSettings;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunEvents;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What people see of functions: traces (F186), metrics and health, over HTTP.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ObservationTest {
  private static final Queue<CloudEvent> ANNOUNCED = new ConcurrentLinkedQueue<>();
  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir Path work;
  private final RunEvents events = new RunEvents(LargeValues.inMemory());

  @Configuration(proxyBeanMethods = false)
  static class Completing {
    @Bean
    Consumer<CloudEvent> complete(ObjectProvider<Runs> runs) {
      return command -> ANNOUNCED.addAll(runs.getObject().handle(command));
    }
  }

  private static JsonNode dag() {
    return Hello.json(
        """
        {"workflow": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
          "metadata": {"namespace": "default", "name": "hello", "uid": "0c5a-1"},
          "spec": {"entrypoint": "main", "templates": [
            {"name": "main", "dag": {"tasks": [
              {"name": "a", "template": "work"},
              {"name": "b", "template": "work", "depends": "a"}]}},
            {"name": "work", "retryStrategy": {"limit": 2},
             "container": {"image": "busybox", "command": ["true"]}}]}}}
        """);
  }

  private FunctionHost host(Collector collector) {
    return FunctionHost.start(
        Completing.class,
        "complete",
        CloudEventServer.AT_ONCE_MAX,
        new Settings(0, null, work.toString()),
        Observation.of("step-complete", collector.environment()));
  }

  private static int post(FunctionHost host, CloudEvent event) throws Exception {
    var request = HttpRequest.newBuilder(URI.create("http://localhost:" + host.port() + "/"));
    HttpMessageFactory.createWriter(
            (name, value) -> request.setHeader(name, value),
            body -> request.POST(BodyPublishers.ofByteArray(body)))
        .writeBinary(event);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private CloudEvent ends(int node, Phase phase) {
    return events.request(
        Hello.RUN,
        node + "-ended",
        new EndStep(node, phase, null, Outputs.NONE, null, Map.of(), Hello.AT.plusSeconds(node)));
  }

  @Test
  void a_run_is_one_trace_though_every_event_is_delivered_to_two_processes() throws Exception {
    RunCommand start = new StartRun(dag(), Hello.AT);
    var commands =
        List.of(
            RunEvents.traced(events.request(Hello.RUN, "start", start), CALLER),
            // 0 is the DAG, 1 the task that retries; 2 and 3 are its tries, 5 that of the other.
            ends(2, Phase.FAILED),
            ends(3, Phase.SUCCEEDED),
            ends(5, Phase.SUCCEEDED));
    ANNOUNCED.clear();
    try (var collector = new Collector()) {
      try (var one = host(collector);
          var other = host(collector)) {
        for (var command : commands) {
          assertThat(post(one, command)).isEqualTo(204);
          assertThat(post(other, command)).isEqualTo(204);
        }
      }
      var spans = collector.spans();
      var names =
          spans.stream()
              .collect(
                  Collectors.toMap(
                      span -> span.path("spanId").asText(), span -> span.path("name").asText()));
      assertThat(
              spans.stream()
                  .map(
                      span ->
                          span.path("name").asText()
                              + " of "
                              + names.get(span.path("parentSpanId").asText())))
          .containsExactlyInAnyOrder(
              "start of hello",
              "a(0) of a",
              "a(1) of a",
              "a of hello",
              "b(0) of b",
              "b of hello",
              "hello of hello",
              "hello of null");
      assertThat(spans).extracting(span -> span.path("traceId").asText()).hasSize(8);
      var trace = spans.getFirst().path("traceId").asText();
      assertThat(spans).allMatch(span -> span.path("traceId").asText().equals(trace));
      assertThat(spans)
          .filteredOn(span -> span.path("status").path("code").asInt() == 2)
          .extracting(span -> span.path("name").asText())
          .containsExactly("a(0)");
      assertThat(spans)
          .filteredOn(span -> span.path("name").asText().equals("start"))
          .allMatch(span -> CALLER.contains(span.at("/links/0/traceId").asText()));
      assertThat(ANNOUNCED)
          .isNotEmpty()
          .allMatch(event -> event.getExtension("traceparent").toString().contains(trace));
      assertThat(collector.metrics())
          .extracting(metric -> metric.path("name").asText())
          .contains("argo_workflows_total_count", "argo_workflows_operation_duration_seconds");
    }
  }

  @Test
  void without_a_collector_events_keep_the_trace_that_they_came_with() throws Exception {
    ANNOUNCED.clear();
    RunCommand start = new StartRun(dag(), Hello.AT);
    try (var host =
        FunctionHost.start(Completing.class, "complete", new Settings(0, null, "mem:"))) {
      post(host, RunEvents.traced(events.request(Hello.RUN, "start", start), CALLER));
    }
    assertThat(ANNOUNCED).isNotEmpty();
    assertThat(ANNOUNCED).allMatch(event -> CALLER.equals(event.getExtension("traceparent")));
  }

  @Test
  void a_function_tells_prometheus_what_it_did() throws Exception {
    var wrong = CloudEventBuilder.v1(ends(2, Phase.FAILED)).withType("x").build();
    try (var host =
            FunctionHost.start(Completing.class, "complete", new Settings(0, null, "mem:"));
        var client = HttpClient.newHttpClient()) {
      assertThat(post(host, wrong)).isEqualTo(422);
      var url = URI.create("http://localhost:" + host.port() + "/metrics");
      var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/plain");
      assertThat(answer.body())
          .contains("argo_workflows_error_count{cause=\"422\",function=\"complete\"} 1\n")
          .contains("argo_workflows_operation_duration_seconds_count{function=\"complete\"} 1\n")
          .contains("argo_workflows_workers_busy_count{worker_type=\"complete\"} 0\n");
    }
  }

  @Test
  void the_environment_says_which_traces_are_kept() {
    var base = Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318");
    assertThat(TraceSettings.of("s", Map.of())).isEmpty();
    assertThat(TraceSettings.of("s", base).orElseThrow().otlp().endpoint())
        .hasToString("http://localhost:4318/v1/traces");
    assertThat(TraceSettings.of("s", base).orElseThrow().otlp().resource())
        .containsEntry("service.name", "s");
    assertThat(TraceSettings.of("s", with(base, "OTEL_TRACES_SAMPLER", "always_off"))).isEmpty();
    assertThat(TraceSettings.of("s", with(base, "OTEL_TRACES_EXPORTER", "none"))).isEmpty();
    assertThat(TraceSettings.of("s", with(base, "OTEL_SDK_DISABLED", "true"))).isEmpty();
    assertThat(
            TraceSettings.of("s", with(base, "OTEL_RESOURCE_ATTRIBUTES", "a=b%20c,service.name=x"))
                .orElseThrow()
                .otlp()
                .resource())
        .containsEntry("a", "b c")
        .containsEntry("service.name", "x");
  }

  private static Map<String, String> with(Map<String, String> base, String name, String value) {
    var all = new java.util.HashMap<>(base);
    all.put(name, value);
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "OTEL_EXPORTER_OTLP_PROTOCOL,grpc,'OTEL_EXPORTER_OTLP_PROTOCOL: expected http/json, found'",
    "OTEL_TRACES_SAMPLER,dice,OTEL_TRACES_SAMPLER: expected always_on",
    "OTEL_BSP_MAX_QUEUE_SIZE,-1,OTEL_BSP_MAX_QUEUE_SIZE: expected a number from 1 to 1000000",
    "OTEL_EXPORTER_OTLP_ENDPOINT,secret@host,OTEL_EXPORTER_OTLP_ENDPOINT: expected a URL",
  })
  void a_wrong_variable_is_named(String name, String value, String message) {
    var environment =
        with(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"), name, value);
    assertThatThrownBy(() -> Observation.of("f", environment))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("secret");
  }
}
