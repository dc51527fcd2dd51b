package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Artifacts over HTTP, of steps that are real processes.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostArtifactsTest {
  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: wf}
      spec:
        entrypoint: main
        archiveLogs: true
        arguments: {artifacts: [{name: in, raw: {data: given}}]}
        templates:
        - name: main
          inputs: {artifacts: [{name: in, path: /tmp/in}]}
          container:
            image: any
            command: [sh, -c]
            args:
            - |
              mkdir -p "/tmp/site/sub dir"
              echo '<script>alert(1)</script>' > /tmp/site/index.html
              echo x > "/tmp/site/sub dir/<img onerror=x>.txt"
              echo logged
          outputs:
            artifacts:
            - {name: packed, path: /tmp/site}
            - {name: site, path: /tmp/site, archive: {none: {}}, s3: {key: kept/site}}
      """;

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private String server = "";

  private HttpResponse<byte[]> get(String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server + path)).build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private String text(String path) throws Exception {
    return new String(get(path).body(), StandardCharsets.UTF_8);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void artifacts_are_given_out_and_cannot_do_anything() throws Exception {
    var settings =
        HostSettings.on(folder.resolve("store").toString())
            .withWork(folder.resolve("work"))
            .withRunner("process")
            .unsynced();
    try (var host = Host.open(settings);
        var api =
            ApiServer.start(
                host.workflows(),
                host.definitions(),
                host.ingress(),
                ApiSettings.local(0, "test"))) {
      server = api.uri().toString();
      var run = HostTest.start(host, WORKFLOW);
      var end = HostTest.end(host, run);
      assertThat(end.at("/status/phase").asText()).isEqualTo("Succeeded");

      var packed = get("/artifacts/default/wf/wf/packed");
      assertThat(packed.statusCode()).isEqualTo(200);
      assertThat(packed.body()).startsWith(0x1f, 0x8b);
      assertThat(header(packed, "Content-Disposition"))
          .isEqualTo("attachment; filename=\"packed.tgz\"; filename*=UTF-8''packed.tgz");
      assertThat(header(packed, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(get("/artifacts-by-uid/" + run.uid() + "/wf/packed").body())
          .isEqualTo(packed.body());
      assertThat(text("/artifacts/default/wf/wf/main-logs")).isEqualTo("logged\n");
      var site = get("/artifacts/default/wf/wf/site");
      assertThat(header(site, "Content-Disposition")).contains("\"site.tgz\"");
      assertThat(site.body()).startsWith(0x1f, 0x8b);
      assertThat(text("/input-artifacts/default/wf/wf/in")).isEqualTo("given");
      assertThat(text("/input-artifacts-by-uid/" + run.uid() + "/wf/in")).isEqualTo("given");

      var files = "/artifact-files/default/workflows/wf/wf/outputs/site";
      var page = get(files + "/index.html");
      assertThat(header(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(header(page, "Content-Security-Policy"))
          .startsWith("sandbox; ")
          .contains("default-src 'none'")
          .doesNotContain("allow-scripts", "script-src");
      assertThat(header(page, "X-Frame-Options")).isEqualTo("DENY");
      for (var path : new String[] {files, files + "/"}) {
        assertThat(text(path))
            .contains("<a href=\"%s/sub%%20dir/\">sub dir/</a>".formatted(files))
            .contains("<a href=\"%s/index.html\">index.html</a>".formatted(files));
      }
      assertThat(text(files + "/sub%20dir"))
          .contains("&lt;img onerror=x&gt;.txt")
          .doesNotContain("<img");
      assertThat(text(files + "/sub%20dir/%3Cimg%20onerror%3Dx%3E.txt")).isEqualTo("x\n");
      assertThat(get(files.replace("/outputs/site", "/outputs/packed")).statusCode())
          .isEqualTo(200);

      for (var path :
          new String[] {
            files + "/nothing",
            files + "/%2e%2e/%2e%2e/%2e%2e",
            files + "/..%2f..%2fetc",
            "/artifacts/default/wf/wf/none",
            "/artifacts/default/wf/none/packed",
            "/artifacts/default/other/wf/packed",
            "/artifacts/other/wf/wf/packed",
            "/artifact-files/default/elsewhere/wf/wf/outputs/site",
            "/artifact-files/default/workflows/wf/wf/sideways/site"
          }) {
        assertThat(get(path).statusCode()).as(path).isIn(400, 404);
      }
    }
  }

  private static final String TEMPLATE =
      """
      {"metadata": {"name": "count"}, "spec": {"entrypoint": "main", "templates": [{"name": "main",
        "inputs": {"artifacts": [{"name": "in", "path": "/tmp/in"}]},
        "container": {"image": "any", "command": ["cat", "/tmp/in"]}}]}}""";

  @Test
  void what_is_uploaded_is_an_input_of_the_run_that_names_its_key() throws Exception {
    var settings =
        HostSettings.on(folder.resolve("store").toString())
            .withWork(folder.resolve("work"))
            .withRunner("process")
            .unsynced();
    try (var host = Host.open(settings);
        var api =
            ApiServer.start(
                host.workflows(),
                host.definitions(),
                host.ingress(),
                ApiSettings.local(0, "test"))) {
      server = api.uri().toString();
      post(
          "/api/v1/workflow-templates/default",
          "application/json",
          "{\"template\":" + TEMPLATE + "}");
      var form = "multipart/form-data; boundary=xyz";
      var answer =
          post(
              "/upload-artifacts/default/count/in",
              form,
              """
              --xyz\r
              Content-Disposition: form-data; name="file"; filename="../a b.txt"\r
              \r
              from afar\r
              --xyz--\r
              """);
      var key = answer.replaceAll(".*\"key\":\"([^\"]*)\".*", "$1");
      assertThat(key).matches("uploads/default/count/in/[-0-9a-f]{36}/file");

      post(
          "/api/v1/workflows/default/submit",
          "application/json",
          """
          {"resourceKind": "WorkflowTemplate", "resourceName": "count",
            "submitOptions": {"name": "counted", "artifacts": ["in=%s"]}}"""
              .formatted(key));
      var run = host.workflows().get("default", "counted").orElseThrow();
      var id = new dev.tiphys.events.RunId("default", "counted", run.at("/metadata/uid").asText());
      assertThat(HostTest.end(host, id).at("/status/phase").asText()).isEqualTo("Succeeded");
      assertThat(new String(host.workflows().log(id, "counted", "main", 0, 100)))
          .isEqualTo("from afar");

      assertThat(post("/upload-artifacts/default/count/out", form, "--xyz\r\n"))
          .contains("the form ends before its last boundary");
      assertThat(
              post(
                  "/upload-artifacts/default/other/in",
                  form,
                  "--xyz\r\nContent-Disposition: form-data; filename=a\r\n\r\nx\r\n--xyz--"))
          .contains("workflowtemplates.argoproj.io \\\"other\\\" not found");
    }
  }

  private String post(String path, String type, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString()).body();
  }
}
