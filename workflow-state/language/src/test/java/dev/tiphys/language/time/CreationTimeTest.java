package dev.tiphys.language.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CreationTimeTest {
  private static final Instant TIME = Instant.parse("2026-03-07T15:04:05Z");

  @Test
  void each_letter_is_strftime_s() {
    assertThat(CreationTime.parts(TIME))
        .containsEntry("B", "March")
        .containsEntry("b", "Mar")
        .containsEntry("m", "03")
        .containsEntry("A", "Saturday")
        .containsEntry("a", "Sat")
        .containsEntry("d", "07")
        .containsEntry("H", "15")
        .containsEntry("I", "03")
        .containsEntry("M", "04")
        .containsEntry("S", "05")
        .containsEntry("Y", "2026")
        .containsEntry("y", "26")
        .containsEntry("p", "PM")
        .containsEntry("Z", "UTC")
        .containsEntry("z", "+0000")
        .containsEntry("L", "000")
        .containsEntry("s", "1772895845")
        .containsEntry("RFC3339", "2026-03-07T15:04:05Z")
        .hasSize(18);
  }

  @Test
  void another_letter_is_none() {
    assertThat(CreationTime.part(TIME, "Q")).isNull();
  }
}
