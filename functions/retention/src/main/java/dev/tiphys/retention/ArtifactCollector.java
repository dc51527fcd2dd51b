package dev.tiphys.retention;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.artifacts.ArtifactFailure;
import dev.tiphys.artifacts.ArtifactRepository;
import dev.tiphys.artifacts.Location;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.ArtifactCollection;
import dev.tiphys.engine.Run;
import dev.tiphys.events.RunCommand.CollectArtifacts;
import dev.tiphys.events.RunId;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Deletes artifacts as `artifactGC` says (F062): of a run that is over, and of one that is about
/// to be deleted.
///
/// To delete again what is gone is nothing, and what the log says is gone is not asked for again.
public final class ArtifactCollector {
  /// The types of the events that it wants.
  public static final Set<String> TYPES =
      Set.of("dev.tiphys.run.finished", "dev.tiphys.run.expired");

  private static final System.Logger LOG = System.getLogger(ArtifactCollector.class.getName());
  private static final int PROBLEMS_MAX = 10;

  private final Runs runs;
  private final Transfer transfer;
  private final InstantSource clock;
  private final Predicate<RunId> archived;

  /// @param archived whether the archive keeps a run that has expired; others are deleted, which
  ///     [#beforeDeletion] is for
  public ArtifactCollector(
      Runs runs, Transfer transfer, InstantSource clock, Predicate<RunId> archived) {
    this.archived = archived;
    this.runs = runs;
    this.transfer = transfer;
    this.clock = clock;
  }

  /// Takes news that a run is over or has expired, and returns what is to be published.
  public List<CloudEvent> accept(CloudEvent event) {
    var run = runs.events().readNews(event).run();
    var expired = event.getType().equals("dev.tiphys.run.expired");
    if (expired && !archived.test(run)) {
      return List.of();
    }
    var state = runs.load(run).state();
    if (!state.started() || !state.finished() || !ArtifactCollection.isSaid(state)) {
      return List.of();
    }
    var ignored = ArtifactCollection.ignored(state);
    if (!expired && !ignored.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "workflow {0}: {1} ignored: artifacts are deleted without a pod",
          run,
          String.join(", ", ignored));
    }
    // Of a run that was tried again there may be several ends.
    return List.of(
        runs.events().request(run, "artifact-gc-" + event.getId(), collect(run, state, expired)));
  }

  /// As [#accept], where the news that `run` is over may have been lost.
  public List<CloudEvent> overdue(RunId run) {
    var state = runs.load(run).state();
    return state.finished() && ArtifactCollection.isSaid(state)
        ? List.of(
            runs.events()
                .request(
                    run,
                    "artifact-gc-overdue-" + clock.instant().toEpochMilli(),
                    collect(run, state, false)))
        : List.of();
  }

  /// Deletes what is to go with a run.
  ///
  /// @return what is to be noted of it before the run goes; empty if there is nothing
  public Optional<CollectArtifacts> beforeDeletion(RunId run) {
    var state = runs.load(run).state();
    return state.started() && ArtifactCollection.isSaid(state)
        ? Optional.of(collect(run, state, true))
        : Optional.empty();
  }

  private CollectArtifacts collect(RunId run, Run state, boolean deletion) {
    Map<Integer, List<String>> gone = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    for (var due : ArtifactCollection.due(state, deletion)) {
      try {
        delete(run, state, due.place());
        gone.computeIfAbsent(due.node(), _ -> new ArrayList<>()).add(due.name());
      } catch (ArtifactFailure | IOException e) {
        problems.add("artifact '%s': %s".formatted(due.name(), e.getMessage()));
      }
    }
    return new CollectArtifacts(gone, deletion, problem(problems), clock.instant());
  }

  private static @org.jspecify.annotations.Nullable String problem(List<String> problems) {
    if (problems.isEmpty()) {
      return null;
    }
    var told = String.join("; ", problems.subList(0, Math.min(PROBLEMS_MAX, problems.size())));
    var more = problems.size() - PROBLEMS_MAX;
    return more > 0 ? told + "; and " + more + " more" : told;
  }

  private void delete(RunId run, Run state, JsonNode artifact) throws IOException {
    var place = Location.of(artifact);
    if (place.isPresent()) {
      var repository = ArtifactRepository.of(ArtifactCollection.repository(state));
      transfer.delete(run.namespace(), repository.complete(place.get()));
    }
  }
}
