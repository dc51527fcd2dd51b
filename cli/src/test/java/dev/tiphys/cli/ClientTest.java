package dev.tiphys.cli;

import static dev.tiphys.cli.view.Status.node;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.cli.view.Status;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The commands that talk to a server, against the real one.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class ClientTest {
  private static final String HELLO =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata:
        generateName: hello-
      spec:
        entrypoint: main
        arguments:
          parameters: [{name: message, value: hi}, {name: count, value: "1"}]
        templates:
          - name: main
            container: {image: busybox, command: [echo, "{{workflow.parameters.message}}"]}
      """;

  @TempDir private Path folder;
  private final BenchHost host = new BenchHost();
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = serve(0);
  }

  private ApiServer serve(int port) throws IOException {
    return ApiServer.start(host, host, _ -> {}, ApiSettings.local(port, "test"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int port() {
    return server.address().getPort();
  }

  private int tiphys(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command.split(" ")));
    all.add("--port=" + port());
    all.addAll(Arrays.asList(arguments));
    return Tiphys.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private String hello() throws IOException {
    return Files.writeString(folder.resolve("hello.yaml"), HELLO).toString();
  }

  private static Status running(String name) {
    return Status.of(name).with(node(name, "Pod", "Running").template("main"));
  }

  private static Status succeeded(String name) {
    return Status.of(name)
        .with(node(name, "Pod", "Succeeded").template("main"))
        .finished("Succeeded");
  }

  private static Status failed(String name) {
    return Status.of(name)
        .with(node(name, "Pod", "Failed").template("main").message("exit code 1"))
        .finished("Failed");
  }

  private String printed() {
    return out.toString();
  }

  @Test
  void submit_sends_the_workflow_with_what_the_command_line_changes() throws IOException {
    var values = Files.writeString(folder.resolve("values.yaml"), "message: file\ncount: 7\n");
    var code =
        tiphys(
            "submit",
            hello(),
            "-p",
            "message=a=b",
            "-f" + values,
            "-p",
            "more=x",
            "-l",
            "app=web,tier=db",
            "--serviceaccount=me",
            "--priority=3",
            "-o",
            "json");
    assertThat(code).as(err.toString()).isZero();
    var workflow = json();
    assertThat(workflow.at("/metadata/name").asText()).isEqualTo("hello-abcde");
    assertThat(workflow.at("/metadata/labels")).hasToString("{\"app\":\"web\",\"tier\":\"db\"}");
    assertThat(workflow.at("/spec/serviceAccountName").asText()).isEqualTo("me");
    assertThat(workflow.at("/spec/priority").asInt()).isEqualTo(3);
    assertThat(workflow.at("/spec/arguments/parameters"))
        .hasToString(
            "[{\"name\":\"message\",\"value\":\"a=b\"},{\"name\":\"count\",\"value\":\"7\"},"
                + "{\"name\":\"more\",\"value\":\"x\"}]");
  }

  private ObjectNode json() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(printed());
  }

  @Test
  void submit_with_a_name_drops_the_generated_one() throws IOException {
    assertThat(tiphys("submit", hello(), "--name=mine", "-o=name")).isZero();
    assertThat(printed()).isEqualToNormalizingNewlines("mine\n");
    assertThat(tiphys("submit", hello(), "--name=mine")).isEqualTo(1);
    assertThat(err.toString()).contains("workflows.argoproj.io \"mine\" already exists");
  }

  @Test
  void a_dry_run_prints_the_workflow_and_asks_no_server() throws IOException {
    server.close();
    assertThat(tiphys("submit", hello(), "--dry-run", "-p", "message=dry")).isZero();
    assertThat(printed()).contains("value: dry").startsWith("apiVersion: argoproj.io/v1alpha1\n");
  }

  @Test
  void submit_from_a_template_lets_the_server_make_the_workflow() {
    assertThat(tiphys("submit", "--from=wftmpl/deploy", "-p", "v=1", "--entrypoint=go", "-o=name"))
        .as(err.toString())
        .isZero();
    assertThat(printed()).isEqualToNormalizingNewlines("deploy-abcde\n");
    assertThat(host.submissions)
        .singleElement()
        .satisfies(
            options -> {
              assertThat(options.resourceKind()).isEqualTo("WorkflowTemplate");
              assertThat(options.entryPoint()).isEqualTo("go");
              assertThat(options.parameters()).containsEntry("v", "1");
            });
  }

  @Test
  void wrong_input_is_2_and_says_where() throws IOException {
    var wrong = Files.writeString(folder.resolve("wrong.yaml"), HELLO.replace("spec:", "spce:"));
    assertThat(tiphys("submit", wrong.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(wrong + ":5: spce: ");
    var none = Files.writeString(folder.resolve("none.yaml"), "kind: X\napiVersion: v1\n");
    assertThat(tiphys("submit", none.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("no Workflow in there");
    assertThat(tiphys("submit", "--from=pod/x")).isEqualTo(2);
    assertThat(tiphys("submit")).isEqualTo(2);
    assertThat(tiphys("stop")).isEqualTo(2);
    assertThat(tiphys("stop", "x", "--node-field-selector", "colour=red")).isEqualTo(2);
    assertThat(tiphys("get")).isEqualTo(2);
    assertThat(err.toString()).doesNotContain("Exception");
  }

  @Test
  void what_the_server_finds_invalid_is_2_as_well() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("a.yaml"),
            "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: a}\nspec: {}\n");
    assertThat(tiphys("submit", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("spec.entrypoint is required");
  }

  @Test
  void without_a_server_there_is_one_line_that_says_what_to_do() {
    var port = port();
    server.close();
    assertThat(
            Tiphys.execute(
                new PrintWriter(out, true), new PrintWriter(err, true), "list", "--port=" + port))
        .isEqualTo(1);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "tiphys list: no server at http://127.0.0.1:%d: start one with 'tiphys up'\n"
                .formatted(port));
  }

  @Test
  void an_address_that_is_none_is_wrong_input() {
    for (var url : List.of("ftp://x", "http://", "http://u:p@h", "http://h?q", "a b")) {
      err.clear();
      assertThat(tiphysAt(url)).as(url).isEqualTo(2);
      assertThat(err.toString()).contains("--server: expected a URL");
    }
    assertThat(tiphysAt("127.0.0.1:" + port())).as(err.toString()).isZero();
    assertThat(tiphysAt("http://127.0.0.1:" + port() + "/")).isZero();
  }

  private int tiphysAt(String url) {
    return Tiphys.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), "list", "--server", url);
  }

  @Test
  void get_draws_the_run_or_prints_it_for_programs() throws IOException {
    host.put(failed("hello").json());
    assertThat(tiphys("get", "hello")).as(err.toString()).isZero();
    assertThat(printed()).contains("Status:              Failed", " ✖ hello  main      hello");
    out.clear();
    assertThat(tiphys("get", "@latest", "-o=json")).isZero();
    assertThat(json().at("/status/phase").asText()).isEqualTo("Failed");
    out.clear();
    assertThat(tiphys("get", "hello", "hello", "-o=yaml")).isZero();
    assertThat(printed()).contains("phase: Failed").containsOnlyOnce("---");
  }

  @Test
  void one_that_is_not_there_does_not_hide_the_others() {
    host.put(succeeded("here").json());
    assertThat(tiphys("get", "gone", "here", "-o=name")).isEqualTo(1);
    assertThat(printed()).isEqualToNormalizingNewlines("here\n");
    assertThat(err.toString()).contains("gone: workflows.argoproj.io \"gone\" not found");
    assertThat(tiphys("get", "@latest", "-o=name")).isZero();
  }

  @Test
  void latest_is_the_newest_of_the_namespace() {
    host.put(succeeded("a").json());
    var newer = succeeded("b").json();
    newer.withObject("/metadata").put("creationTimestamp", "2026-11-24T07:00:00Z");
    host.put(newer);
    host.put(succeeded("c").json());
    assertThat(tiphys("get", "@latest", "-o=name")).isZero();
    assertThat(printed()).isEqualToNormalizingNewlines("b\n");
  }

  @Test
  void list_filters_and_puts_first_what_runs() {
    host.put(succeeded("nightly-1").json());
    host.put(failed("nightly-2").json());
    host.put(running("daily").json());
    assertThat(tiphys("list", "-o=name")).isZero();
    assertThat(printed().lines()).containsExactly("daily", "nightly-1", "nightly-2");
    assertThat(listed("--prefix=nightly-")).containsExactly("nightly-1", "nightly-2");
    assertThat(listed("--status=failed,error")).containsExactly("nightly-2");
    assertThat(listed("--running")).containsExactly("daily");
    assertThat(listed("--completed", "--older=1s", "--prefix=nightly-1"))
        .containsExactly("nightly-1");
    assertThat(listed("--since=1m")).isEmpty();
    assertThat(tiphys("list", "--since=yesterday")).isEqualTo(2);
    out.clear();
    assertThat(tiphys("list", "--prefix=nightly-2")).isZero();
    assertThat(printed())
        .containsPattern("^NAME +STATUS +AGE +DURATION +PRIORITY +MESSAGE\nnightly-2 +Failed +");
    out.clear();
    assertThat(tiphys("list", "--prefix=x")).isZero();
    assertThat(printed()).isEqualToNormalizingNewlines("No workflows found\n");
  }

  private List<String> listed(String... filters) {
    out.clear();
    assertThat(tiphys("list -o=name", filters)).as(err.toString()).isZero();
    return printed().lines().toList();
  }

  @Test
  void requests_of_people_become_commands_of_the_run() {
    host.put(running("hello").json());
    assertThat(tiphys("suspend", "hello")).as(err.toString()).isZero();
    assertThat(tiphys("resume", "hello", "--node-field-selector=displayName=a")).isZero();
    assertThat(tiphys("stop", "hello", "--message=no")).isZero();
    assertThat(tiphys("terminate", "@latest")).isZero();
    assertThat(
            tiphys(
                "node set",
                "hello",
                "--node-field-selector=displayName=a",
                "-p",
                "x=1",
                "--phase=Succeeded"))
        .as(err.toString())
        .isZero();
    assertThat(host.commands.stream().map(Object::getClass).map(Class::getSimpleName))
        .containsExactly(
            SuspendRun.class.getSimpleName(),
            ResumeRun.class.getSimpleName(),
            StopRun.class.getSimpleName(),
            StopRun.class.getSimpleName(),
            SetNodes.class.getSimpleName());
    assertThat(printed().lines())
        .containsExactly(
            "workflow hello suspended",
            "workflow hello resumed",
            "workflow hello stopped",
            "workflow hello terminated",
            "workflow hello values set");
  }

  @Test
  void a_dry_run_of_a_request_only_tells() {
    host.put(running("hello").json());
    assertThat(tiphys("stop", "hello", "--dry-run")).isZero();
    assertThat(tiphys("delete", "--all", "--dry-run")).isZero();
    assertThat(host.commands).isEmpty();
    assertThat(printed()).contains("stopped (dry run)", "'hello' deleted (dry run)");
    assertThat(tiphys("get", "hello", "-o=name")).isZero();
  }

  @Test
  void retry_and_resubmit_print_the_run_that_goes_on() {
    host.put(failed("hello").json());
    assertThat(tiphys("retry", "hello", "-p", "a=1", "-o=name")).as(err.toString()).isZero();
    assertThat(host.commands).singleElement().isInstanceOf(RetryRun.class);
    assertThat(tiphys("resubmit", "hello", "-p", "a=1", "--memoized", "-o=name")).isZero();
    assertThat(host.resubmissions).singleElement().matches(options -> options.memoized());
    assertThat(printed().lines()).containsExactly("hello", "hello-again");
  }

  @Test
  void delete_chooses_by_filters() {
    host.put(succeeded("old").json());
    host.put(running("busy").json());
    assertThat(tiphys("delete", "--completed")).isZero();
    assertThat(printed()).isEqualToNormalizingNewlines("Workflow 'old' deleted\n");
    assertThat(host.get("default", "busy")).isPresent();
    assertThat(tiphys("delete", "old")).isEqualTo(1);
  }

  @Test
  void logs_stand_after_their_pod_and_have_no_power_over_the_terminal() {
    host.put(succeeded("hello").json());
    host.log("hello", "one\n\u001b[2Jtwo\r\nthree");
    assertThat(tiphys("logs", "hello")).as(err.toString()).isZero();
    assertThat(printed().lines())
        .containsExactly("hello: one", "hello: \uFFFD[2Jtwo", "hello: three");
    out.clear();
    assertThat(tiphys("logs", "hello", "--grep=t.*e", "--tail=2")).isZero();
    assertThat(printed().lines()).containsExactly("hello: three");
    assertThat(tiphys("logs", "hello", "--grep=(")).isEqualTo(2);
  }

  @Test
  void wait_says_how_it_ended_and_the_exit_code_too() {
    host.put(succeeded("good").json());
    host.put(failed("bad").json());
    assertThat(tiphys("wait", "good")).as(err.toString()).isZero();
    assertThat(printed()).startsWith("good Succeeded at 2026-11-24 ");
    assertThat(tiphys("wait", "good", "bad")).isEqualTo(1);
    assertThat(tiphys("wait", "gone")).isEqualTo(1);
    assertThat(tiphys("wait", "gone", "--ignore-not-found")).isZero();
  }

  @Test
  void watch_tells_each_change_once_and_ends_with_the_run() throws Exception {
    host.put(running("hello").json());
    var code = CompletableFuture.supplyAsync(() -> tiphys("watch", "hello"));
    assertThat(host.watched.await(10, TimeUnit.SECONDS)).isTrue();
    host.put(running("hello").with(node("hello.a", "Pod", "Running").in("hello")).json());
    host.put(failed("hello").with(node("hello.a", "Pod", "Failed").message("bad")).json());
    assertThat(code.get(10, TimeUnit.SECONDS)).as(err.toString()).isEqualTo(1);
    assertThat(printed().lines())
        .startsWith("hello Running")
        .endsWith("hello.a Failed: bad", "hello Failed")
        .doesNotHaveDuplicates();
  }

  @Test
  void watch_goes_on_when_the_server_comes_back() throws Exception {
    host.put(running("hello").json());
    var code = CompletableFuture.supplyAsync(() -> tiphys("watch", "hello"));
    assertThat(host.watched.await(10, TimeUnit.SECONDS)).isTrue();
    host.put(running("hello").with(node("hello.a", "Pod", "Running").in("hello")).json());
    out.await("hello.a Running");
    var port = port();
    server.close();
    host.put(succeeded("hello").json());
    server = serve(port);
    assertThat(code.get(20, TimeUnit.SECONDS)).as(err.toString()).isZero();
    assertThat(err.toString()).contains("trying again");
    assertThat(printed()).endsWith("hello Succeeded\n");
  }

  @Test
  void a_run_that_is_deleted_while_watched_is_an_error() throws Exception {
    host.put(running("hello").json());
    var code = CompletableFuture.supplyAsync(() -> tiphys("wait", "hello"));
    assertThat(host.watched.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(tiphys("delete", "hello")).isZero();
    host.put(running("other").json());
    server.close();
    server = serve(port());
    assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(err.toString()).containsAnyOf("was deleted", "not found");
  }

  @Test
  void submit_and_wait_ends_as_the_run_does() throws Exception {
    var file = hello();
    var code =
        CompletableFuture.supplyAsync(
            () -> tiphys("submit", file, "--name=w", "--wait", "-o=name"));
    assertThat(host.watched.await(10, TimeUnit.SECONDS)).isTrue();
    host.put(failed("w").json());
    assertThat(code.get(10, TimeUnit.SECONDS)).as(err.toString()).isEqualTo(1);
    assertThat(printed().lines()).first().isEqualTo("w");
  }

  @Test
  void replay_shows_a_run_as_it_was() {
    host.put(running("hello").json());
    host.put(failed("hello").json());
    assertThat(tiphys("replay", "hello", "--at=1")).as(err.toString()).isZero();
    assertThat(printed()).startsWith("Record:              1\n").contains("Running");
    out.clear();
    assertThat(tiphys("replay", "hello")).isZero();
    assertThat(printed()).startsWith("Record:              2\n").contains("Failed");
    assertThat(tiphys("replay", "hello", "--at=0")).isEqualTo(2);
    assertThat(tiphys("replay", "hello", "--at=9")).isEqualTo(1);
  }

  @Test
  void templates_are_created_shown_and_deleted() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("t.yaml"),
            HELLO
                .replace("kind: Workflow", "kind: WorkflowTemplate")
                .replace("generateName: hello-", "name: hello"));
    assertThat(tiphys("template create", file.toString())).as(err.toString()).isZero();
    assertThat(tiphys("template list")).isZero();
    assertThat(printed().lines()).containsExactly("hello", "hello");
    assertThat(tiphys("template get", "hello")).isZero();
    assertThat(printed()).contains("kind: WorkflowTemplate");
    assertThat(tiphys("template delete", "hello")).isZero();
    assertThat(tiphys("template get", "hello")).isEqualTo(1);
    assertThat(tiphys("template create", hello())).isEqualTo(2);
  }

  @Test
  void cron_workflows_are_created_shown_suspended_and_deleted() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            apiVersion: argoproj.io/v1alpha1
            kind: CronWorkflow
            metadata: {name: nightly}
            spec:
              schedules: ["0 2 * * *"]
              timezone: Europe/Berlin
              workflowSpec:
                entrypoint: main
                templates: [{name: main, container: {image: busybox, command: ["true"]}}]
            """);
    assertThat(tiphys("cron create", file.toString(), "--schedule=@yearly", "-p", "day=1"))
        .as(err.toString())
        .isZero();
    assertThat(printed())
        .contains(
            "Name:                          nightly", "Schedules:                     @yearly");
    assertThat(tiphys("cron get", "nightly", "-o", "json")).isZero();
    assertThat(printed()).contains("\"parameters\"", "\"day\"");
    assertThat(tiphys("cron update", file.toString())).isZero();
    assertThat(printed()).contains("0 2 * * *");
    assertThat(tiphys("cron suspend", "nightly")).isZero();
    assertThat(tiphys("cron list")).isZero();
    assertThat(printed())
        .contains("NAME      AGE   LAST RUN   NEXT RUN   SCHEDULES   TIMEZONE        SUSPENDED")
        .contains("Europe/Berlin   true");
    assertThat(tiphys("cron resume", "nightly")).isZero();
    assertThat(tiphys("cron list", "-o", "name")).isZero();
    assertThat(tiphys("cron lint", file.toString())).isZero();
    assertThat(tiphys("cron delete", "nightly")).isZero();
    assertThat(printed()).contains("CronWorkflow 'nightly' deleted");
    assertThat(tiphys("cron delete")).isEqualTo(2);
    assertThat(tiphys("cron")).isEqualTo(2);
    assertThat(tiphys("cron create", hello())).isEqualTo(2);
  }

  @Test
  void a_backfill_starts_the_runs_that_are_not_there() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("c.yaml"),
            """
            apiVersion: argoproj.io/v1alpha1
            kind: CronWorkflow
            metadata: {name: nightly}
            spec:
              schedules: ["0 2 * * *"]
              timezone: UTC
              workflowSpec: {entrypoint: main, templates: []}
            """);
    assertThat(tiphys("cron create", file.toString(), "-o", "name")).isZero();
    assertThat(
            tiphys(
                "cron backfill",
                "nightly",
                "--start=2026-11-01T00:00:00Z",
                "--end=2026-11-03T02:00:00Z",
                "--format=2006-01-02",
                "--parallel"))
        .as(err.toString())
        .isZero();
    assertThat(printed().lines())
        .containsExactly(
            "nightly", "nightly-1793498400", "nightly-1793584800", "nightly-1793671200");
    assertThat(
            tiphys(
                "cron backfill",
                "nightly",
                "--start=2026-11-01T00:00:00Z",
                "--end=2026-11-08T02:00:00Z",
                "--maxworkflowcount=2"))
        .isEqualTo(2);
  }

  @Test
  void bindings_are_created_shown_and_deleted() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("b.yaml"),
            """
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowEventBinding
            metadata: {name: on-push}
            spec: {event: {selector: "true"}, submit: {workflowTemplateRef: {name: hello}}}
            """);
    assertThat(tiphys("binding create", file.toString())).as(err.toString()).isZero();
    assertThat(tiphys("binding list")).isZero();
    assertThat(printed().lines()).containsExactly("on-push", "on-push");
    assertThat(tiphys("binding get", "on-push")).isZero();
    assertThat(printed()).contains("kind: WorkflowEventBinding");
    assertThat(tiphys("binding delete", "--all")).isZero();
    assertThat(tiphys("binding get", "on-push")).isEqualTo(1);
  }
}
