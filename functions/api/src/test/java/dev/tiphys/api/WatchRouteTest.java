package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class WatchRouteTest extends ApiTest {
  private static final String BASE = "/api/v1/workflow-events/argo";

  private static String told(JsonNode line) {
    var result = line.path("result");
    return "%s %s %s"
        .formatted(
            result.path("type").asText(),
            Resources.name(result.path("object")),
            result.at("/object/status/phase").asText());
  }

  @Test
  void a_watch_tells_what_is_there_and_then_what_happens() {
    created("argo", "before");
    created("other", "elsewhere");
    try (var watch = client.open(BASE)) {
      assertThat(told(watch.next())).isEqualTo("ADDED before Running");
      created("other", "elsewhere-too");
      created("argo", "after");
      assertThat(told(watch.next())).isEqualTo("ADDED after Running");
      host.step("argo", "before", "a", Phase.RUNNING);
      var moved = watch.next();
      assertThat(told(moved)).isEqualTo("MODIFIED before Running");
      assertThat(moved.at("/result/object/status/nodes")).hasSize(1);
      host.succeed("argo", "after", Instant.EPOCH);
      assertThat(told(watch.next())).isEqualTo("MODIFIED after Succeeded");
      host.delete("argo", "before");
      assertThat(told(watch.next())).isEqualTo("DELETED before ");
    }
  }

  @Test
  void a_watch_of_one_says_when_it_no_longer_fits() {
    created("argo", "one");
    created("argo", "two");
    var query =
        "?listOptions.fieldSelector=metadata.name=two,status.phase=Running"
            + "&fields=result.type,result.object.metadata.name";
    try (var watch = client.open(BASE + query)) {
      assertThat(watch.next().toString())
          .isEqualTo(
              "{\"result\":{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"two\"}}}}");
      host.succeed("argo", "one", Instant.EPOCH);
      host.succeed("argo", "two", Instant.EPOCH);
      assertThat(told(watch.next())).isEqualTo("DELETED two ");
    }
  }

  @Test
  void a_name_that_was_taken_again_is_another_workflow() {
    var first = Resources.uid(created("argo", "one"));
    try (var watch = client.open(BASE)) {
      watch.next();
      host.delete("argo", "one");
      var deleted = watch.next();
      assertThat(told(deleted)).startsWith("DELETED");
      assertThat(Resources.uid(deleted.at("/result/object"))).isEqualTo(first);
      created("argo", "one");
      var added = watch.next();
      assertThat(told(added)).startsWith("ADDED one");
      assertThat(Resources.uid(added.at("/result/object"))).isNotEqualTo(first);
    }
  }

  @Test
  void who_asks_for_server_sent_events_gets_them() {
    created("argo", "one");
    try (var watch = client.open(BASE, "Accept", "text/event-stream")) {
      assertThat(watch.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(watch.line()).startsWith("data: {\"result\":{\"type\":\"ADDED\"");
      assertThat(watch.line()).isEmpty();
    }
  }

  @Test
  void closing_the_server_ends_watches() {
    created("argo", "one");
    try (var watch = client.open(BASE)) {
      watch.next();
      assertThat(host.subscribers()).isEqualTo(1);
      server.close();
      assertThat(watch.reader().lines()).isEmpty();
    } catch (UncheckedIOException e) {
      // Also an end.
      assertThat(e.getCause()).isNotNull();
    }
  }
}
