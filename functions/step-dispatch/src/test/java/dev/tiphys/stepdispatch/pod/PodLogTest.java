package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.stepdispatch.runner.Runner.Written;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PodLogTest {
  @Test
  void the_times_of_kubernetes_belong_to_the_bytes_behind_them() {
    var log =
        """
        2026-11-24T10:00:01.123456789Z one
        2026-11-24T10:00:02Z zwölf 12
        2026-11-24T10:00:03Z\s
        """;
    assertThat(PodRunner.timed(log.getBytes(StandardCharsets.UTF_8)))
        .containsExactly(
            new Written(4, Instant.parse("2026-11-24T10:00:01.123456789Z")),
            new Written(14, Instant.parse("2026-11-24T10:00:02Z")),
            new Written(15, Instant.parse("2026-11-24T10:00:03Z")));
  }
}
