package dev.tiphys.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.RunFact.ArtifactsCollected;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.EndIgnored;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.LocksReleased;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.LoopExpanded;
import dev.tiphys.events.RunFact.MemoAnswered;
import dev.tiphys.events.RunFact.MemoStored;
import dev.tiphys.events.RunFact.MemoWanted;
import dev.tiphys.events.RunFact.MetricsEmitted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeNoted;
import dev.tiphys.events.RunFact.NodeProgressed;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.NodeSettled;
import dev.tiphys.events.RunFact.OutputsSet;
import dev.tiphys.events.RunFact.PodsCollected;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunExpired;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunResumed;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunFact.RunStarted;
import dev.tiphys.events.RunFact.RunSuspended;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.ShutdownRequested;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The stored form of every type of fact. A file under `golden/` is never edited: it is what logs
/// out there contain.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GoldenFilesTest {
  private static final Instant AT = Instant.ofEpochMilli(1_764_000_000_123L);

  private final LargeValues large = LargeValues.inMemory();
  private final FactJson facts = new FactJson(large);

  static Stream<RunFact> samples() {
    return Stream.of(
        new RunStarted(json("{\"workflow\":{\"metadata\":{\"name\":\"hello\"}}}"), AT),
        new NodeAdded(
            12,
            3,
            Role.HOOK,
            2,
            4,
            NodeType.STEPS,
            ".a(4:x)",
            "local/echo",
            Phase.OMITTED,
            "omitted: \"depends\" condition not met",
            Map.of("b", "2", "a", "1"),
            Map.of("in", json("{\"raw\":{\"data\":\"x\"}}")),
            Map.of("workflow.status", "Failed"),
            true,
            AT),
        new LoopExpanded(3, 2, List.of(json("1"), json("\"x\""), json("{\"k\":[1.5,null]}"))),
        new CallDeferred(3, 2, 4),
        new NodeRunning(12, "host-1", "10.0.0.1", AT),
        new NodeDaemoned(12, "10.0.0.1", AT),
        new NodeNoted(12, "Waiting for locks"),
        new NodeProgressed(12, "3/10"),
        new OutputsSet(12, Map.of("approved", "yes"), "by alice"),
        new NodeEnded(
            12,
            Phase.FAILED,
            "Error (exit code 3)",
            new Outputs(Map.of("p", "v"), "text \u2028 \"quoted\"", "3", Map.of("out", json("{}"))),
            true,
            AT.minusSeconds(5),
            AT),
        new NodeSettled(12),
        new EndIgnored(12, Phase.SUCCEEDED, AT),
        new TimerSet(12, TimerKind.PENDING_DEADLINE, AT),
        new LocksWanted(12, List.of("default/Mutex/b", "default/Mutex/a")),
        new LocksGranted(12),
        new LocksReleased(12, List.of("default/Mutex/a")),
        new MemoWanted(12, "my-cache", "a-1", "1h"),
        new MemoAnswered(12, true),
        new MemoStored(12),
        new RunSuspended(AT),
        new RunResumed(AT),
        new ShutdownRequested(Shutdown.TERMINATE, AT),
        new RunRetried(List.of(7, 8), List.of(0), Map.of("p", "v"), AT),
        new RunFinished(Phase.SUCCEEDED, "done", AT),
        new PodsCollected(12),
        new MetricsEmitted(
            12,
            List.of(
                new MetricSample(
                    "played",
                    "how often",
                    MetricSample.Kind.COUNTER,
                    Map.of("b", "2", "a", "1"),
                    1,
                    List.of()),
                new MetricSample(
                    "took",
                    "how long",
                    MetricSample.Kind.HISTOGRAM,
                    Map.of(),
                    0.1,
                    List.of(1.0, 2.5))),
            "when: cannot be read"),
        new ArtifactsCollected(
            Map.of(12, List.of("out", "main-logs"), 3, List.of("a")), true, "b: is not there"),
        new RunExpired(AT));
  }

  @Test
  void every_type_of_fact_has_a_golden_file() {
    assertThat(samples().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(RunFact.class.getPermittedSubclasses()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_fact_is_written_as_its_golden_file_says(RunFact fact) {
    assertThat(text(fact)).isEqualTo(golden(fact));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void a_golden_file_is_read_as_the_fact_it_was(RunFact fact) {
    assertThat(facts.fact(bytes(golden(fact)))).isEqualTo(fact);
  }

  @Test
  void defaults_are_left_out_and_come_back() {
    var fact = call("local/echo", Map.of());
    assertThat(text(fact))
        .isEqualTo(
            "{\"t\":\"node.added\",\"n\":12,\"p\":1,\"spot\":3,\"as\":\".a\","
                + "\"template\":\"local/echo\",\"at\":1764000000123}");
    assertThat(facts.fact(facts.bytes(fact))).isEqualTo(fact);
  }

  @Test
  void the_names_of_what_a_node_exports_come_back() {
    var fact =
        new NodeEnded(12, Phase.SUCCEEDED, null, Outputs.NONE, false, null, AT)
            .named(Map.of("parameters.x", "all-1"));
    assertThat(text(fact)).contains("\"globalNames\":{\"parameters.x\":\"all-1\"}");
    assertThat(facts.fact(facts.bytes(fact))).isEqualTo(fact);
  }

  @Test
  void what_most_facts_are_is_left_out_and_comes_back() {
    var ended = new NodeEnded(12, Phase.SUCCEEDED, null, Outputs.NONE, false, null, AT);
    assertThat(text(ended)).isEqualTo(golden("v2/node.ended"));
    assertThat(facts.fact(bytes(golden("v2/node.ended")))).isEqualTo(ended);
    var group = group(Phase.RUNNING);
    assertThat(text(group)).isEqualTo(golden("v2/node.added"));
    assertThat(facts.fact(bytes(golden("v2/node.added")))).isEqualTo(group);
    var waiting = group(Phase.PENDING);
    assertThat(facts.fact(facts.bytes(waiting))).isEqualTo(waiting);
  }

  @Test
  void groups_of_earlier_logs_say_what_they_are() {
    var earlier =
        "{\"t\":\"node.added\",\"n\":12,\"p\":1,\"role\":\"group\",\"type\":\"StepGroup\",\"as\":\"[0]\","
            + "%s\"at\":1764000000123}";
    assertThat(facts.fact(bytes(earlier.formatted("\"phase\":\"Running\","))))
        .isEqualTo(group(Phase.RUNNING));
    assertThat(facts.fact(bytes(earlier.formatted("")))).isEqualTo(group(Phase.PENDING));
  }

  @Test
  void the_time_of_the_fact_before_is_not_said_again() throws IOException {
    var before = new RunSuspended(AT);
    assertThat(written(new RunResumed(AT), before)).isEqualTo("{\"t\":\"run.resumed\"}");
    assertThat(written(new RunResumed(AT.plusMillis(1)), before)).contains("at");
    assertThat(written(new RunResumed(AT), new NodeSettled(1))).contains("at");
    try (var in = ValueWriter.MAPPER.createParser("{\"t\":\"run.resumed\"}")) {
      in.nextToken();
      assertThat(facts.read(in, before)).isEqualTo(new RunResumed(AT));
    }
  }

  private String written(RunFact fact, RunFact before) throws IOException {
    var out = new java.io.StringWriter();
    try (var json = ValueWriter.MAPPER.createGenerator(out)) {
      facts.write(fact, before, json);
    }
    return out.toString();
  }

  private static NodeAdded group(Phase phase) {
    return new NodeAdded(
        12,
        1,
        Role.GROUP,
        0,
        -1,
        NodeType.STEP_GROUP,
        "[0]",
        null,
        phase,
        null,
        Map.of(),
        Map.of(),
        Map.of(),
        false,
        AT);
  }

  @Test
  void times_are_whole_milliseconds_before_they_are_stored() {
    var fact = new RunSuspended(AT.plusNanos(999_999));
    assertThat(fact).isEqualTo(new RunSuspended(AT));
  }

  @Test
  void a_large_value_is_kept_beside_the_fact_and_comes_back() {
    var fact = call("local/echo", Map.of("big", "ä".repeat(LargeValues.INLINE_MAX + 1)));
    assertThat(facts.bytes(fact)).hasSizeLessThan(250);
    assertThat(facts.fact(facts.bytes(fact))).isEqualTo(fact);
  }

  @Test
  void a_value_at_the_limit_stays_in_the_fact() {
    var fact = call("local/echo", Map.of("big", "x".repeat(LargeValues.INLINE_MAX)));
    assertThat(text(fact)).doesNotContain("dataref");
  }

  @Test
  void a_loop_of_many_items_is_one_large_value() {
    var fact = new LoopExpanded(1, 0, java.util.Collections.nCopies(10_000, json("\"item\"")));
    assertThat(facts.bytes(fact)).hasSizeLessThan(200);
    assertThat(facts.fact(facts.bytes(fact))).isEqualTo(fact);
  }

  @Test
  void a_number_keeps_its_digits() {
    var fact = new LoopExpanded(1, 0, List.of(json("{\"version\":1.10}")));
    assertThat(facts.fact(facts.bytes(fact))).isEqualTo(fact);
    assertThat(new String(facts.bytes(fact), java.nio.charset.StandardCharsets.UTF_8))
        .contains("1.10");
  }

  @Test
  void a_value_of_the_form_of_a_reference_is_never_followed() {
    var secret = large.store(bytes("\"of another run\""));
    var hostile = json("{\"dataref\":\"%s\"}".formatted(secret));
    var pinned = new RunStarted(hostile, AT);
    assertThat(facts.fact(facts.bytes(pinned))).isEqualTo(pinned);
    var loop = new LoopExpanded(1, 0, List.of(hostile));
    assertThat(facts.fact(facts.bytes(loop))).isEqualTo(loop);
  }

  @Test
  void unknown_fields_are_passed_over() {
    assertThat(
            facts.fact(bytes("{\"t\":\"run.resumed\",\"later\":{\"n\":[1]},\"at\":1764000000123}")))
        .isEqualTo(new RunResumed(AT));
  }

  @Test
  void an_unknown_type_is_refused() {
    assertThatThrownBy(() -> facts.fact(bytes("{\"t\":\"node.renamed\",\"n\":1}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("facts of type 'node.renamed' are not known to this version");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"n\":1,\"t\":\"node.settled\"}",
        "{\"t\":1}",
        "{\"t\":\"node.settled\"}",
        "{\"t\":\"node.settled\",\"n\":-1}",
        "{\"t\":\"node.settled\",\"n\":99999999999}",
        "{\"t\":\"node.settled\",\"n\":\"1\"}",
        "{\"t\":\"run.resumed\"}",
        "{\"t\":\"run.finished\",\"phase\":\"Done\",\"at\":1}",
        "{\"t\":\"run.resumed\",\"at\":1",
        "{\"t\":\"locks.wanted\",\"locks\":{}}",
        "{\"t\":\"locks.wanted\",\"locks\":[1]}",
        "{\"t\":\"loop.expanded\",\"items\":{}}",
        "{\"t\":\"node.added\",\"n\":1,\"at\":1,\"inputs\":[]}",
        "{\"t\":\"node.added\",\"n\":1,\"at\":1,\"inputs\":{\"a\":{\"dataref\":\"../x\"}}}",
        "{\"t\":\"node.added\",\"n\":1,\"at\":1,\"inputs\":{\"a\":{\"other\":1}}}",
        "{\"t\":\"node.added\",\"n\":1,\"at\":1,\"inputs\":{\"a\":",
        "{\"t\":\"node.ended\",\"n\":1,\"at\":1,\"outputs\":\"x\"}",
      })
  void what_is_no_fact_is_refused(String text) {
    assertThatThrownBy(() -> facts.fact(bytes(text))).isInstanceOf(IllegalArgumentException.class);
  }

  private static NodeAdded call(String template, Map<String, String> inputs) {
    return new NodeAdded(
        12,
        1,
        Role.CALL,
        3,
        -1,
        NodeType.POD,
        ".a",
        template,
        Phase.PENDING,
        null,
        inputs,
        Map.of(),
        Map.of(),
        false,
        AT);
  }

  private String text(RunFact fact) {
    return new String(facts.bytes(fact), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return ValueWriter.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String golden(RunFact fact) {
    return golden("v1/" + FactJson.tag(fact));
  }

  private static String golden(String file) {
    var name = "/golden/facts/" + file + ".json";
    try (var in = GoldenFilesTest.class.getResourceAsStream(name)) {
      assertThat(in).as("the golden file %s", name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
