package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SilenceTest {
  private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");

  @TempDir Path folder;
  private final AtomicInteger asked = new AtomicInteger();

  private boolean answers(Instant at, boolean truth) {
    return new Silence(folder)
        .answers(
            "podman",
            at,
            () -> {
              asked.incrementAndGet();
              return truth;
            });
  }

  @Test
  void an_engine_that_was_silent_is_left_alone_for_a_while() {
    assertThat(answers(AT, false)).isFalse();
    assertThat(answers(AT.plusSeconds(1), true)).isFalse();
    assertThat(asked).hasValue(1);

    assertThat(answers(AT.plus(Silence.REMEMBERED), true)).isTrue();
  }

  @Test
  void an_engine_that_answers_is_asked_each_time() {
    assertThat(answers(AT, true)).isTrue();
    assertThat(answers(AT, false)).isFalse();
    assertThat(asked).hasValue(2);
  }
}
