package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkflowRoutesTest extends ApiTest {
  private static final String BASE = "/api/v1/workflows/argo";

  private static List<String> names(JsonNode list) {
    var names = new ArrayList<String>();
    list.path("items").forEach(item -> names.add(Resources.name(item)));
    return names;
  }

  @Test
  void a_created_workflow_can_be_read_and_knows_where_it_is() {
    var created = created("argo", "hello");
    assertThat(Resources.namespace(created)).isEqualTo("argo");
    assertThat(created.path("kind").asText()).isEqualTo("Workflow");
    assertThat(client.get(BASE + "/hello").json()).isEqualTo(created);
  }

  @Test
  void what_does_not_validate_is_refused_with_the_place() {
    var answer =
        client.post(
            BASE,
            """
            {"workflow": {"metadata": {"generateName": "a-"}, "spec": {"entrypoint": "nowhere",
              "templates": [{"name": "main", "container": {"image": "busybox"}}]}}}""");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("code").asInt()).isEqualTo(3);
    assertThat(answer.message()).contains("spec").contains("nowhere");
    assertThat(host.list("")).isEmpty();
  }

  @Test
  void a_name_can_be_taken_once() {
    created("argo", "hello");
    var again = client.post(BASE, HELLO.formatted("hello"));
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().path("code").asInt()).isEqualTo(6);
    assertThat(again.message()).isEqualTo("workflows.argoproj.io \"hello\" already exists");
  }

  @Test
  void a_dry_run_and_lint_start_nothing() {
    var workflow = HELLO.formatted("hello");
    assertThat(client.post(BASE + "/lint", workflow).status()).isEqualTo(200);
    for (var option :
        List.of("\"serverDryRun\": true", "\"createOptions\": {\"dryRun\": [\"All\"]}")) {
      var answer =
          client.post(BASE, workflow.substring(0, workflow.length() - 1) + "," + option + "}");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      assertThat(Resources.name(answer.json())).isEqualTo("hello");
    }
    assertThat(host.list("")).isEmpty();
  }

  @Test
  void a_list_is_newest_first_and_pages_go_on_where_they_ended() {
    for (var i = 0; i < 5; i++) {
      created("argo", "wf-" + i);
    }
    created("other", "elsewhere");
    var first = client.get(BASE + "?listOptions.limit=2").json();
    assertThat(names(first)).containsExactly("wf-4", "wf-3");
    assertThat(first.path("metadata").path("remainingItemCount").asInt()).isEqualTo(3);

    created("argo", "newer");
    client.delete(BASE + "/wf-3");
    var next = first.path("metadata").path("continue").asText();
    var second = client.get(BASE + "?listOptions.limit=2&listOptions.continue=" + next).json();
    assertThat(names(second)).containsExactly("wf-2", "wf-1");
    next = second.path("metadata").path("continue").asText();
    var last = client.get(BASE + "?listOptions.limit=2&listOptions.continue=" + next).json();
    assertThat(names(last)).containsExactly("wf-0");
    assertThat(last.path("metadata").has("continue")).isFalse();
  }

  @Test
  void an_empty_namespace_lists_all() {
    created("one", "a");
    created("two", "b");
    assertThat(names(client.get("/api/v1/workflows/").json())).containsExactly("b", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listOptions.labelSelector=team=red | a",
        "listOptions.labelSelector=team!=red | c,b",
        "listOptions.labelSelector=team+in+(red,blue) | b,a",
        "listOptions.labelSelector=!team | c",
        "listOptions.fieldSelector=metadata.name=b | b",
        "listOptions.fieldSelector=metadata.name!=b | c,a",
        "listOptions.fieldSelector=status.phase=Succeeded | a",
        "listOptions.fieldSelector=metadata.name=b&nameFilter=Prefix | b",
        "createdAfter=2026-11-24T10:01:30Z | c,b",
        "finishedBefore=2026-11-25T00:00:00Z | a",
        "finishedBefore=2026-11-24T00:00:00Z | ''",
      })
  void a_list_shows_what_was_asked_for(String query, String expected) {
    for (var name : List.of("a", "b", "c")) {
      created("argo", name);
    }
    label("a", "red");
    label("b", "blue");
    host.succeed("argo", "a", Instant.parse("2026-11-24T12:00:00Z"));
    assertThat(String.join(",", names(client.get(BASE + "?" + query.strip()).json())))
        .isEqualTo(expected);
  }

  private void label(String name, String team) {
    host.change(
        "argo",
        name,
        run -> {
          run.withObject("/metadata").withObject("labels").put("team", team);
          return run;
        });
  }

  @Test
  void fields_trim_what_is_answered() {
    created("argo", "hello");
    host.step("argo", "hello", "a", Phase.RUNNING);
    var trimmed = client.get(BASE + "/hello?fields=metadata.name,status.phase").text();
    assertThat(trimmed)
        .isEqualTo("{\"metadata\":{\"name\":\"hello\"},\"status\":{\"phase\":\"Running\"}}");
    var without = client.get(BASE + "/hello?fields=-status.nodes,spec").json();
    assertThat(without.path("status").has("nodes")).isFalse();
    assertThat(without.has("spec")).isFalse();
    assertThat(without.path("status").has("phase")).isTrue();
    assertThat(client.get(BASE + "?fields=items.metadata.name").text())
        .isEqualTo("{\"items\":[{\"metadata\":{\"name\":\"hello\"}}]}");
  }

  @Test
  void a_run_can_be_seen_as_it_was() {
    created("argo", "hello");
    client.put(BASE + "/hello/suspend", "");
    assertThat(client.get(BASE + "/hello?version=1").json().path("spec").has("suspend")).isFalse();
    assertThat(client.get(BASE + "/hello?version=2").json().path("spec").has("suspend")).isTrue();
    var beyond = client.get(BASE + "/hello?version=3");
    assertThat(beyond.status()).isEqualTo(404);
    assertThat(beyond.message()).isEqualTo("workflow hello has no record 3: its log ends with 2");
    assertThat(client.get(BASE + "/hello?version=0").status()).isEqualTo(400);
  }

  @Test
  void the_newest_is_called_latest() {
    created("argo", "older");
    created("argo", "newer");
    assertThat(Resources.name(client.get(BASE + "/@latest").json())).isEqualTo("newer");
    assertThat(client.get("/api/v1/workflows/empty/@latest").status()).isEqualTo(404);
  }

  @Test
  void another_uid_is_another_workflow() {
    var uid = Resources.uid(created("argo", "hello"));
    assertThat(client.get(BASE + "/hello?uid=" + uid).status()).isEqualTo(200);
    assertThat(client.get(BASE + "/hello?uid=other").status()).isEqualTo(404);
  }

  @Test
  void requests_become_commands() {
    created("argo", "hello");
    var base = BASE + "/hello/";
    for (var request :
        List.of(
            "suspend {}",
            "resume {\"nodeFieldSelector\":\"displayName=wait\",\"name\":\"hello\"}",
            "set {\"nodeFieldSelector\":\"displayName=wait\",\"phase\":\"Succeeded\",\"message\":\"ok\",\"outputParameters\":\"{\\\"a\\\":\\\"1\\\"}\"}",
            "stop {\"message\":\"enough\"}",
            "retry {\"restartSuccessful\":true,\"nodeFieldSelector\":\"name=a\",\"parameters\":[\"p=x=y\"]}",
            "terminate")) {
      var parts = request.split(" ", 2);
      var answer = client.put(base + parts[0], parts.length > 1 ? parts[1] : "");
      assertThat(answer.status()).as(request + answer.text()).isEqualTo(200);
    }
    assertThat(host.commands)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("at")
        .containsExactly(
            new SuspendRun(Instant.EPOCH),
            new ResumeRun("displayName=wait", Instant.EPOCH),
            new SetNodes(
                "displayName=wait", Phase.SUCCEEDED, "ok", Map.of("a", "1"), Instant.EPOCH),
            new StopRun(Shutdown.STOP, "", "enough", Instant.EPOCH),
            new RetryRun(true, "name=a", Map.of("p", "x=y"), Instant.EPOCH),
            new StopRun(Shutdown.TERMINATE, "", null, Instant.EPOCH));
  }

  @Test
  void a_command_that_the_run_rejects_is_400_with_its_reason() {
    created("argo", "hello");
    client.put(BASE + "/hello/terminate", "");
    var late = client.put(BASE + "/hello/resume", "");
    assertThat(late.status()).isEqualTo(400);
    assertThat(late.json().path("code").asInt()).isEqualTo(9);
    assertThat(late.message()).isEqualTo("workflow hello has ended");
  }

  @Test
  void a_workflow_can_be_run_again_and_deleted() {
    created("argo", "hello");
    var again = client.put(BASE + "/hello/resubmit", "{\"memoized\":false,\"parameters\":[]}");
    assertThat(Resources.name(again.json())).startsWith("hello-");
    assertThat(client.delete(BASE + "/hello?force=true").text()).isEqualTo("{}");
    assertThat(client.get(BASE + "/hello").status()).isEqualTo(404);
    assertThat(client.delete(BASE + "/hello").message())
        .isEqualTo("workflows.argoproj.io \"hello\" not found");
  }

  @Test
  void a_template_is_submitted_with_options() {
    var template =
        """
        {"template": {"metadata": {"name": "greet"}, "spec": {"entrypoint": "main",
          "arguments": {"parameters": [{"name": "who"}]},
          "templates": [{"name": "main", "container": {"image": "busybox"}}]}}}""";
    assertThat(client.post("/api/v1/workflow-templates/argo", template).status()).isEqualTo(200);
    var options =
        """
        {"resourceKind": "workflowtemplate", "resourceName": "greet", "submitOptions":
          {"name": "hi", "parameters": ["who=a,b=c"], "labels": "team=red,tier=1"%s}}""";
    var dry = client.post(BASE + "/submit", options.formatted(", \"dryRun\": true"));
    assertThat(dry.status()).as(dry.text()).isEqualTo(200);
    assertThat(host.list("")).isEmpty();
    var submitted = client.post(BASE + "/submit", options.formatted("")).json();
    assertThat(Resources.name(submitted)).isEqualTo("hi");
    assertThat(submitted.at("/metadata/labels/tier").asText()).isEqualTo("1");
    assertThat(submitted.at("/spec/arguments/parameters/0/value").asText()).isEqualTo("a,b=c");
    assertThat(
            client
                .post(BASE + "/submit", "{\"resourceKind\":\"cwft\",\"resourceName\":\"greet\"}")
                .message())
        .isEqualTo("clusterworkflowtemplates.argoproj.io \"greet\" not found");
  }

  @Test
  void numbers_stay_as_they_were_written() {
    var body =
        HELLO
            .formatted("hello")
            .replace(
                "\"spec\": {",
                "\"spec\": {\"priority\": 7, \"arguments\": {\"parameters\": [{\"name\": \"v\", \"value\": 1.10}]},");
    var created = client.post(BASE + "/lint", body);
    assertThat(created.text()).contains("\"value\":1.10");
  }
}
