package dev.tiphys.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.language.yaml.YamlReader;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  private final RunEvents events = new RunEvents(LargeValues.inMemory());
  private final List<Ended> runs = new ArrayList<>();
  private final List<String> deleted = new ArrayList<>();
  private Map<String, String> labels = Map.of();

  private final EndedRuns port =
      new EndedRuns() {
        @Override
        public List<Ended> all() {
          return List.copyOf(runs);
        }

        @Override
        public Map<String, String> labels(RunId run) {
          return labels;
        }

        @Override
        public void delete(RunId run) {
          deleted.add(run.name());
        }
      };

  private Retention under(String config) {
    return new Retention(RetentionRules.of(yaml(config)), port, events, InstantSource.fixed(NOW));
  }

  private static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "config.yaml")
        .getFirst()
        .toJson();
  }

  private void ended(String name, Phase phase, Duration ago) {
    runs.add(new Ended(id(name), phase, NOW.minus(ago), false));
  }

  private void archived(String name, Duration ago) {
    runs.add(new Ended(id(name), Phase.SUCCEEDED, NOW.minus(ago), true));
  }

  private static RunId id(String name) {
    return new RunId("default", name, "uid-" + name);
  }

  private CloudEvent news(String name, RunNews news) {
    return events.announcement(id(name), "3-1", 3, news, NOW, null);
  }

  private CloudEvent expired(String name) {
    return news(name, new RunNews.RunExpired());
  }

  private CloudEvent finished(String name) {
    return news(name, new RunNews.RunFinished(Phase.SUCCEEDED, null));
  }

  @Test
  void a_run_that_expires_is_deleted() {
    assertThat(under("{}").accept(expired("a"))).isEmpty();
    assertThat(deleted).containsExactly("a");
  }

  @Test
  void a_run_that_expires_stays_in_the_archive() {
    under("persistence: {archive: true}").accept(expired("a"));
    assertThat(deleted).isEmpty();
  }

  @Test
  void the_archive_takes_what_its_selector_chooses() {
    var retention =
        under("persistence: {archive: true, archiveLabelSelector: {matchLabels: {keep: 'yes'}}}");
    labels = Map.of("keep", "yes");
    retention.accept(expired("a"));
    assertThat(deleted).isEmpty();
    labels = Map.of();
    retention.accept(expired("b"));
    assertThat(deleted).containsExactly("b");
  }

  @Test
  void without_a_policy_no_end_is_one_too_many() {
    ended("a", Phase.SUCCEEDED, Duration.ofDays(9));
    assertThat(under("{}").accept(finished("a"))).isEmpty();
  }

  @Test
  void the_oldest_ends_of_a_phase_are_asked_to_expire() {
    ended("new", Phase.SUCCEEDED, Duration.ofMinutes(1));
    ended("old", Phase.SUCCEEDED, Duration.ofMinutes(3));
    ended("older", Phase.SUCCEEDED, Duration.ofMinutes(4));
    ended("failed", Phase.FAILED, Duration.ofMinutes(5));
    ended("errored", Phase.ERROR, Duration.ofMinutes(5));
    archived("gone", Duration.ofMinutes(2));
    var asked = under("retentionPolicy: {completed: 1, errored: 0}").accept(finished("new"));
    assertThat(asked)
        .extracting(event -> events.readRequest(event).run().name())
        .containsExactlyInAnyOrder("old", "older", "errored");
    assertThat(asked)
        .extracting(CloudEvent::getType)
        .containsOnly("dev.tiphys.run.expire.requested");
    assertThat(deleted).isEmpty();
  }

  @Test
  void asking_again_is_the_same_event() {
    ended("a", Phase.FAILED, Duration.ofMinutes(1));
    var retention = under("retentionPolicy: {failed: 0}");
    assertThat(retention.sweep().getFirst().getId())
        .isEqualTo(retention.accept(finished("a")).getFirst().getId());
  }

  @Test
  void the_archive_keeps_a_run_for_as_long_as_it_should() {
    archived("young", Duration.ofDays(29));
    archived("old", Duration.ofDays(31));
    ended("live", Phase.SUCCEEDED, Duration.ofDays(31));
    under("persistence: {archive: true, archiveTTL: 30d}").sweep();
    assertThat(deleted).containsExactly("old");
  }

  @Test
  void what_was_not_heard_of_is_found() {
    archived("a", Duration.ofMinutes(1));
    under("{}").sweep();
    assertThat(deleted).containsExactly("a");
  }

  @Test
  void other_events_are_refused() {
    assertThatThrownBy(() -> under("{}").accept(news("a", new RunNews.RunStarted())))
        .hasMessageContaining("expected one of");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retentionPolicy: {failed: many} | retentionPolicy.failed: expected a number from 0
          retentionPolicy: {failed: -1} | retentionPolicy.failed: expected a number from 0
          persistence: {archiveTTL: soon} | archiveTTL: expected a duration such as 30d
          persistence: {archiveLabelSelector: {matchExpressions: [{key: a}]}} | operator: expected In
          """)
  void what_the_configuration_says_wrongly_is_told(String config, String message) {
    assertThatThrownBy(() -> RetentionRules.of(yaml(config)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
