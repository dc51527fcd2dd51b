package dev.tiphys.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunId;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.stream.StreamName;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Locks that nobody gave back (attack case 40).
@DisplayNameGeneration(ReplaceUnderscores.class)
class LockSweepTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final RunId RUN = new RunId("default", "wf", "u1");

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final InstantSource clock = InstantSource.fixed(NOW);
  private final Runs runs = Runs.in(store, clock, new Random(1));
  private final Locks locks =
      new Locks(
          LockStreams.in(store, clock, new Random(2)),
          (run, name) -> OptionalInt.empty(),
          runs.events());

  private LockSweep sweep() {
    return new LockSweep(store, LockStreams.in(store, clock, new Random(3)), runs);
  }

  /// A run whose only step holds a mutex.
  private List<CloudEvent> holding() throws JsonProcessingException {
    var pinned =
        new ObjectMapper()
            .readTree(
                """
                {"workflow": {"metadata": {"name": "wf", "namespace": "default", "uid": "u1"},
                 "spec": {"entrypoint": "main", "templates": [{"name": "main",
                  "synchronization": {"mutexes": [{"name": "door"}]},
                  "container": {"image": "busybox", "command": ["true"]}}]}}}
                """);
    var wanted = runs.handle(runs.events().request(RUN, "start", new StartRun(pinned, NOW)));
    var granted = wanted.stream().filter(event -> event.getType().endsWith("locks.wanted"));
    return granted.flatMap(event -> locks.apply(event).stream()).toList();
  }

  private List<CloudEvent> end() {
    return runs.handle(
        runs.events()
            .request(
                RUN,
                "0-ended",
                new EndStep(0, Phase.SUCCEEDED, null, Outputs.NONE, null, Map.of(), NOW)));
  }

  @Test
  void a_lock_that_is_needed_is_left_alone() throws Exception {
    holding().forEach(runs::handle);
    assertThat(sweep().overdue(NOW)).isEmpty();
  }

  @Test
  void a_lock_whose_release_was_lost_is_released() throws Exception {
    holding().forEach(runs::handle);
    end();
    var overdue = sweep().overdue(NOW);
    assertThat(overdue).hasSize(1);
    locks.apply(overdue.getFirst());
    assertThat(sweep().overdue(NOW)).isEmpty();
  }

  @Test
  void a_lock_of_a_run_that_was_deleted_is_released() throws Exception {
    holding();
    store.list("runs/", "", 100).forEach(entry -> store.delete(entry.key()));
    var cold = Runs.in(store, clock, new Random(4));
    assertThat(cold.streams().load(new StreamName(RUN.stream())).version()).isZero();
    var overdue =
        new LockSweep(store, LockStreams.in(store, clock, new Random(5)), cold).overdue(NOW);
    assertThat(overdue).hasSize(1);
    locks.apply(overdue.getFirst());
    assertThat(sweep().overdue(NOW)).isEmpty();
  }
}
