package dev.tiphys.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CronEventsTest {
  private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");

  @Test
  void the_same_moment_is_the_same_event() {
    var cron = new CronId("default", "nightly", "u-1");
    assertThat(CronEvents.due(cron, AT, AT).getId())
        .isEqualTo(CronEvents.due(cron, AT, AT.plusSeconds(9)).getId());
    assertThat(CronEvents.cron(CronEvents.due(cron, AT, AT))).isEqualTo(cron);
    assertThat(CronEvents.moment(CronEvents.scheduled(cron, AT, AT))).isEqualTo(AT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/runs/a/b/c", "crons/a/b/c", "/crons/a/b", "/crons/a/b/c/d", "/crons/a/../c", ""})
  void what_is_about_no_cron_workflow_is_refused(String source) {
    assertThatThrownBy(() -> CronEvents.cron(event("1", source)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "-1", "1.5", "9999999999999999999"})
  void what_is_about_no_moment_is_refused(String id) {
    assertThatThrownBy(() -> CronEvents.moment(event(id, "/crons/a/b/c")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("id: expected milliseconds since 1970, found '%s'".formatted(id));
  }

  private static CloudEvent event(String id, String source) {
    return CloudEventBuilder.v1()
        .withId(id)
        .withSource(URI.create(source))
        .withType(CronEvents.DUE)
        .build();
  }
}
