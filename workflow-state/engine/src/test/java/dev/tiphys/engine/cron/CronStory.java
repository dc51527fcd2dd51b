package dev.tiphys.engine.cron;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.cron.CronCommand.Begin;
import dev.tiphys.engine.cron.CronCommand.End;
import dev.tiphys.engine.cron.CronCommand.Wake;
import dev.tiphys.engine.cron.CronFact.CronDefined;
import dev.tiphys.engine.cron.CronFact.TickTaken;
import dev.tiphys.events.Phase;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A CronWorkflow and what happens to it, told in order. What a command leads to is what the next
/// one finds.
final class CronStory {
  static final String CRON = "nightly";

  private final String zone;
  private JsonNode cron;
  private CronState state = CronState.UNKNOWN;
  private Instant up;
  private List<CronFact> last = List.of();
  private final List<CronFact> all = new ArrayList<>();

  private CronStory(String spec, String zone, Instant up) {
    this.cron = cron(spec);
    this.zone = zone;
    this.up = up;
  }

  /// A CronWorkflow that is created at `at`, in a world that is up since then.
  static CronStory given(String spec, String zone, String at) {
    var story = new CronStory(spec, zone, Instant.parse(at));
    return story.wake(at);
  }

  static CronStory given(String spec) {
    return given(spec, "UTC", "2026-01-01T00:00:00Z");
  }

  private static JsonNode cron(String spec) {
    var yaml =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: CronWorkflow
        metadata: {name: nightly, namespace: default, uid: u-1, labels: {team: red}, annotations: {note: a}}
        spec: {%s, workflowSpec: {}}
        """
            .formatted(spec);
    return CronDefinition.stored(
        YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "cron.yaml").getFirst().toJson());
  }

  CronStory spec(String spec) {
    cron = cron(spec);
    return this;
  }

  /// Nobody is there until then.
  CronStory downUntil(String at) {
    up = Instant.parse(at);
    return wake(at);
  }

  CronStory wake(String at) {
    return when(new Wake(cron, zone, up, Instant.parse(at)));
  }

  CronStory when(CronCommand command) {
    var decided = CronDecider.decide(state, command);
    assertThat(CronState.replay(concat(all, decided.facts())))
        .as("state is the fold of the log")
        .isEqualTo(decided.after());
    last = decided.facts();
    all.addAll(last);
    state = decided.after();
    return this;
  }

  private static List<CronFact> concat(List<CronFact> before, List<CronFact> after) {
    var facts = new ArrayList<>(before);
    facts.addAll(after);
    return facts;
  }

  /// The run of that tick begins and ends.
  CronStory over(String tick, Phase phase) {
    begun(tick);
    return when(new End(uid(tick), phase, Instant.parse(tick).plusSeconds(30)));
  }

  CronStory begun(String tick) {
    return when(new Begin(uid(tick), Instant.parse(tick).plusSeconds(1)));
  }

  static String uid(String tick) {
    return CronDecider.uid("u-1", Instant.parse(tick));
  }

  CronStory thenNothing() {
    assertThat(last).isEmpty();
    return this;
  }

  CronStory then(CronFact... facts) {
    assertThat(last).containsExactly(facts);
    return this;
  }

  /// Which ticks got a run from the last command.
  CronStory thenRuns(String... ticks) {
    assertThat(taken(last)).containsExactly(ticks);
    return this;
  }

  /// Which ticks got a run so far.
  CronStory thenRunsOfAll(String... ticks) {
    assertThat(taken(all)).containsExactly(ticks);
    return this;
  }

  private static List<String> taken(List<CronFact> facts) {
    return facts.stream()
        .filter(TickTaken.class::isInstance)
        .map(fact -> ((TickTaken) fact).tick().toString())
        .toList();
  }

  /// Wakes at each second of that stretch, and once more for each.
  CronStory live(String from, String to, long step) {
    for (var at = Instant.parse(from); !at.isAfter(Instant.parse(to)); at = at.plusSeconds(step)) {
      wake(at.toString());
      wake(at.toString()).thenNothing();
    }
    return this;
  }

  CronState state() {
    return state;
  }

  List<CronFact> last() {
    return last;
  }

  CronDefined defined(String at) {
    return new CronDefined(cron, zone, Instant.parse(at));
  }
}
