package dev.tiphys.doorway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import io.cloudevents.spring.messaging.CloudEventMessageConverter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.function.context.FunctionCatalog;
import org.springframework.cloud.function.context.config.ContextFunctionCatalogAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/// Over HTTP, and once through the catalog of Spring Cloud Function.
@DisplayNameGeneration(ReplaceUnderscores.class)
class FunctionHostTest {
  private static final BlockingQueue<CloudEvent> RECEIVED = new LinkedBlockingQueue<>();
  private static final Settings SETTINGS = new Settings(0, null, "mem:");
  private static FunctionHost host;

  @Configuration(proxyBeanMethods = false)
  static class Echo {
    @Bean
    Consumer<CloudEvent> echo() {
      return RECEIVED::add;
    }

    @Bean
    Consumer<CloudEvent> announce(ObjectProvider<Runs> runs, ObjectProvider<Broker> broker) {
      return command -> broker.getObject().publish(runs.getObject().handle(command));
    }

    @Bean
    Consumer<CloudEvent> away(ObjectProvider<Clock> needed) {
      return event -> needed.getObject();
    }

    @Bean
    @Lazy
    Clock clock() {
      throw new Unavailable("no clock yet");
    }
  }

  @BeforeAll
  static void start() {
    host = FunctionHost.start(Echo.class, "echo", SETTINGS);
  }

  @AfterAll
  static void stop() {
    host.close();
  }

  private static int post(int port, Map<String, String> headers, byte[] body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/"))
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }

  private static final Map<String, String> BINARY =
      Map.of(
          "Ce-Specversion",
          "1.0",
          "Ce-Id",
          "1",
          "Ce-Source",
          "/s",
          "Ce-Type",
          "t",
          "Ce-Time",
          "2026-11-24T06:00:00.12Z",
          "Ce-Partitioningkey",
          "k");

  private static CloudEvent received() throws InterruptedException {
    var event = RECEIVED.poll(10, TimeUnit.SECONDS);
    assertThat(event).isNotNull();
    return event;
  }

  @Test
  void a_function_gets_the_attributes_and_the_bytes() throws Exception {
    var bytes = new byte[] {(byte) 0xff, 0, 1};
    assertThat(post(host.port(), BINARY, bytes)).isEqualTo(204);
    var event = received();
    assertThat(event.getId()).isEqualTo("1");
    assertThat(event.getTime()).hasToString("2026-11-24T06:00:00.120Z");
    assertThat(event.getExtension("partitioningkey")).isEqualTo("k");
    assertThat(event.getExtensionNames()).containsExactly("partitioningkey");
    assertThat(event.getDataContentType()).isNull();
    assertThat(event.getData().toBytes()).isEqualTo(bytes);
  }

  @Test
  void a_function_gets_an_event_without_data() throws Exception {
    assertThat(post(host.port(), BINARY, new byte[0])).isEqualTo(204);
    assertThat(received().getId()).isEqualTo("1");
  }

  @Test
  void a_function_gets_a_structured_event() throws Exception {
    var body =
        "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/s\",\"type\":\"t\","
            + "\"datacontenttype\":\"application/json\",\"data\":{\"a\":\"ä\"}}";
    var headers = Map.of("content-type", "application/cloudevents+json");
    assertThat(post(host.port(), headers, body.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isEqualTo(204);
    var event = received();
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    assertThat(event.getData().toBytes()).asString().isEqualTo("{\"a\":\"ä\"}");
  }

  @Test
  void what_a_function_throws_reaches_the_sender_as_a_status() throws Exception {
    try (var other = FunctionHost.start(Echo.class, "announce", SETTINGS)) {
      assertThat(post(other.port(), BINARY, new byte[0])).as("no command").isEqualTo(422);
      var early =
          Map.of(
              "Ce-Specversion",
              "1.0",
              "Ce-Id",
              "1",
              "Ce-Source",
              "/runs/default/hello/0c5a-1",
              "Ce-Type",
              "dev.tiphys.run.suspend.requested",
              "Ce-Time",
              "2026-11-24T06:00:00Z");
      assertThat(post(other.port(), early, new byte[0])).as("before its run").isEqualTo(409);
    }
  }

  @Test
  void a_bean_that_cannot_be_had_yet_is_a_reason_to_come_again() throws Exception {
    try (var other = FunctionHost.start(Echo.class, "away", SETTINGS)) {
      assertThat(post(other.port(), BINARY, new byte[0])).isEqualTo(503);
    }
  }

  @Test
  void a_function_that_is_not_there_is_named() {
    assertThatThrownBy(() -> FunctionHost.start(Echo.class, "other", SETTINGS))
        .isInstanceOf(Rejected.class)
        .hasMessage("there is no function 'other'");
  }

  @Test
  void the_same_classes_are_functions_of_spring_cloud_function() throws Exception {
    try (var context = new AnnotationConfigApplicationContext()) {
      context.registerBean(Settings.class, () -> SETTINGS);
      context.registerBean(CloudEventMessageConverter.class);
      context.register(
          ContextFunctionCatalogAutoConfiguration.class, HostConfiguration.class, Echo.class);
      context.refresh();
      Consumer<Message<byte[]>> echo =
          context.getBean(FunctionCatalog.class).lookup("echo", "application/json");
      echo.accept(
          MessageBuilder.withPayload(new byte[] {1})
              .setHeader("ce-specversion", "1.0")
              .setHeader("ce-id", "of the catalog")
              .setHeader("ce-source", "/s")
              .setHeader("ce-type", "t")
              .build());
      assertThat(received().getId()).isEqualTo("of the catalog");
    }
  }

  @Test
  void settings_come_from_the_environment() {
    assertThat(
            Settings.of(
                Map.of("PORT", "9000", "K_SINK", "http://broker/x", "TIPHYS_STORE", "s3://b/p")))
        .isEqualTo(new Settings(9000, URI.create("http://broker/x"), "s3://b/p"));
    assertThat(Settings.of(Map.of("TIPHYS_STORE", "d"))).isEqualTo(new Settings(8080, null, "d"));
  }

  @ParameterizedTest
  @CsvSource({
    "TIPHYS_STORE,'',TIPHYS_STORE: expected the location of the log",
    "PORT,x,'PORT: expected a number up to 65535, found ''x'''",
    "PORT,65536,'PORT: expected a number up to 65535, found ''65536'''",
    "K_SINK,a b,K_SINK: expected the URL of the broker",
  })
  void a_wrong_setting_is_named(String name, String value, String message) {
    var environment = new java.util.HashMap<>(Map.of("TIPHYS_STORE", "mem:"));
    environment.put(name, value);
    assertThatThrownBy(() -> Settings.of(environment))
        .isInstanceOf(Rejected.class)
        .hasMessageStartingWith(message);
  }
}
