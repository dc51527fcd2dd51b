package dev.tiphys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.doorway.Blobs;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.engine.Step;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunFact.EndIgnored;
import dev.tiphys.events.RunId;
import dev.tiphys.log.projection.Projections;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import dev.tiphys.log.stream.View;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What has really happened: sees every object that comes to be, reads it back from its bytes, and
/// holds what processes say and do against it. What must hold is I1 to I10 of the design.
final class Truth {
  private final ObjectStore store = new MemoryObjectStore();
  private final RunEvents events = new RunEvents(new Blobs(store));
  private final Map<RunId, RunStory> runs = new LinkedHashMap<>();
  private final Map<String, LockStory> locks = new LinkedHashMap<>();
  private final Holders holders = new Holders();
  private final Map<RunId, Long> shown = new HashMap<>();
  private final World world;

  Truth(World world) {
    this.world = world;
  }

  ObjectStore store() {
    return store;
  }

  RunEvents events() {
    return events;
  }

  /// The runs that exist.
  List<RunId> runs() {
    return List.copyOf(runs.keySet());
  }

  Run state(RunId run) {
    var story = runs.get(run);
    return story == null ? Run.NONE : story.state();
  }

  /// The nodes that wait for locks.
  List<Integer> held(RunId run) {
    return story(run).held();
  }

  /// Creates an object in the store, and looks at what that means.
  Put create(String key, byte[] value) {
    var put = store.putIfAbsent(key, value);
    var record = key.indexOf("/r/");
    if (put == Put.CREATED && record > 0) {
      var stream = key.substring(0, record);
      world.trace("stored: %s", key);
      if (stream.startsWith("runs/")) {
        runs.computeIfAbsent(
                RunId.ofStream(stream), run -> new RunStory(run, new Blobs(store), holders))
            .take(value);
      } else {
        locks.computeIfAbsent(stream, LockStory::new).take(value);
      }
    }
    return put;
  }

  /// Nothing is announced that is not in the log.
  void published(CloudEvent event) {
    if (RunEvents.NEWS_TYPES.contains(event.getType())) {
      var news = events.readNews(event);
      var story = runs.get(news.run());
      assertThat(story).as("announced before append: %s", event).isNotNull();
      story.announced(news, event.getType());
    }
  }

  /// I2: what was answered with "done" is in the log, or there is nothing to do.
  void acknowledged(CloudEvent event) {
    var request = events.readRequest(event);
    var story = runs.get(request.run());
    assertThat(story).as("acknowledged, but there is no log: %s", event).isNotNull();
    switch (request.command()) {
      case StartRun _, EndStep _, GrantLocks _ -> {
        if (!story.has(request.commandId())) {
          // Of two bodies with one id the first counts, and it may have had nothing to say.
          assertThat(Run.decide(story.state(), request.command()).facts())
              .as("I2: acknowledged, but not in the log: %s", request.commandId())
              .allMatch(EndIgnored.class::isInstance);
        }
      }
      default -> {}
    }
  }

  /// A command was refused for good. Only people hear no.
  void refused(CloudEvent event, @Nullable RuntimeException failure) {
    if (!(failure instanceof RunFailure.Rejected) || !People.asked(event)) {
      throw new AssertionError(
          "%s %s was refused for good: %s".formatted(event.getType(), event.getId(), failure),
          failure);
    }
  }

  /// I5: what a process holds in memory is what the log says.
  void compare(Object life, RunId run, View<Run> view) {
    assertThat(WorkflowView.of(view.state(), view.version()).toString())
        .as("I5: %s as %s has it at %d", run, life, view.version())
        .isEqualTo(WorkflowView.of(story(run).state(view.version()), view.version()).toString());
  }

  private RunStory story(RunId run) {
    var story = runs.get(run);
    if (story == null) {
      throw new AssertionError("there is no run " + run);
    }
    return story;
  }

  /// A machine begins with a step.
  void began(Step step) {
    story(step.run()).began(step);
  }

  /// Whoever asks for a step again asks for the same.
  void sameStep(Step known, Step step) {
    assertThat(step.template()).as("template of %s", step.nodeName()).isEqualTo(known.template());
    assertThat(step.podName()).isEqualTo(known.podName());
  }

  /// I6: what people see never goes back.
  void look() {
    for (var run : runs.keySet()) {
      var found = new Projections(store).get(run.stream());
      var version = found.map(Projections.Projection::version).orElse(0L);
      assertThat(version)
          .as("I6: projection of %s", run)
          .isGreaterThanOrEqualTo(shown.getOrDefault(run, 0L));
      if (found.isPresent() && version > shown.getOrDefault(run, 0L)) {
        shown.put(run, version);
        assertThat(new String(found.get().bytes(), StandardCharsets.UTF_8))
            .as("I6: projection of %s at %d", run, version)
            .isEqualTo(WorkflowView.summary(story(run).state(version), version).toString());
      }
    }
  }

  boolean allFinished(int expected) {
    return runs.size() == expected
        && runs.values().stream().allMatch(run -> run.state().finished());
  }

  /// What is not over, and what it waits for.
  List<String> unfinished() {
    var lines = new ArrayList<String>();
    for (var story : runs.values()) {
      if (!story.state().finished()) {
        lines.add(
            "%s is %s and waits for %s"
                .formatted(story.run(), story.state().phase(), story.state().open()));
        lines.addAll(story.nodes());
      }
    }
    locks.values().forEach(lock -> lines.add(lock.toString()));
    return lines;
  }

  /// When all is over: the bytes of the store tell the same again, nobody holds anything, and,
  /// where no event was lost, everything recorded was announced.
  void end(boolean nothingWasLost) {
    var cold =
        Runs.in(store, InstantSource.fixed(world.agenda().now()), world.chance().generator());
    runs.forEach(
        (run, story) -> {
          story.unchanged(store);
          compare("a cold process", run, cold.load(run));
          if (nothingWasLost) {
            assertThat(story.unannounced()).as("recorded, but never announced: %s", run).isEmpty();
          }
        });
    assertThat(holders.all()).as("I10: who holds locks when all is over").isEmpty();
    if (nothingWasLost) {
      locks.values().forEach(LockStory::end);
    }
    look();
  }
}
