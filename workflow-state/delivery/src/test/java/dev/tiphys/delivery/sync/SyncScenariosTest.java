package dev.tiphys.delivery.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.health.HealthStatus;
import dev.tiphys.delivery.sync.Step.Act;
import dev.tiphys.delivery.sync.Step.Finish;
import dev.tiphys.delivery.sync.Step.Rehearse;
import dev.tiphys.delivery.sync.Step.Wait;
import dev.tiphys.delivery.sync.TaskBuilder.Pair;
import dev.tiphys.delivery.sync.Wave.Outcome;
import dev.tiphys.delivery.sync.Wave.Report;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.TaskResult;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whole syncs of the shared cases, step by step, on a cluster where everything that is asked for
/// succeeds.
class SyncScenariosTest {
  private static final String NAMESPACE = "fake-argocd-ns";
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  static Stream<JsonNode> scenarios() throws IOException {
    var file = SyncTablesTest.CASES.resolve("scenarios.json").toFile();
    return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("scenarios")
  void a_sync_goes_as_users_of_Argo_CD_see_it(JsonNode scenario) {
    var play = new Play(scenario);
    var number = 0;
    for (var step : scenario.get("steps")) {
      play.step(scenario.get("name").asText() + ", step " + number++, step);
    }
  }

  /// A sync under way, and what was asked of the cluster.
  private static final class Play {
    private final SyncSettings settings;
    private final List<JsonNode> hooks;
    private final Set<String> unmodified = new HashSet<>();
    private List<TaskResult> results = List.of();
    private List<Pair> pairs = List.of();
    private boolean rehearsed;
    private List<String> calls = new ArrayList<>();
    private JsonNode waveCallback;
    private OperationPhase phase;
    private String message = "";

    Play(JsonNode scenario) {
      var given = scenario.get("settings");
      var options = new ArrayList<String>();
      if (given.path("applyOutOfSyncOnly").asBoolean()) {
        options.add(SyncSettings.APPLY_OUT_OF_SYNC_ONLY);
      }
      given
          .path("modified")
          .properties()
          .forEach(
              entry -> {
                if (!entry.getValue().asBoolean()) {
                  unmodified.add(entry.getKey());
                }
              });
      settings =
          new SyncSettings(
              given.path("prune").asBoolean(),
              false,
              false,
              true,
              options,
              NAMESPACE,
              given.path("revision").asText("abc"),
              AT,
              List.of(),
              null);
      hooks = list(scenario.path("hooks"));
    }

    void step(String name, JsonNode step) {
      if (!step.path("target").isEmpty() || !step.path("live").isEmpty()) {
        pairs = pairs(step);
      }
      step.path("after")
          .properties()
          .forEach(
              entry ->
                  results =
                      results.stream()
                          .map(
                              result ->
                                  result.name().equals(entry.getKey())
                                      ? result.with(result.status(), OperationPhase.SUCCEEDED, "")
                                      : result)
                          .toList());
      calls = new ArrayList<>();
      waveCallback = null;
      run(step);
      check(name, step.get("expect"));
    }

    private static List<Pair> pairs(JsonNode step) {
      var targets = list(step.path("target"));
      var lives = list(step.path("live"));
      var pairs = new ArrayList<Pair>();
      for (var i = 0; i < Math.max(targets.size(), lives.size()); i++) {
        pairs.add(
            new Pair(
                i < targets.size() ? targets.get(i) : null,
                i < lives.size() ? lives.get(i) : null));
      }
      return pairs;
    }

    private static List<JsonNode> list(JsonNode array) {
      var list = new ArrayList<JsonNode>();
      array.forEach(each -> list.add(each.isNull() ? null : each));
      return list;
    }

    private void run(JsonNode given) {
      var tasks =
          new TaskBuilder(settings, (apiVersion, kind) -> Optional.of(true), o -> Optional.empty())
              .build(pairs, hooks, null);
      var step = new SyncStep(settings, tasks, results, world(given, tasks));
      var next = step.next(rehearsed);
      if (next instanceof Rehearse) {
        rehearsed = true;
        next = step.next(true);
      }
      for (var acted = 0; acted < 2 && next instanceof Act act; acted++) {
        cleanUp(next);
        waveCallback =
            new ObjectMapper()
                .createObjectNode()
                .put("phase", act.wave().phase().toString())
                .put("wave", act.wave().number())
                .put("final", act.wave().last());
        next = step.after(act.wave(), carryOut(act.wave(), given));
      }
      cleanUp(next);
      results = next.results();
      switch (next) {
        case Finish finish -> {
          phase = finish.phase();
          message = finish.message();
        }
        case Wait wait -> {
          phase = OperationPhase.RUNNING;
          message = wait.message();
        }
        case Act _, Rehearse _ -> throw new AssertionError("still to do: " + next);
      }
    }

    private void cleanUp(Step step) {
      for (var cleanup : step.cleanups()) {
        calls.add("cleanup " + cleanup.hook().name());
      }
    }

    private SyncStep.World world(JsonNode given, List<SyncTask> tasks) {
      var gone = new HashSet<ObjectKey>();
      var same = new HashSet<ObjectKey>();
      for (var task : tasks) {
        if (given.path("apiGet").path(task.name()).asText().equals("404")) {
          gone.add(task.key());
        }
        if (unmodified.contains(task.name())) {
          same.add(task.key());
        }
      }
      var owned = new HashSet<ObjectKey>();
      tasks.forEach(task -> owned.add(task.key()));
      return new SyncStep.World(
          live -> health(given.path("health"), live),
          gone,
          same,
          new PruneProof(owned, 1, 1, false, null));
    }

    private static Optional<Health> health(JsonNode given, JsonNode live) {
      var status = given.path(live.path("metadata").path("name").asText()).asText("Progressing");
      return Arrays.stream(HealthStatus.values())
          .filter(each -> each.toString().equals(status))
          .map(each -> new Health(each, ""))
          .findFirst();
    }

    private Report carryOut(Wave wave, JsonNode given) {
      var outcomes = new ArrayList<Outcome>();
      wave.finalizers()
          .forEach(task -> calls.add("update " + task.name() + " (finalizer removed)"));
      for (var task : wave.prunes()) {
        outcomes.add(new Outcome(task, ResultCode.PRUNED, "pruned"));
      }
      var deleting = new ArrayList<SyncTask>();
      for (var task : wave.hookDeletes()) {
        if (!given.path("apiDelete").path(task.name()).asText().equals("404")) {
          calls.add("delete " + task.name());
          deleting.add(task);
        }
      }
      if (deleting.isEmpty()) {
        wave.applies().stream()
            .flatMap(List::stream)
            .forEach(task -> outcomes.add(new Outcome(task, ResultCode.SYNCED, "")));
      }
      return new Report(outcomes, deleting);
    }

    private void check(String name, JsonNode expect) {
      if (expect.has("phase")) {
        assertThat(phase).as(name).hasToString(expect.get("phase").asText());
      }
      if (expect.has("message")) {
        assertThat(message).as(name).isEqualTo(expect.get("message").asText());
      }
      if (expect.has("resultCount")) {
        assertThat(results).as(name).hasSize(expect.get("resultCount").asInt());
      }
      if (expect.has("calls")) {
        assertThat(calls)
            .as(name)
            .containsExactlyElementsOf(
                list(expect.get("calls")).stream().map(JsonNode::asText).toList());
      }
      if (expect.has("waveCallback")) {
        var wanted = expect.get("waveCallback");
        assertThat(waveCallback).as(name).isEqualTo(wanted.isNull() ? null : wanted);
      }
      for (var wanted : expect.path("results")) {
        var result =
            results.stream()
                .filter(each -> each.name().equals(wanted.get("name").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + ": no result of " + wanted));
        if (wanted.has("status")) {
          assertThat(result.status()).as(name).hasToString(wanted.get("status").asText());
        }
        if (wanted.has("hookPhase")) {
          assertThat(result.phase()).as(name).hasToString(wanted.get("hookPhase").asText());
        }
      }
      var prefixes = list(expect.path("taskNamePrefixes"));
      if (!prefixes.isEmpty()) {
        assertThat(results.stream().map(TaskResult::name).toList()).isNotEmpty();
        var names =
            new TaskBuilder(
                    settings, (apiVersion, kind) -> Optional.of(true), o -> Optional.empty())
                .build(pairs, hooks, null).stream().map(SyncTask::name).toList();
        assertThat(names).hasSameSizeAs(prefixes);
        for (var i = 0; i < names.size(); i++) {
          assertThat(names.get(i)).as(name).startsWith(prefixes.get(i).asText());
        }
      }
    }
  }
}
