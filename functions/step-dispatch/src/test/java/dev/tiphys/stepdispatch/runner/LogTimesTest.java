package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.stepdispatch.runner.Runner.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LogTimesTest {
  private static final Instant BEGIN = Instant.parse("2026-11-24T10:00:00Z");

  @TempDir Path folder;

  private void write(String text, Instant at) throws IOException {
    var log = folder.resolve("log");
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.setLastModifiedTime(log, FileTime.from(at));
  }

  private LogTimes times() {
    return new LogTimes(new ContainerFolder(folder));
  }

  @Test
  void each_look_that_finds_more_notes_when_it_was_written() throws IOException {
    var times = times();
    times.look(false);
    assertThat(times.read()).isEmpty();
    write("one\n", BEGIN);
    times.look(false);
    times.look(false);
    write("two\n", BEGIN.plusSeconds(9));
    times.look(false);
    assertThat(times.read())
        .containsExactly(new Written(4, BEGIN), new Written(8, BEGIN.plusSeconds(9)));
  }

  @Test
  void a_host_that_was_down_goes_on_with_the_notes() throws IOException {
    write("one\n", BEGIN);
    times().look(false);
    write("two\n", BEGIN.plusSeconds(9));
    var later = times();
    later.look(true);
    assertThat(later.read())
        .containsExactly(new Written(4, BEGIN), new Written(8, BEGIN.plusSeconds(9)));
  }

  @Test
  void the_notes_of_a_step_that_goes_on_for_long_are_further_apart() throws IOException {
    var times = times();
    write("a", BEGIN);
    times.look(false);
    write("b", BEGIN.plusSeconds(5_000));
    times.look(false);
    write("c", BEGIN.plusMillis(5_000_500));
    times.look(false);
    assertThat(times.read())
        .containsExactly(
            new Written(1, BEGIN),
            new Written(2, BEGIN.plusSeconds(5_000)),
            new Written(3, BEGIN.plusMillis(5_000_500)));
    assertThat(Files.readAllLines(folder.resolve("log-times"))).hasSize(2);
    times.look(true);
    assertThat(Files.readAllLines(folder.resolve("log-times"))).hasSize(3);
  }

  @Test
  void a_log_that_nobody_looked_at_has_the_time_of_its_end() throws IOException {
    write("one\n", BEGIN);
    assertThat(times().read()).containsExactly(new Written(4, BEGIN));
  }
}
