package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(10)
class LogRouteTest extends ApiTest {
  private static final String LOG = "/api/v1/workflows/argo/wf/log";

  @BeforeEach
  void create() {
    created("argo", "wf");
  }

  private List<String> lines(String path) {
    var lines = new ArrayList<String>();
    try (var stream = client.open(path)) {
      assertThat(stream.status()).isEqualTo(200);
      for (var line = stream.next(); !line.isMissingNode(); line = stream.next()) {
        lines.add(content(line));
      }
    }
    return lines;
  }

  private static String content(JsonNode line) {
    return line.at("/result/content").asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | one,two,,three",
        "logOptions.tailLines=0 | ''",
        "logOptions.tailLines=1 | three",
        "logOptions.tailLines=3 | two,,three",
        "logOptions.tailLines=4 | one,two,,three",
        "logOptions.tailLines=99 | one,two,,three",
        "grep=t | two,three",
        "grep=%5Eo | one",
        "logOptions.tailLines=1&grep=one | ''",
        "logOptions.limitBytes=5 | one,t",
        "logOptions.container=side | aside",
        "logOptions.sinceTime=2027-01-01T00:00:00Z | ''",
        "selector=workflows.argoproj.io/workflow=wf | one,two,,three",
        "selector=workflows.argoproj.io/workflow=other | ''",
      })
  void options_choose_lines(String query, String expected) {
    var pod = host.step("argo", "wf", "a", Phase.SUCCEEDED);
    host.write(pod, "main", "one\ntwo\n\nthree\n");
    host.write(pod, "side", "aside\n");
    assertThat(String.join(",", lines(LOG + "?" + query.strip()))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logOptions.timestamps=true | 10:00:01Z one,10:00:01Z two,10:00:09Z three",
        "logOptions.timestamps=true&logOptions.tailLines=1 | 10:00:09Z three",
        "logOptions.timestamps=true&grep=^two$ | 10:00:01Z two",
        "logOptions.sinceTime=2026-11-24T10:00:05Z | three",
        "logOptions.sinceTime=2026-11-24T10:00:01Z | one,two,three",
        "logOptions.sinceTime=2026-11-24T10:00:10Z | ''",
      })
  void each_line_has_the_time_at_which_it_was_there(String query, String expected) {
    var pod = host.step("argo", "wf", "a", Phase.RUNNING);
    host.write(pod, "main", "one\ntwo\nthree\n");
    host.written(pod, "main", 8, Instant.parse("2026-11-24T10:00:01Z"));
    host.written(pod, "main", 14, Instant.parse("2026-11-24T10:00:09Z"));
    var lines = String.join(",", lines(LOG + "?" + query.replace("^", "%5E")));
    assertThat(lines.replace("2026-11-24T", "")).isEqualTo(expected);
  }

  @Test
  void a_last_line_without_an_end_is_one_too() {
    var pod = host.step("argo", "wf", "a", Phase.SUCCEEDED);
    host.write(pod, "main", "one\ntwo");
    assertThat(lines(LOG)).containsExactly("one", "two");
    assertThat(lines(LOG + "?logOptions.tailLines=1")).containsExactly("two");
  }

  @Test
  void the_tail_of_a_long_log_is_the_end_of_all_of_it() {
    var pod = host.step("argo", "wf", "a", Phase.SUCCEEDED);
    var all = new ArrayList<String>();
    for (var i = 0; i < 30_000; i++) {
      all.add("line " + i);
    }
    host.write(pod, "main", String.join("\n", all) + "\n");
    assertThat(lines(LOG)).isEqualTo(all);
    assertThat(lines(LOG + "?logOptions.tailLines=20000")).isEqualTo(all.subList(10_000, 30_000));
  }

  @Test
  void each_line_says_its_pod_and_one_pod_can_be_asked_for() {
    var first = host.step("argo", "wf", "a", Phase.SUCCEEDED);
    var second = host.step("argo", "wf", "b", Phase.SUCCEEDED);
    host.write(first, "main", "a\n");
    host.write(second, "main", "b\n");
    try (var stream = client.open(LOG)) {
      assertThat(stream.next().at("/result/podName").asText()).isEqualTo(first);
      assertThat(stream.next().at("/result/podName").asText()).isEqualTo(second);
    }
    assertThat(lines(LOG + "?podName=" + second)).containsExactly("b");
    assertThat(lines("/api/v1/workflows/argo/wf/" + first + "/log")).containsExactly("a");
    assertThat(client.get(LOG + "?podName=nobody").message())
        .isEqualTo("workflow wf has no pod \"nobody\"");
  }

  @Test
  void a_follower_sees_what_is_written_until_the_run_has_ended() {
    var first = host.step("argo", "wf", "a", Phase.RUNNING);
    host.write(first, "main", "one\ntw");
    try (var stream = client.open(LOG + "?logOptions.follow=true")) {
      assertThat(content(stream.next())).isEqualTo("one");
      host.write(first, "main", "o\nlast");
      assertThat(content(stream.next())).isEqualTo("two");
      host.step("argo", "wf", "a", Phase.SUCCEEDED);
      assertThat(content(stream.next())).isEqualTo("last");
      var second = host.step("argo", "wf", "b", Phase.RUNNING);
      host.write(second, "main", "begun\n");
      assertThat(content(stream.next())).isEqualTo("begun");
      host.write(second, "main", "ended\n");
      host.step("argo", "wf", "b", Phase.SUCCEEDED);
      host.succeed("argo", "wf", Instant.EPOCH);
      assertThat(content(stream.next())).isEqualTo("ended");
      assertThat(stream.next().isMissingNode()).isTrue();
    }
    assertThat(host.subscribers()).isZero();
  }

  @Test
  void a_follower_of_one_step_is_done_when_the_step_is() {
    var pod = host.step("argo", "wf", "a", Phase.RUNNING);
    try (var stream = client.open(LOG + "?logOptions.follow=true&podName=" + pod)) {
      host.write(pod, "main", "bye\n");
      host.step("argo", "wf", "a", Phase.FAILED);
      assertThat(content(stream.next())).isEqualTo("bye");
      assertThat(stream.next().isMissingNode()).isTrue();
    }
  }

  @Test
  void a_follower_is_done_when_the_run_is_deleted() {
    host.step("argo", "wf", "a", Phase.RUNNING);
    try (var stream = client.open(LOG + "?logOptions.follow=true")) {
      host.delete("argo", "wf");
      assertThat(stream.next().isMissingNode()).isTrue();
    }
  }

  @Test
  void a_line_without_end_is_cut() {
    var pod = host.step("argo", "wf", "a", Phase.SUCCEEDED);
    host.write(pod, "main", "x".repeat(600 * 1024));
    assertThat(lines(LOG).stream().map(String::length)).containsExactly(262144, 262144, 90112);
  }

  @ParameterizedTest
  @CsvSource({
    "logOptions.previous=true",
    "logOptions.tailLines=-1",
    "logOptions.limitBytes=0",
    "logOptions.sinceSeconds=soon",
    "logOptions.follow=maybe",
    "grep=(",
    "podName=..%2f..%2fetc",
    "logOptions.container=..%2fmain",
    "selector=team%3Dred",
  })
  void what_cannot_be_done_is_said(String query) {
    host.step("argo", "wf", "a", Phase.SUCCEEDED);
    var answer = client.get(LOG + "?" + query);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.message()).contains(query.split("=")[0]);
  }
}
