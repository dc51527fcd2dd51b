package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.stepdispatch.pod.Image.Running;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program itself, in images that have nothing but what a test names.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SupervisorTest {
  private static final List<String> NO_OPTIONS = List.of();
  private static final String SUPERVISOR = Image.STEP + "/supervisor";

  @TempDir Path folder;

  /// Waits for what other processes do.
  private interface Claim {
    void hold() throws IOException;
  }

  private static void until(Claim claim) throws IOException {
    var end = System.nanoTime() + Image.LIMIT.toNanos();
    while (true) {
      try {
        claim.hold();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  @Test
  void a_command_runs_in_an_image_without_any_other_file() throws Exception {
    var image = Image.empty(folder, "main");
    try (var main = image.supervise("main", NO_OPTIONS, SUPERVISOR, "install", "/tmp", "inner")) {
      assertThat(main.awaitEnd()).isZero();
    }
    assertThat(image.root.resolve("tmp/ctr/inner")).isDirectory();
    assertThat(image.read("main", "exit")).isEqualTo("0\n");
  }

  @Test
  void the_exit_code_is_written_down_and_handed_on() throws Exception {
    var image = Image.withShell(folder, "main");
    try (var main = image.supervise("main", NO_OPTIONS, "sh", "-c", "exit 7")) {
      assertThat(main.awaitEnd()).isEqualTo(7);
    }
    assertThat(image.read("main", "exit")).isEqualTo("7\n");
  }

  @Test
  void what_is_killed_ends_with_128_and_the_signal() throws Exception {
    var image = Image.withShell(folder, "main");
    try (var main = image.supervise("main", NO_OPTIONS, "sh", "-c", "kill -9 $$")) {
      assertThat(main.awaitEnd()).isEqualTo(137);
    }
  }

  @Test
  void what_is_no_program_ends_with_64_and_says_so() throws Exception {
    var image = Image.withShell(folder, "main");
    try (var main = image.supervise("main", NO_OPTIONS, "nothing-of-that-name")) {
      assertThat(main.awaitEnd()).isEqualTo(64);
      assertThat(main.stderr())
          .contains("cannot run 'nothing-of-that-name': No such file or directory");
    }
    assertThat(image.read("main", "exit")).isEqualTo("64\n");
  }

  @Test
  void stdout_and_stderr_are_passed_on_and_kept() throws Exception {
    var image = Image.withShell(folder, "main");
    var options = List.of("--log", "1000", "--result", "5");
    try (var main =
        image.supervise("main", options, "sh", "-c", "echo 123; echo wrong >&2; echo 456")) {
      assertThat(main.awaitEnd()).isZero();
      assertThat(main.stdout()).isEqualTo("123\n456\n");
      assertThat(main.stderr()).isEqualTo("wrong\n");
    }
    assertThat(image.read("main", "result")).isEqualTo("\n456\n");
    assertThat(image.read("main", "log")).contains("123\n", "456\n", "wrong\n");
  }

  @Test
  void no_more_is_kept_than_the_limits_say() throws Exception {
    var image = Image.withShell(folder, "main");
    var options = List.of("--log", "20000", "--result", "262144");
    try (var main = image.supervise("main", options, "seq", "200000")) {
      assertThat(main.awaitEnd()).isZero();
      assertThat(main.stdout()).hasSize(1288895).endsWith("200000\n");
    }
    assertThat(image.read("main", "log")).hasSize(20000).startsWith("1\n2\n");
    assertThat(image.read("main", "result")).hasSize(262144).endsWith("199999\n200000\n");
  }

  @Test
  void what_the_command_left_running_ends_with_it_and_keeps_nobody_waiting() throws Exception {
    var image = Image.withShell(folder, "main");
    var begun = Instant.now();
    try (var main =
        image.supervise("main", List.of("--result", "100"), "sh", "-c", "sleep 1000 & echo over")) {
      assertThat(main.awaitEnd()).isZero();
    }
    assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(20));
    assertThat(image.read("main", "result")).isEqualTo("over\n");
  }

  @Test
  void what_left_the_process_group_ends_too_if_the_pod_shares_its_list_of_processes()
      throws Exception {
    var image = Image.withShell(folder, "main");
    var script =
        """
        %s run --step %s --name main -- sh -c '(busybox setsid sleep 1000 & echo $! >/tmp/pid)'
        kill -0 $(cat /tmp/pid) || echo gone
        """
            .formatted(SUPERVISOR, Image.STEP);
    try (var first = image.run(Map.of("PATH", "/bin"), List.of("sh", "-c", script))) {
      assertThat(first.awaitEnd()).isZero();
      assertThat(first.stdout()).isEqualTo("gone\n");
    }
  }

  @Test
  void orphans_are_taken_back() throws Exception {
    var image = Image.withShell(folder, "main");
    var orphans =
        "i=0; while [ $i -lt 20 ]; do (sh -c 'exit 0' &); i=$((i+1)); done; sleep 1; "
            + "cat /proc/[0-9]*/stat > /tmp/processes";
    try (var main = image.supervise("main", NO_OPTIONS, "sh", "-c", orphans)) {
      assertThat(main.awaitEnd()).isZero();
    }
    assertThat(Files.readString(image.root.resolve("tmp/processes"))).doesNotContain(") Z ");
  }

  @Test
  void TERM_reaches_the_command_and_is_noted() throws Exception {
    var image = Image.withShell(folder, "main");
    var command = "trap 'echo asked; exit 3' TERM; echo ready; while true; do sleep 0.1; done";
    try (var main = image.supervise("main", List.of("--log", "100"), "sh", "-c", command)) {
      until(() -> assertThat(main.stdout()).contains("ready"));
      main.signal("TERM");
      assertThat(main.awaitEnd()).isEqualTo(3);
      assertThat(main.stdout()).contains("asked");
    }
    assertThat(image.step.resolve("killed")).content().isEqualTo("CANCELLED");
    assertThat(image.read("main", "exit")).isEqualTo("3\n");
  }

  @Test
  void other_signals_reach_the_command_and_mean_nothing_else() throws Exception {
    var image = Image.withShell(folder, "main");
    var command = "trap 'exit 5' USR1; echo ready; while true; do sleep 0.1; done";
    try (var main = image.supervise("main", List.of("--log", "100"), "sh", "-c", command)) {
      until(() -> assertThat(main.stdout()).contains("ready"));
      main.signal("USR1");
      assertThat(main.awaitEnd()).isEqualTo(5);
    }
    assertThat(image.step.resolve("killed")).doesNotExist();
  }

  @Test
  void what_does_not_end_when_it_is_asked_is_killed() throws Exception {
    var image = Image.withShell(folder, "main");
    var command = "trap '' TERM; echo ready; while true; do sleep 0.1; done";
    var options = List.of("--log", "100", "--grace", "1");
    try (var main = image.supervise("main", options, "sh", "-c", command)) {
      until(() -> assertThat(main.stdout()).contains("ready"));
      main.signal("TERM");
      assertThat(main.awaitEnd()).isEqualTo(137);
    }
  }

  @Test
  void a_command_ends_at_its_deadline_with_all_that_it_started() throws Exception {
    var image = Image.withShell(folder, "main");
    var deadline = Long.toString(Instant.now().getEpochSecond() + 2);
    try (var main =
        image.supervise(
            "main", List.of("--deadline", deadline), "sh", "-c", "sleep 1000 | sleep 1000")) {
      assertThat(main.awaitEnd()).isEqualTo(143);
    }
    assertThat(image.step.resolve("killed")).content().isEqualTo("DEADLINE");
  }

  @Test
  void a_deadline_counts_although_nobody_reads_the_output() throws Exception {
    var image = Image.withShell(folder, "main");
    var deadline = Long.toString(Instant.now().getEpochSecond() + 2);
    var options = List.of("--deadline", deadline, "--log", "100");
    var file = image.root.resolve("tmp/pipe");
    new ProcessBuilder("mkfifo", file.toString()).start().onExit().join();
    // The pipe has a reader that never reads: the shell that holds both of its ends.
    var slow =
        "exec 3<>/tmp/pipe; exec "
            + SUPERVISOR
            + " run --step "
            + Image.STEP
            + " --name main "
            + String.join(" ", options)
            + " -- busybox yes >/tmp/pipe";
    try (var main = image.run(Map.of("PATH", "/bin"), List.of("sh", "-c", slow))) {
      until(() -> assertThat(image.step.resolve("killed")).content().isEqualTo("DEADLINE"));
      assertThat(main.stderr()).isEmpty();
    }
  }

  @Test
  void nothing_begins_when_the_deadline_is_over() throws Exception {
    var image = Image.withShell(folder, "main");
    try (var main =
        image.supervise("main", List.of("--deadline", "1"), "sh", "-c", "echo > /tmp/ran")) {
      assertThat(main.awaitEnd()).isEqualTo(143);
    }
    assertThat(image.root.resolve("tmp/ran")).doesNotExist();
    assertThat(image.ofContainer("main").resolve("begun")).doesNotExist();
  }

  @Test
  void a_container_begins_only_once() throws Exception {
    var image = Image.withShell(folder, "main");
    try (var first = image.supervise("main", NO_OPTIONS, "sh", "-c", "exit 0")) {
      assertThat(first.awaitEnd()).isZero();
    }
    try (var second = image.supervise("main", NO_OPTIONS, "sh", "-c", "echo > /tmp/ran")) {
      assertThat(second.awaitEnd()).isEqualTo(64);
      assertThat(second.stderr()).contains("container 'main' cannot begin: it began before");
    }
    assertThat(image.root.resolve("tmp/ran")).doesNotExist();
    assertThat(image.read("main", "exit")).isEqualTo("0\n");
  }

  @Test
  void a_container_waits_for_those_that_it_depends_on() throws Exception {
    var image = Image.withShell(folder, "a", "b");
    try (var b = image.supervise("b", List.of("--after", "a"), "cat", "/tmp/made")) {
      try (var a = image.supervise("a", NO_OPTIONS, "sh", "-c", "echo it > /tmp/made")) {
        assertThat(a.awaitEnd()).isZero();
      }
      assertThat(b.awaitEnd()).isZero();
      assertThat(b.stdout()).isEqualTo("it\n");
    }
  }

  @Test
  void a_container_does_not_run_if_one_failed_that_it_depends_on() throws Exception {
    var image = Image.withShell(folder, "a", "b");
    try (var b = image.supervise("b", List.of("--after", "a"), "sh", "-c", "echo > /tmp/ran");
        var a = image.supervise("a", NO_OPTIONS, "sh", "-c", "exit 4")) {
      assertThat(a.awaitEnd()).isEqualTo(4);
      assertThat(b.awaitEnd()).isEqualTo(4);
      assertThat(b.stderr()).contains("dependency a exited with non-zero code");
    }
    assertThat(image.root.resolve("tmp/ran")).doesNotExist();
    assertThat(image.read("b", "held")).isEqualTo("a");
    assertThat(image.read("b", "exit")).isEqualTo("4\n");
  }

  @Test
  void a_container_knows_when_another_was_killed_without_a_word() throws Exception {
    var image = Image.withShell(folder, "a", "b");
    try (var a = image.supervise("a", NO_OPTIONS, "sleep", "1000");
        var b = image.supervise("b", List.of("--after", "a"), "sh", "-c", "exit 0")) {
      until(() -> assertThat(image.ofContainer("a").resolve("begun")).exists());
      a.signal("KILL");
      a.awaitEnd();
      assertThat(b.awaitEnd()).isEqualTo(137);
    }
    assertThat(image.ofContainer("a").resolve("exit")).doesNotExist();
  }

  @Test
  void a_sidecar_ends_when_the_work_is_done() throws Exception {
    var image = Image.withShell(folder, "main", "side");
    try (var side = image.supervise("side", List.of("--until", "main"), "sleep", "1000")) {
      until(() -> assertThat(image.ofContainer("side").resolve("begun")).exists());
      try (var main = image.supervise("main", NO_OPTIONS, "sh", "-c", "exit 0")) {
        assertThat(main.awaitEnd()).isZero();
      }
      assertThat(side.awaitEnd()).isEqualTo(143);
    }
    assertThat(image.ofContainer("side").resolve("stopped")).exists();
    assertThat(image.step.resolve("killed")).doesNotExist();
  }

  @Test
  void a_container_of_a_set_is_tried_again() throws Exception {
    var image = Image.withShell(folder, "main");
    var command = "echo try; echo >> /tmp/tries; [ $(busybox wc -l < /tmp/tries) -eq 3 ]";
    var options = List.of("--retries", "5", "--log", "100", "--result", "100");
    try (var main = image.supervise("main", options, "sh", "-c", command)) {
      assertThat(main.awaitEnd()).isZero();
    }
    assertThat(image.root.resolve("tmp/tries")).content().isEqualTo("\n\n\n");
    assertThat(image.read("main", "log")).isEqualTo("try\ntry\ntry\n");
    assertThat(image.read("main", "result")).isEqualTo("try\n");
  }

  @Test
  void files_are_kept_as_they_are_and_links_to_them_followed() throws Exception {
    var image = Image.withShell(folder, "main");
    var options =
        List.of(
            "--file-max",
            "9",
            "--file",
            "/tmp/a",
            "--file",
            "/tmp/missing",
            "--file",
            "/tmp/b",
            "--file",
            "/tmp/pipe",
            "--file",
            "/tmp");
    var command = "echo hello > /tmp/a; ln -s a /tmp/b; busybox mkfifo /tmp/pipe; exit 1";
    try (var main = image.supervise("main", options, "sh", "-c", command)) {
      assertThat(main.awaitEnd()).isEqualTo(1);
    }
    assertThat(image.read("main", "outputs/0")).isEqualTo("hello\n");
    assertThat(image.ofContainer("main").resolve("outputs/1")).doesNotExist();
    assertThat(image.read("main", "outputs/2")).isEqualTo("hello\n");
    assertThat(image.read("main", "outputs/3.error")).isEqualTo("/tmp/pipe: it is no file");
    assertThat(image.read("main", "outputs/4.error")).isEqualTo("/tmp: it is no file");
  }

  @Test
  void of_a_file_above_the_limit_one_byte_more_is_kept() throws Exception {
    var image = Image.withShell(folder, "main");
    var options = List.of("--file-max", "9", "--file", "/tmp/a");
    try (var main = image.supervise("main", options, "sh", "-c", "seq 100 > /tmp/a")) {
      assertThat(main.awaitEnd()).isZero();
    }
    assertThat(image.read("main", "outputs/0")).hasSize(10);
  }

  @Test
  void a_tree_is_kept_with_modes_and_links() throws Exception {
    var image = Image.withShell(folder, "main");
    var longName = "x".repeat(150);
    var command =
        """
        mkdir -p /tmp/tree/sub/%1$s; echo run > /tmp/tree/run; chmod 700 /tmp/tree/run
        echo key > /tmp/tree/sub/%1$s/key; chmod 400 /tmp/tree/sub/%1$s/key
        ln -s ../run /tmp/tree/sub/link; busybox mkfifo /tmp/tree/pipe; : > /tmp/tree/empty
        """
            .formatted(longName);
    try (var main = image.supervise("main", List.of("--tree", "/tmp/tree"), "sh", "-c", command)) {
      assertThat(main.awaitEnd()).isZero();
    }
    var kept = entries(image.ofContainer("main").resolve("outputs/0.tar"));
    assertThat(kept)
        .containsOnlyKeys(
            "content/",
            "content/run",
            "content/empty",
            "content/sub/",
            "content/sub/link",
            "content/sub/" + longName + "/",
            "content/sub/" + longName + "/key");
    assertThat(kept.get("content/run").getMode() & 0777).isEqualTo(0700);
    assertThat(kept.get("content/sub/" + longName + "/key").getMode() & 0777).isEqualTo(0400);
    assertThat(kept.get("content/sub/link").getLinkName()).isEqualTo("../run");
  }

  @Test
  void a_tree_above_a_limit_is_not_kept() throws Exception {
    var image = Image.withShell(folder, "main");
    var options =
        List.of("--tree-max", "10", "--entries-max", "3", "--tree", "/tmp/big", "--tree", "/tmp/n");
    var command = "seq 9 > /tmp/big; mkdir /tmp/n; for i in 1 2 3; do : > /tmp/n/$i; done";
    try (var main = image.supervise("main", options, "sh", "-c", command)) {
      assertThat(main.awaitEnd()).isZero();
    }
    assertThat(image.ofContainer("main").resolve("outputs/0.tar")).doesNotExist();
    assertThat(image.read("main", "outputs/0.error"))
        .isEqualTo("/tmp/big: there are more bytes than the limit allows");
    assertThat(image.read("main", "outputs/1.error"))
        .startsWith("/tmp/n/")
        .endsWith(": there are more files than the limit allows");
  }

  @Test
  void whoever_the_user_of_the_image_is_others_can_read_what_is_kept() throws Exception {
    var image = Image.withShell(folder, "main");
    var options = List.of("--file", "/tmp/a", "--log", "100");
    var command = "umask 077; echo secret > /tmp/a";
    try (var main = image.supervise("main", options, "sh", "-c", command)) {
      assertThat(main.awaitEnd()).isZero();
    }
    for (var file : List.of("begun", "exit", "log", "outputs/0")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(image.ofContainer("main").resolve(file))))
          .as(file)
          .isEqualTo("rw-r--r--");
    }
  }

  @Test
  void a_script_comes_with_the_shared_folder() throws Exception {
    var image = Image.withShell(folder, "main");
    var install = List.of(SUPERVISOR, "install", Image.STEP, "main");
    try (var init = image.run(Map.of("TIPHYS_SCRIPT", "#!/bin/sh\necho it ran\n"), install)) {
      assertThat(init.awaitEnd()).isZero();
    }
    try (var main = image.supervise("main", NO_OPTIONS, Image.STEP + "/script")) {
      assertThat(main.awaitEnd()).isZero();
      assertThat(main.stdout()).isEqualTo("it ran\n");
    }
  }

  @Test
  void options_that_make_no_sense_are_named() throws Exception {
    var image = Image.withShell(folder, "main");
    try (Running main = image.supervise("main", List.of("--grace", "soon"), "sh")) {
      assertThat(main.awaitEnd()).isEqualTo(64);
      assertThat(main.stderr()).contains("--grace: expected a number from 0 on, found 'soon'");
    }
    try (Running main = image.supervise("main", List.of("--more", "1"), "sh")) {
      assertThat(main.awaitEnd()).isEqualTo(64);
      assertThat(main.stderr()).contains("'--more' is not understood");
    }
  }

  private static Map<String, TarArchiveEntry> entries(Path file) throws IOException {
    Map<String, TarArchiveEntry> entries = new TreeMap<>();
    try (var tar =
        new TarArchiveInputStream(new ByteArrayInputStream(Files.readAllBytes(file)), "UTF-8")) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }
}
