package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.api.Archive;
import dev.tiphys.api.ResubmitOptions;
import dev.tiphys.events.RunCommand.RetryRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `tiphys archive`, against the real API server.
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(30)
class ArchiveTest {
  private static final String FIRST = "0c5a6f2e-7b1d-4f0a-9d53-2f9d1b7c8e10";
  private static final String SECOND = "0c5a6f2e-7b1d-4f0a-9d53-2f9d1b7c8e11";

  private final Map<String, ObjectNode> archived = new LinkedHashMap<>();
  private final List<RetryRun> retried = new ArrayList<>();
  private final List<ResubmitOptions> resubmitted = new ArrayList<>();
  private final BenchHost host = new BenchHost();
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private ApiServer server;

  private final Archive archive =
      new Archive() {
        @Override
        public List<ObjectNode> list() {
          return List.copyOf(archived.values());
        }

        @Override
        public Optional<ObjectNode> get(String uid) {
          return Optional.ofNullable(archived.get(uid));
        }

        @Override
        public boolean delete(String uid) {
          return archived.remove(uid) != null;
        }

        @Override
        public ObjectNode retry(String uid, RetryRun command) {
          retried.add(command);
          return archived.get(uid);
        }

        @Override
        public ObjectNode resubmit(String uid, ResubmitOptions options) {
          resubmitted.add(options);
          return archived.get(uid);
        }
      };

  @BeforeEach
  void start() throws IOException {
    host.archive = archive;
    server = ApiServer.start(host, host, _ -> {}, ApiSettings.local(0, "test"));
    add("nightly", FIRST, "default", "a");
    add("weekly", SECOND, "default", "b");
    add("other", "0c5a6f2e-7b1d-4f0a-9d53-2f9d1b7c8e12", "elsewhere", "a");
  }

  private void add(String name, String uid, String namespace, String team) {
    var workflow = JsonNodeFactory.instance.objectNode();
    var metadata = workflow.putObject("metadata");
    metadata.put("name", name).put("uid", uid).put("namespace", namespace);
    metadata.put("creationTimestamp", "2026-11-24T09:00:00Z");
    metadata.putObject("labels").put("team", team);
    workflow.putObject("status").put("phase", "Failed").put("startedAt", "2026-11-24T09:00:00Z");
    archived.put(uid, workflow);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int tiphys(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command.split(" ")));
    all.add("--port=" + server.address().getPort());
    all.addAll(Arrays.asList(arguments));
    return Tiphys.execute(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  @Test
  void a_list_is_of_the_namespace_and_by_labels() {
    assertThat(tiphys("archive list")).isZero();
    assertThat(out.toString()).contains("nightly", "weekly").doesNotContain("other");
    assertThat(tiphys("archive list -A -l team=a -o name")).isZero();
    assertThat(out.toString()).endsWith("nightly\nother\n");
  }

  @Test
  void a_run_is_found_by_its_name_and_by_its_uid() {
    assertThat(tiphys("archive get", "nightly", "-o", "name")).isZero();
    assertThat(tiphys("archive get", SECOND, "-o", "name")).isZero();
    assertThat(out.toString()).isEqualTo("nightly\nweekly\n");
    assertThat(tiphys("archive get", "hourly")).isEqualTo(1);
    assertThat(err.toString()).contains("the archive has no workflow 'hourly'");
  }

  @Test
  void a_name_that_several_have_is_asked_back_with_their_uids() {
    add("nightly", SECOND, "default", "a");
    assertThat(tiphys("archive delete", "nightly")).isEqualTo(1);
    assertThat(err.toString()).contains("several", FIRST, SECOND);
    assertThat(tiphys("archive delete", SECOND)).isZero();
    assertThat(archived).doesNotContainKey(SECOND);
  }

  @Test
  void what_is_revived_is_told_how() {
    assertThat(tiphys("archive retry", "nightly", "-p", "a=1", "-o", "name")).isZero();
    assertThat(retried.getFirst().parameters()).containsEntry("a", "1");
    assertThat(tiphys("archive resubmit", FIRST, "--memoized", "-o", "name")).isZero();
    assertThat(resubmitted.getFirst().memoized()).isTrue();
  }

  @Test
  void labels_are_listed() {
    assertThat(tiphys("archive list-label-keys")).isZero();
    assertThat(tiphys("archive list-label-values -l team")).isZero();
    assertThat(out.toString()).isEqualTo("team\na\nb\n");
  }
}
