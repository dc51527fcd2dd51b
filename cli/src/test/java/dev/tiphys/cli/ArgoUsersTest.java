package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Commands and flags that users of `argo` have in their fingers and scripts.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class ArgoUsersTest {
  private static final String TEMPLATE =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: %s
      metadata: {name: greet}
      spec:
        entrypoint: main
        templates: [{name: main, container: {image: %s, command: [echo]}}]
      """;

  @TempDir private Path folder;
  private final BenchHost host = new BenchHost();
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.start(host, host, _ -> {}, ApiSettings.local(0, "test"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int local(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command.split(" ")));
    all.addAll(Arrays.asList(arguments));
    return Tiphys.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  private int tiphys(String command, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.add("--port=" + server.address().getPort());
    return local(command, all.toArray(String[]::new));
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  @Test
  void a_limit_is_created_shown_changed_and_deleted() {
    assertThat(tiphys("sync create deploy --type database --limit 2")).isZero();
    assertThat(tiphys("sync update deploy --type database --limit 5")).isZero();
    assertThat(tiphys("sync get deploy --type database")).isZero();
    assertThat(tiphys("sync delete deploy --type database")).isZero();
    assertThat(out.toString())
        .isEqualTo(
            """
            deploy: limit 2
            deploy: limit 5
            deploy: limit 5
            limit 'deploy' deleted
            """);
    assertThat(tiphys("sync get deploy --type database")).isEqualTo(1);
    assertThat(tiphys("sync get deploy --type configmap")).isEqualTo(2);
    assertThat(err.toString()).contains("not found").contains("--cm-name");
  }

  @Test
  void cluster_templates_have_the_commands_of_templates() throws IOException {
    var one = file("one.yaml", TEMPLATE.formatted("ClusterWorkflowTemplate", "one"));
    var two = file("two.yaml", TEMPLATE.formatted("ClusterWorkflowTemplate", "two"));
    assertThat(tiphys("cluster-template lint", one)).isZero();
    assertThat(tiphys("cluster-template create", one)).isZero();
    assertThat(tiphys("cluster-template update", two)).isZero();
    assertThat(tiphys("cluster-template list")).isZero();
    assertThat(tiphys("cluster-template get greet")).isZero();
    assertThat(tiphys("cluster-template delete greet")).isZero();
    assertThat(out.toString())
        .startsWith("no linting errors found\ngreet\ngreet\ngreet\n")
        .contains("image: two")
        .doesNotContain("namespace");
  }

  @Test
  void templates_are_replaced_and_checked_by_the_server() throws IOException {
    var one = file("one.yaml", TEMPLATE.formatted("WorkflowTemplate", "one"));
    assertThat(tiphys("template create", one)).isZero();
    var two = file("two.yaml", TEMPLATE.formatted("WorkflowTemplate", "two"));
    assertThat(tiphys("template update", two)).isZero();
    assertThat(tiphys("template list -A")).isZero();
    assertThat(tiphys("template lint", one)).isZero();
  }

  @Test
  void manifests_of_version_3_become_those_of_version_4() throws IOException {
    var old =
        file(
            "old.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: CronWorkflow
            metadata: {name: nightly}
            spec:
              schedule: "0 1 * * *"
              workflowSpec:
                synchronization: {mutex: {name: one}}
                templates:
                - name: main
                  synchronization:
                    semaphore: {configMapKeyRef: {name: limits, key: deploy}}
                    semaphores: [{database: {key: other}}]
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {schedule: stays}}
            """);
    assertThat(local("convert", old)).isZero();
    assertThat(out.toString())
        .contains("  schedules:\n  - \"0 1 * * *\"\n")
        .contains("synchronization:\n      mutexes:\n      - name: one\n")
        .contains("semaphores:\n        - configMapKeyRef:")
        .contains("        - database:")
        .contains("---\n")
        .contains("schedule: stays")
        .doesNotContain("mutex:", "semaphore:");
  }

  @Test
  void lint_takes_the_flags_of_argo() throws IOException {
    var bad =
        file("bad.yaml", TEMPLATE.formatted("WorkflowTemplate", "x").replace("image", "imag"));
    assertThat(local("lint --offline --strict --no-color --kinds workflows", bad))
        .as(() -> out.toString() + err)
        .isZero();
    assertThat(local("lint --kinds workflows,workflowtemplates", bad)).isEqualTo(2);
    assertThat(local("lint --strict=false", bad)).isEqualTo(2);
    assertThat(local("lint --kinds pods", bad)).isEqualTo(2);
    assertThat(err.toString())
        .contains("--strict=false: unknown fields are always errors")
        .contains("--kinds: expected all or one of workflows,");
  }

  @Test
  void a_time_for_the_run_is_sent_with_it() throws IOException {
    var file = file("wf.yaml", TEMPLATE.formatted("Workflow", "x"));
    assertThat(local("submit --dry-run --scheduled-time 2026-11-24T06:00:00Z", file)).isZero();
    assertThat(out.toString())
        .contains("workflows.argoproj.io/scheduled-time: \"2026-11-24T06:00:00Z\"");
    assertThat(local("submit --dry-run --scheduled-time soon", file)).isEqualTo(2);
  }

  @Test
  void the_version_can_be_short_and_every_shell_completes() {
    assertThat(local("version --short")).isZero();
    assertThat(local("completion fish")).isZero();
    assertThat(out.toString())
        .doesNotStartWith("tiphys")
        .contains("complete -c tiphys -n '__fish_use_subcommand' -a submit -d")
        .contains(
            "-n '__fish_seen_subcommand_from cron; and __fish_seen_subcommand_from backfill'");
  }
}
