package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a hostile or broken client sends (attack cases 29, 39, 64, 65, 71): each gets one clear
/// refusal or a closed connection, and the next client is served.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class AbuseTest extends ApiTest {
  private static final String BASE = "/api/v1/workflows/argo";
  private static final int LIMIT = Limits.DEFAULT.bodyBytes();

  /// Not by accident some internal of ours.
  private static void assertRefused(Client.Answer answer, int... statuses) {
    assertThat(statuses).as(answer.text()).contains(answer.status());
    assertThat(answer.json().path("code").asInt()).as(answer.text()).isPositive();
    assertThat(answer.message()).isNotBlank().hasSizeLessThan(1000);
    assertThat(answer.text())
        .doesNotContain("Exception")
        .doesNotContain("java.")
        .doesNotContain("jackson")
        .doesNotContain("Stream")
        .doesNotContain("\tat ");
  }

  private void assertAlive() {
    assertThat(client.get("/api/v1/version").status()).isEqualTo(200);
  }

  @Test
  void a_huge_body_is_refused_before_it_is_read() throws IOException {
    try (var socket = new Socket("localhost", server.address().getPort())) {
      send(
          socket,
          "POST "
              + BASE
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n{");
      assertThat(head(socket)).startsWith("HTTP/1.1 413");
    }
    assertAlive();
  }

  @Test
  void a_body_over_the_limit_is_refused_with_the_limit() {
    var answer = client.post(BASE, "{\"workflow\":\"" + "x".repeat(LIMIT) + "\"}");
    assertRefused(answer, 413);
    assertThat(answer.message()).contains(String.valueOf(LIMIT));
  }

  @Test
  void chunks_without_end_are_refused_at_the_limit() throws Exception {
    var chunk = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
    var sent = new int[1];
    var endless =
        BodyPublishers.ofByteArrays(
            () -> Stream.generate(() -> chunk).peek(_ -> sent[0]++).limit(100_000).iterator());
    var request =
        HttpRequest.newBuilder(server.uri().resolve(BASE)).timeout(Client.PATIENCE).POST(endless);
    try {
      var response = client.http().send(request.build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(413);
    } catch (IOException e) {
      // Closing the connection on a client that goes on sending is an answer too.
      assertThat(e).hasMessageNotContaining("timed out");
    }
    assertThat((long) sent[0] * chunk.length).isLessThan(8L * LIMIT);
    assertAlive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "null",
        "7",
        "\"text\"",
        "{} {}",
        "{\"workflow\":{},\"workflow\":{}}",
        "{'workflow':{}}",
        "{\"workflow\":NaN}",
        "{\"workflow\":{\"a\":1e999999999}}",
        "{\"workflow\":{\"\u0000\":1}}",
        "<xml/>",
        "\uFEFF{",
        "workflow: {}",
      })
  void what_is_no_json_object_is_refused(String body) {
    assertRefused(client.post(BASE, body), 400);
    assertRefused(client.put(BASE + "/a/stop", body), 400);
  }

  @Test
  void numbers_that_grow_when_read_are_refused() {
    for (var number : List.of("1e999999999", "1e-999999999", "-1.5e402", "9".repeat(100_000))) {
      var answer =
          client.post(BASE, "{\"workflow\":{\"spec\":{\"priority\":%s}}}".formatted(number));
      assertRefused(answer, 400);
      assertThat(answer.message()).contains("400");
    }
  }

  @Test
  void deep_nesting_is_refused() {
    for (var depth : new int[] {200, 100_000}) {
      var arrays = "[".repeat(depth) + "]".repeat(depth);
      var objects = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
      for (var value : List.of(arrays, objects)) {
        var answer = client.post(BASE, "{\"workflow\":" + value + "}");
        assertRefused(answer, 400);
        assertThat(answer.message()).contains("128");
      }
    }
    assertAlive();
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of("POST", BASE, "workflow createOptions instanceID serverDryRun"),
        Arguments.of("POST", BASE + "/lint", "workflow"),
        Arguments.of("POST", BASE + "/submit", "resourceKind resourceName submitOptions"),
        Arguments.of("PUT", BASE + "/a/resubmit", "memoized parameters"),
        Arguments.of("PUT", BASE + "/a/retry", "restartSuccessful nodeFieldSelector parameters"),
        Arguments.of("PUT", BASE + "/a/resume", "nodeFieldSelector"),
        Arguments.of("PUT", BASE + "/a/stop", "nodeFieldSelector message"),
        Arguments.of("PUT", BASE + "/a/set", "nodeFieldSelector message phase outputParameters"),
        Arguments.of("POST", "/api/v1/workflow-templates/argo", "template createOptions"),
        Arguments.of("PUT", "/api/v1/workflow-templates/argo/a", "template"),
        Arguments.of("POST", "/api/v1/cluster-workflow-templates/lint", "template"));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void every_field_of_every_body_has_a_type(String method, String path, String fields) {
    created("argo", "a");
    var values =
        List.of("7", "true", "\"=\"", "[]", "[7]", "[[]]", "[\"=\"]", "{}", "{\"a\":{}}", "-1.5");
    for (var field : fields.split(" ")) {
      var refused = 0;
      for (var value : values) {
        var answer = client.send(method, path, "{\"%s\":%s}".formatted(field, value));
        assertThat(answer.status()).as(answer.text()).isIn(200, 400);
        if (answer.status() == 400) {
          refused++;
          assertRefused(answer, 400);
        }
      }
      assertThat(refused).as(field).isGreaterThan(6);
      assertRefused(client.send(method, path, "{\"x%s\":1}".formatted(field)), 400);
    }
    assertAlive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name", "generateName", "entryPoint", "parameters", "serviceAccount", "labels",
        "annotations", "dryRun", "serverDryRun", "podPriorityClassName", "priority", "artifacts"
      })
  void every_option_of_a_submit_has_a_type(String option) {
    for (var value : List.of("{}", "[7]", "[\"=\"]", "1.5", "99999999999999999999")) {
      var answer =
          client.post(
              BASE + "/submit",
              """
              {"resourceKind": "WorkflowTemplate", "resourceName": "t", "submitOptions": {"%s": %s}}"""
                  .formatted(option, value));
      assertRefused(answer, 400);
      assertThat(answer.message()).contains("submitOptions." + option);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apiVersion",
        "kind",
        "metadata",
        "spec",
        "metadata.name",
        "metadata.namespace",
        "metadata.generateName",
        "metadata.labels",
        "metadata.annotations"
      })
  void every_field_of_a_manifest_has_a_type(String path) {
    for (var value : List.of("7", "[]", "[{}]", "false", "\"Other Thing\"")) {
      var field = path.substring(path.lastIndexOf('.') + 1);
      var inner = "\"%s\":%s".formatted(field, value);
      var body =
          path.contains(".")
              ? "{\"workflow\":{\"metadata\":{%s%s}}}"
                  .formatted(field.equals("name") ? "" : "\"name\":\"a\",", inner)
              : "{\"workflow\":{%s%s}}"
                  .formatted(
                      field.equals("metadata") ? "" : "\"metadata\":{\"name\":\"a\"},", inner);
      var answer = client.post(BASE, body);
      assertRefused(answer, 400);
      assertThat(answer.message()).contains(field);
    }
    assertThat(host.list("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/workflows/argo/..%2f..%2fetc%2fpasswd",
        "/api/v1/workflows/..%2f..%2fetc/passwd",
        "/api/v1/workflows/argo/%2e%2e",
        "/api/v1/workflows/argo/a%00b",
        "/api/v1/workflows/argo/a%0d%0aX-Evil:1",
        "/api/v1/workflows/argo/%ff%fe",
        "/api/v1/workflows/argo/%D0%B0",
        "/api/v1/workflows/argo/A",
        "/api/v1/workflows/argo/a%5Cb",
        "/api/v1/workflows/argo/a%2520b",
        "/api/v1/workflows/argo/-",
        "/api/v1/workflows//a",
        "/api/v1/workflow-templates/argo/..%2f..%2fetc",
        "/api/v1/workflow-templates/Argo/t",
        "/api/v1/cluster-workflow-templates/..%2fx",
        "/api/v1/workflow-events/..%2f",
        "/api/v1/workflows/argo/a/..%2fb/log",
      })
  void names_in_paths_are_names(String path) {
    created("argo", "a");
    assertRefused(client.get(path), 400);
  }

  @Test
  void a_name_of_ten_thousand_characters_is_cut_in_the_message() {
    assertRefused(client.get(BASE + "/" + "a".repeat(10_000)), 400);
    assertRefused(client.get("/" + "a".repeat(10_000)), 404);
    assertRefused(client.get(BASE + "?listOptions.labelSelector=" + "(".repeat(8000)), 400);
    var long_ = client.get(BASE + "?a=" + "a".repeat(20_000));
    assertRefused(long_, 414);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/workflows/argo/nobody",
    "DELETE, /api/v1/workflows/argo/nobody",
    "PUT, /api/v1/workflows/argo/nobody/stop",
    "PUT, /api/v1/workflows/nowhere/nobody/resubmit",
    "GET, /api/v1/workflows/argo/nobody/log",
    "GET, /api/v1/workflow-templates/argo/nobody",
    "GET, /api/v1/nothing",
    "GET, /api/v1/workflows/a/b/c/d/e/f",
    "GET, /..%2f..%2fetc",
  })
  void what_is_not_there_is_404(String method, String path) {
    assertRefused(client.send(method, path, null), 404);
  }

  @ParameterizedTest
  @CsvSource({
    "listOptions.limit=-1",
    "listOptions.limit=many",
    "listOptions.continue=!!",
    "listOptions.continue=YQ",
    "listOptions.labelSelector=a==b==c",
    "listOptions.labelSelector=a in b",
    "listOptions.fieldSelector=spec.secret=1",
    "nameFilter=Regex",
    "createdAfter=yesterday",
    "'fields=a,-b'",
    "a=1&a=2",
  })
  void queries_that_mean_nothing_are_refused(String query) {
    assertRefused(client.get(BASE + "?" + query.replace(" ", "%20")), 400);
  }

  @Test
  void a_method_that_a_path_does_not_take_is_405() {
    for (var method : List.of("POST", "PATCH", "TRACE", "BREW")) {
      var answer = client.send(method, BASE + "/a", null);
      assertRefused(answer, 405);
      assertThat(answer.header("Allow")).isEqualTo("DELETE, GET, HEAD, OPTIONS");
    }
    assertRefused(client.get("/"), 405);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/event-sources/argo, WorkflowEventBinding",
    "PUT, /api/v1/sensors/argo/a, WorkflowEventBinding",
    "GET, /api/v1/stream/sensors/argo/logs, WorkflowEventBinding",
    "GET, /oauth2/redirect, TIPHYS_TOKEN"
  })
  void a_route_of_what_is_not_here_says_what_to_do(String method, String path, String instead) {
    var answer = client.send(method, path, null);
    assertRefused(answer, 501);
    assertThat(answer.message()).contains(instead);
  }

  @Test
  void head_is_get_without_a_body() {
    created("argo", "a");
    var answer = client.send("HEAD", BASE + "/a", null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEmpty();
    assertThat(client.send("HEAD", BASE + "/b", null).status()).isEqualTo(404);
    assertThat(client.send("HEAD", "/api/v1/workflow-events/argo", null).status()).isEqualTo(200);
  }

  @Test
  void floods_of_headers_are_refused() throws IOException {
    var many = new ArrayList<String>();
    for (var i = 0; i < 20_000; i++) {
      many.add("X-%d: 1\r\n".formatted(i));
    }
    for (var headers :
        List.of(String.join("", many), "X-Long: " + "x".repeat(1_000_000) + "\r\n")) {
      try (var socket = new Socket("localhost", server.address().getPort())) {
        send(socket, "GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
        assertThat(head(socket)).doesNotContain("200").doesNotContain(" 500");
      } catch (IOException e) {
        // Closed while sending: also refused.
        assertThat(e).isNotNull();
      }
    }
    assertRefused(client.send("GET", "/api/v1/version", null, "X-Long", "x".repeat(40_000)), 431);
    assertAlive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET mailto:a HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nce-id: a\u0001b\r\nContent-Length: 0\r\n\r\n",
      })
  void what_is_no_http_is_refused(String request) throws IOException {
    try (var socket = new Socket("localhost", server.address().getPort())) {
      send(socket, request);
      socket.shutdownOutput();
      var answer = head(socket);
      assertThat(answer).doesNotContain(" 200").doesNotContain(" 202").doesNotContain(" 500");
    }
    assertAlive();
    assertThat(host.events).isEmpty();
  }

  @Test
  void a_compressed_body_is_not_unpacked() {
    assertRefused(client.send("POST", BASE, "x", "Content-Encoding", "gzip"), 400);
  }

  static void send(Socket socket, String text) throws IOException {
    socket.setSoTimeout((int) Client.PATIENCE.toMillis());
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /// The first line of the answer; empty if the connection was closed instead.
  static String head(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (int c; (c = socket.getInputStream().read()) >= 0 && c != '\n'; ) {
      line.append((char) c);
    }
    return line.toString();
  }
}
