package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.api.Definitions.Kind;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tiphys appset` with a host that makes applications.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppSetTest {
  private static final String SET =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: ApplicationSet
      metadata: {name: envs}
      spec:
        generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
        template:
          metadata: {name: 'web-{{env}}'}
          spec:
            project: default
            source: {repoURL: 'http://127.0.0.1:1/none.git', path: .}
            destination: {name: in-cluster, namespace: default}
      """;

  @TempDir private Path folder;

  private static String tiphys(ApiServer server, int code, String... arguments) {
    var out = new Printed();
    var all = new ArrayList<>(List.of("appset"));
    all.addAll(Arrays.asList(arguments));
    all.add("--port=" + server.uri().getPort());
    assertThat(
            Tiphys.execute(new PrintWriter(out), new PrintWriter(out), all.toArray(String[]::new)))
        .as(out.toString())
        .isEqualTo(code);
    return out.toString();
  }

  private static int made(Host host) {
    return host.definitions()
        .get(Kind.APPLICATION_SET, "argocd", "envs")
        .map(set -> set.at("/status/resourcesCount").asInt())
        .orElse(-1);
  }

  private static void await(Host host, int count) throws InterruptedException {
    var so = new CountDownLatch(1);
    Runnable look =
        () -> {
          if (made(host) == count) {
            so.countDown();
          }
        };
    try (var _ = host.delivery().sets().subscribe(_ -> look.run())) {
      look.run();
      assertThat(so.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_set_is_created_shown_and_deleted() throws Exception {
    var file = Files.writeString(folder.resolve("set.yaml"), SET).toString();
    try (var host = Host.open(HostSettings.on("mem:").withWork(folder).withRunner("process"));
        var server =
            ApiServer.start(
                host.workflows(),
                host.definitions(),
                host.ingress(),
                host.delivery(),
                ApiSettings.local(0, "test"))) {
      host.resume();
      assertThat(tiphys(server, 0, "create", file)).contains("applicationset 'envs' created");
      await(host, 2);
      assertThat(tiphys(server, 0, "get", "envs"))
          .contains("argocd/envs", "ParametersGenerated", "web-dev", "web-prod");
      assertThat(tiphys(server, 0, "list")).contains("argocd/envs");
      assertThat(tiphys(server, 0, "get", "envs", "-o", "json")).contains("\"resourcesCount\"");
      assertThat(tiphys(server, 0, "confirm", "envs")).contains("deletions confirmed");
      assertThat(tiphys(server, 0, "delete", "envs", "--yes")).contains("'envs' is deleted");
      await(host, -1);
      assertThat(host.delivery().applications().list()).isEmpty();
      assertThat(tiphys(server, 1, "get", "envs")).contains("not found");
    }
  }
}
