package dev.tiphys.engine.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.engine.cron.CronFact.CronDefined;
import dev.tiphys.engine.cron.CronFact.CronStopped;
import dev.tiphys.engine.cron.CronFact.RunBegun;
import dev.tiphys.engine.cron.CronFact.RunExpired;
import dev.tiphys.engine.cron.CronFact.RunForgotten;
import dev.tiphys.engine.cron.CronFact.RunOver;
import dev.tiphys.engine.cron.CronFact.RunRefused;
import dev.tiphys.engine.cron.CronFact.RunReplaced;
import dev.tiphys.engine.cron.CronFact.TickSkipped;
import dev.tiphys.engine.cron.CronFact.TickTaken;
import dev.tiphys.engine.cron.CronFact.TicksMissed;
import dev.tiphys.events.Phase;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The stored form of every type of fact. A file under `golden/` is never edited: it is what logs
/// out there contain.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CronGoldenFilesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant AT = Instant.ofEpochMilli(1_764_000_000_123L);
  private static final Instant TICK = Instant.ofEpochSecond(1_764_000_000L);
  private static final String CRON =
      "{\"metadata\":{\"name\":\"nightly\",\"namespace\":\"default\",\"uid\":\"u-1\"},"
          + "\"spec\":{\"schedules\":[\"0 2 * * *\"],\"startingDeadlineSeconds\":30}}";

  static Stream<CronFact> samples() throws IOException {
    return Stream.of(
        new CronDefined(JSON.readTree(CRON), "UTC", AT),
        new TickTaken(TICK, "nightly-1764000000", "r-1", AT),
        new TickSkipped(TICK, "not \"now\"", true, AT),
        new TicksMissed(TICK, AT),
        new RunBegun("r-1", AT),
        new RunRefused("r-1", "no template", AT),
        new RunReplaced("r-1", AT),
        new RunOver("r-1", Phase.FAILED, AT),
        new RunExpired("r-1", AT),
        new RunForgotten("r-1", AT),
        new CronStopped(AT));
  }

  @Test
  void every_type_of_fact_has_a_golden_file() throws IOException {
    assertThat(samples().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(CronFact.class.getPermittedSubclasses()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_fact_is_written_as_its_golden_file_says(CronFact fact) {
    assertThat(text(fact)).isEqualTo(golden(fact));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_golden_file_is_read_as_the_fact_it_was(CronFact fact) {
    assertThat(fact(golden(fact))).isEqualTo(fact);
  }

  @Test
  void defaults_are_left_out_and_come_back() {
    var fact = new TickSkipped(TICK, "m", false, AT.plusNanos(999));
    assertThat(text(fact)).doesNotContain("failed");
    assertThat(fact(text(fact))).isEqualTo(fact);
  }

  @Test
  void unknown_fields_are_passed_over() {
    assertThat(fact("{\"t\":\"cron.stopped\",\"later\":{\"n\":[1]},\"at\":1764000000123}"))
        .isEqualTo(new CronStopped(AT));
  }

  @Test
  void an_unknown_type_is_refused() {
    assertThatThrownBy(() -> fact("{\"t\":\"cron.moved\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("facts of type 'cron.moved' are not known to this version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"at\":1,\"t\":\"cron.stopped\"}",
        "{\"t\":1}",
        "{\"t\":\"cron.stopped\"}",
        "{\"t\":\"cron.stopped\",\"at\":\"now\"}",
        "{\"t\":\"run.begun\",\"at\":1}",
        "{\"t\":\"run.begun\",\"uid\":7,\"at\":1}",
        "{\"t\":\"run.over\",\"uid\":\"u\",\"phase\":\"Lost\",\"at\":1}",
        "{\"t\":\"cron.defined\",\"zone\":\"UTC\",\"at\":1}",
      })
  void what_is_no_fact_is_refused(String text) {
    assertThatThrownBy(() -> fact(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(CronFact fact) {
    var text = new StringWriter();
    try (var out = JSON.createGenerator(text)) {
      CronFactJson.write(fact, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static CronFact fact(String text) {
    try (var in = JSON.createParser(text)) {
      in.nextToken();
      return CronFactJson.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String golden(CronFact fact) {
    var name = "/golden/crons/v1/" + CronFactJson.tag(fact) + ".json";
    try (var in = CronGoldenFilesTest.class.getResourceAsStream(name)) {
      assertThat(in).as("the golden file %s", name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
