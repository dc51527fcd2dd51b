package dev.tiphys.engine.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.tiphys.engine.lock.LockFact.LimitSet;
import dev.tiphys.engine.lock.LockFact.LockAsked;
import dev.tiphys.engine.lock.LockFact.LockGranted;
import dev.tiphys.engine.lock.LockFact.LockReleased;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
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
class LockGoldenFilesTest {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Instant AT = Instant.ofEpochMilli(1_764_000_000_123L);
  private static final RunId RUN = new RunId("default", "hello", "u-1");

  static Stream<LockFact> samples() {
    return Stream.of(
        new LimitSet(3),
        new LockAsked(
            new Holder(RUN, 12),
            new Ask(
                new Moment(5, 2), -7, AT, List.of("default/ConfigMap/a/b", "default/Mutex/\"x\""))),
        new LockGranted(new Holder(RUN, 12), AT),
        new LockReleased(new Holder(RUN, 12), new Moment(6, 1), AT));
  }

  @Test
  void every_type_of_fact_has_a_golden_file() {
    assertThat(samples().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(LockFact.class.getPermittedSubclasses()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_fact_is_written_as_its_golden_file_says(LockFact fact) {
    assertThat(text(fact)).isEqualTo(golden(fact));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_golden_file_is_read_as_the_fact_it_was(LockFact fact) {
    assertThat(fact(golden(fact))).isEqualTo(fact);
  }

  @Test
  void defaults_are_left_out_and_come_back() {
    var fact = new LockAsked(new Holder(RUN, -1), new Ask(new Moment(0, 0), 0, AT, List.of()));
    assertThat(text(fact))
        .isEqualTo(
            "{\"t\":\"lock.asked\",\"run\":\"runs/default/hello/u-1\",\"v\":0,"
                + "\"since\":1764000000123,\"locks\":[]}");
    assertThat(fact(text(fact))).isEqualTo(fact);
  }

  @Test
  void times_are_whole_milliseconds_before_they_are_stored() {
    var fact = new LockGranted(new Holder(RUN, 1), AT.plusNanos(999));
    assertThat(fact(text(fact))).isEqualTo(fact);
  }

  @Test
  void unknown_fields_are_passed_over() {
    assertThat(fact("{\"t\":\"limit.set\",\"later\":{\"n\":[1]},\"limit\":2}"))
        .isEqualTo(new LimitSet(2));
  }

  @Test
  void an_unknown_type_is_refused() {
    assertThatThrownBy(() -> fact("{\"t\":\"lock.stolen\"}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("facts of type 'lock.stolen' are not known to this version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"limit\":1,\"t\":\"limit.set\"}",
        "{\"t\":1}",
        "{\"t\":\"limit.set\"}",
        "{\"t\":\"lock.granted\",\"at\":1}",
        "{\"t\":\"lock.granted\",\"run\":\"runs/a/b/c\"}",
        "{\"t\":\"lock.granted\",\"run\":\"runs/a/../c\",\"at\":1}",
        "{\"t\":\"lock.granted\",\"run\":[],\"at\":1}",
        "{\"t\":\"lock.granted\",\"run\":\"runs/a/b/c\",\"n\":-2,\"at\":1}",
        "{\"t\":\"lock.released\",\"run\":\"runs/a/b/c\",\"at\":1}",
        "{\"t\":\"lock.asked\",\"run\":\"runs/a/b/c\",\"v\":1,\"since\":1,\"locks\":{}}",
        "{\"t\":\"lock.asked\",\"run\":\"runs/a/b/c\",\"v\":1,\"since\":1,\"locks\":[1]}",
      })
  void what_is_no_fact_is_refused(String text) {
    assertThatThrownBy(() -> fact(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String text(LockFact fact) {
    var text = new StringWriter();
    try (var out = JSON.createGenerator(text)) {
      LockFactJson.write(fact, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static LockFact fact(String text) {
    try (var in = JSON.createParser(text)) {
      in.nextToken();
      return LockFactJson.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String golden(LockFact fact) {
    var name = "/golden/locks/v1/" + LockFactJson.tag(fact) + ".json";
    try (var in = LockGoldenFilesTest.class.getResourceAsStream(name)) {
      assertThat(in).as("the golden file %s", name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
