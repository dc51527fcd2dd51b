package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.api.io.TempDir;

/// `tiphys cp` against a real API server.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CpTest {
  private static final String WORKFLOW =
      """
      {"metadata": {"name": "wf"}, "status": {"nodes": {
        "wf-1": {"id": "wf-1", "templateName": "main", "outputs": {"artifacts": [
          {"name": "report", "file": "report ü.txt", "content": "hello"},
          {"name": "evil", "file": "../../evil", "content": "x"},
          {"name": "old", "file": "old", "content": "x", "deleted": true}]}},
        "wf-2": {"id": "wf-2", "templateName": "other", "outputs": {"artifacts": [
          {"name": "report", "file": "b.tgz", "content": "b"}]}}}}}
      """;

  @TempDir private Path folder;
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    var host = new BenchHost();
    host.put((ObjectNode) new ObjectMapper().readTree(WORKFLOW));
    server = ApiServer.start(host, host, _ -> {}, ApiSettings.local(0, "test"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int cp(String... arguments) {
    var all = new ArrayList<>(List.of("cp", "wf", folder.resolve("out").toString()));
    all.add("--port=" + server.address().getPort());
    all.addAll(Arrays.asList(arguments));
    return Tiphys.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  @Test
  void all_artifacts_are_copied_and_none_leads_out() {
    assertThat(cp()).as(err.toString()).isZero();
    var copied = folder.resolve("out/default/wf");
    assertThat(copied.resolve("wf-1/main/report/report ü.txt")).hasContent("hello");
    assertThat(copied.resolve("wf-1/main/evil/.._.._evil")).hasContent("x");
    assertThat(copied.resolve("wf-2/other/report/b.tgz")).hasContent("b");
    assertThat(copied.resolve("wf-1/main/old")).doesNotExist();
    assertThat(out.toString()).contains("Created " + copied.resolve("wf-2/other/report/b.tgz"));
  }

  @Test
  void only_what_is_wanted_is_copied_where_it_is_wanted() throws IOException {
    assertThat(cp("--artifact-name=report", "--template-name=other", "--path={nodeId}")).isZero();
    try (var files = Files.walk(folder.resolve("out"))) {
      assertThat(files.filter(Files::isRegularFile))
          .containsExactly(folder.resolve("out/wf-2/b.tgz"));
    }
    assertThat(cp("--node-id=wf-2", "--path={nodeId}")).isZero();
  }

  @Test
  void what_cannot_be_copied_is_told() {
    assertThat(cp("--node-id=none")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("expected artifacts to copy, found none");
    assertThat(cp("--path=../{nodeId}")).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(err.toString()).contains("--path: expected folders below the directory");
  }
}
