package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.MarkDaemoned;
import dev.tiphys.events.RunCommand.MarkProgress;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunEvents;
import dev.tiphys.stepdispatch.pod.PodStatus.Told;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a change of a pod means to its run, as commands.
final class PodNews {
  /// The companion writes one event, and little else.
  private static final int LOG_MAX = 2 * Teller.EVENT_MAX;

  private final Supplier<Pods> pods;
  private final boolean readsLog;
  private final InstantSource clock;
  private final RunEvents events = new RunEvents(LargeValues.none());

  /// @param readsLog whether what the companion tells is read in its log, as there is no broker
  PodNews(Supplier<Pods> pods, boolean readsLog, InstantSource clock) {
    this.pods = pods;
    this.readsLog = readsLog;
    this.clock = clock;
  }

  /// Tells what there is to tell of `pod`, whose step is of that number.
  ///
  /// @param gone whether it is not there any more, and this is what was seen last
  /// @return whether that was the last of it
  /// @throws dev.tiphys.cluster.KubeFailure if the API cannot be asked now
  boolean tell(JsonNode pod, boolean gone, int node, Consumer<RunCommand> to)
      throws InterruptedException {
    var now = clock.instant();
    var told = PodStatus.of(pod, gone, now);
    switch (told) {
      case Told.Nothing _ -> {}
      case Told.Waiting(var message) -> to.accept(new MarkProgress(node, null, message, now));
      case Told.Running running -> running(running, node, now, to);
      case Told.Spoken _ -> {
        if (readsLog) {
          to.accept(fromLog(pod).orElseGet(() -> lost(node, now)));
        }
      }
      case Told.Unheard _ -> to.accept(fromLog(pod).orElseGet(() -> lost(node, now)));
      case Told.Ended ended -> {
        to.accept(
            new EndStep(
                node,
                ended.phase(),
                ended.message(),
                Outputs.NONE,
                ended.startedAt(),
                Map.of(),
                now));
        if (ended.stuck()) {
          pods.get().delete(pod);
        }
      }
    }
    return told.isLast();
  }

  private static void running(
      Told.Running running, int node, Instant now, Consumer<RunCommand> to) {
    to.accept(new MarkRunning(node, running.host(), running.ip(), running.at()));
    if (running.ready()) {
      to.accept(new MarkDaemoned(node, running.ip(), now));
    }
  }

  private Optional<RunCommand> fromLog(JsonNode pod) throws InterruptedException {
    var metadata = pod.path("metadata");
    var log =
        pods.get()
            .log(
                metadata.path("namespace").asText(),
                metadata.path("name").asText(),
                OwnContainers.COMPANION,
                LOG_MAX,
                false);
    return EventLine.last(log).map(event -> events.readRequest(event).command());
  }

  private static EndStep lost(int node, Instant now) {
    return new EndStep(
        node,
        Phase.ERROR,
        "pod deleted: how the step ended was told to nobody",
        Outputs.NONE,
        null,
        Map.of(),
        now);
  }
}
