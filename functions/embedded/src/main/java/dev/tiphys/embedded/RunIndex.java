package dev.tiphys.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Open;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.projection.Projections;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.View;
import dev.tiphys.trigger.Baselines;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which runs there are, and which one a name means: the newest. Of a run that is over, what lists
/// show is a projection; of one that goes on, it is made when somebody looks.
///
/// A projection is late, never wrong: whoever opens a store compares it with the log.
final class RunIndex {
  private static final System.Logger LOG = System.getLogger(RunIndex.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Runs runs;
  private final Projections projections;
  private final Map<String, Entry> newest = new ConcurrentHashMap<>();

  /// The runs that only an archive has; no name means one of them.
  private final Map<String, Entry> expired = new ConcurrentHashMap<>();

  private final List<Consumer<RunId>> listeners = new CopyOnWriteArrayList<>();

  /// Where the projection of a run says until when it is kept.
  private static final String EXPIRES = "tiphys.dev/expires";

  /// A run, when it was created, and how far its log is known here.
  ///
  /// @param ended when it was over; null if it goes on
  /// @param settled it is over, and waits for nothing but to expire
  /// @param expires until when it is kept; null if nobody said
  /// @param origin `label=value` of the CronWorkflow or template that it is of; empty if of none
  record Entry(
      RunId run,
      Instant created,
      long version,
      Phase phase,
      @Nullable Instant ended,
      boolean settled,
      @Nullable Instant expires,
      boolean expired,
      String origin) {
    boolean finished() {
      return ended != null;
    }

    /// Whether a name means this run rather than `other`.
    boolean isNewerThan(Entry other) {
      return run.equals(other.run)
          ? version > other.version
          : created.equals(other.created)
              ? run.uid().compareTo(other.run.uid()) > 0
              : created.isAfter(other.created);
    }
  }

  RunIndex(Runs runs, Projections projections) {
    this.runs = runs;
    this.projections = projections;
  }

  /// Reads which runs the store has.
  ///
  /// @return those that go on
  List<RunId> open() {
    var open = new ArrayList<RunId>();
    runs.all()
        .forEach(
            run -> {
              try {
                if (!known(run)) {
                  var view = runs.load(run);
                  put(run, view);
                  if (!view.state().finished()) {
                    open.add(run);
                  }
                }
              } catch (LogFailure.CorruptLog e) {
                // One run that a person has to look at must not keep all others from going on.
                LOG.log(Level.ERROR, "run {0} is left alone: {1}", run, e.getMessage());
              }
            });
    return open;
  }

  /// Whether the projection of a finished run is there and up to date.
  private boolean known(RunId run) {
    var found = projections.get(key(run));
    if (found.isEmpty() || runs.streams().hasRecordAfter(stream(run), found.get().version())) {
      return false;
    }
    var summary = parse(found.get().bytes());
    var status = summary.path("status");
    var expires = summary.at("/metadata/annotations").path(EXPIRES).asText("");
    offer(
        new Entry(
            run,
            created(summary),
            found.get().version(),
            Phase.of(status.path("phase").asText()),
            Instant.parse(status.path("finishedAt").asText()),
            true,
            expires.isEmpty() ? null : Instant.parse(expires),
            WorkflowView.isExpired(summary),
            origin(label -> summary.at("/metadata/labels").path(label).textValue())));
    return true;
  }

  /// Tells of a run that has moved on.
  void changed(RunId run) {
    var view = runs.streams().atLeast(stream(run), 1);
    offer(run, view);
    listeners.forEach(listener -> listener.accept(run));
    keep(run, view);
  }

  private void put(RunId run, View<Run> view) {
    offer(run, view);
    keep(run, view);
  }

  private void offer(RunId run, View<Run> view) {
    var state = view.state();
    if (state.started()) {
      var known = newest.get(run.toString());
      var created = known != null && known.run().equals(run) ? known.created() : state.createdAt();
      offer(
          new Entry(
              run,
              created,
              view.version(),
              state.phase(),
              state.finished() ? state.finishedAt() : null,
              settled(state),
              state.expiry(),
              state.expired(),
              origin(state.labels()::get)));
    }
  }

  private static String origin(UnaryOperator<@Nullable String> labels) {
    return Baselines.LABELS.stream()
        .filter(label -> labels.apply(label) != null)
        .findFirst()
        .map(label -> label + "=" + labels.apply(label))
        .orElse("");
  }

  private static boolean settled(Run run) {
    return run.finished()
        && run.open().stream()
            .allMatch(open -> open instanceof Open.Due due && due.kind() == TimerKind.EXPIRY);
  }

  /// Writes the projection of a run that is over. Nobody has to wait for it.
  private void keep(RunId run, View<Run> view) {
    var state = view.state();
    if (state.started() && settled(state)) {
      try {
        projections.put(key(run), view.version(), bytes(summary(state, view.version())));
      } catch (LogFailure.Unavailable e) {
        LOG.log(Level.DEBUG, "{0}", e.getMessage());
      }
    }
  }

  private static ObjectNode summary(Run state, long version) {
    var summary = WorkflowView.summary(state, version);
    if (state.expiry() != null) {
      summary.withObject("/metadata/annotations").put(EXPIRES, state.expiry().toString());
    }
    return summary;
  }

  private synchronized void offer(Entry entry) {
    if (entry.expired()) {
      expired.merge(
          entry.run().uid(), entry, (known, next) -> next.isNewerThan(known) ? next : known);
      newest.computeIfPresent(
          entry.run().toString(), (name, known) -> known.run().equals(entry.run()) ? null : known);
      return;
    }
    var before = expired.get(entry.run().uid());
    if (before != null && before.version() >= entry.version()) {
      return;
    }
    expired.remove(entry.run().uid());
    newest.merge(
        entry.run().toString(), entry, (known, next) -> next.isNewerThan(known) ? next : known);
  }

  /// The run that a name means.
  Optional<RunId> find(String namespace, String name) {
    return Optional.ofNullable(newest.get(namespace + "/" + name)).map(Entry::run);
  }

  /// The run of that uid that is over, whether or not only an archive has it.
  Optional<Entry> ended(String uid) {
    return ended().stream().filter(entry -> entry.run().uid().equals(uid)).findFirst();
  }

  /// The runs that are over, those that only an archive has among them.
  List<Entry> ended() {
    return Stream.concat(newest.values().stream(), expired.values().stream())
        .filter(Entry::finished)
        .toList();
  }

  /// Whether a run is known to be over; of the runs that share a name only the newest is known.
  boolean finished(RunId run) {
    var known = newest.get(run.toString());
    return known != null && known.finished() && known.run().equals(run);
  }

  /// The runs of a namespace, or of all with the empty text.
  List<Entry> list(String namespace) {
    return newest.values().stream()
        .filter(entry -> namespace.isEmpty() || entry.run().namespace().equals(namespace))
        .toList();
  }

  /// The runs that go on, or wait for something although they are over: to expire before `until`,
  /// perhaps.
  List<RunId> going(Instant until) {
    return newest.values().stream()
        .filter(entry -> !entry.settled() || isBefore(entry.expires(), until))
        .map(Entry::run)
        .toList();
  }

  private static boolean isBefore(@Nullable Instant moment, Instant until) {
    return moment != null && moment.isBefore(until);
  }

  /// What a list shows of a run.
  ObjectNode summary(Entry entry) {
    var warm = runs.streams().known(stream(entry.run()), entry.version());
    if (warm.isPresent()) {
      return summary(warm.get().state(), warm.get().version());
    }
    if (entry.finished()) {
      var found = projections.get(key(entry.run()));
      if (found.isPresent() && found.get().version() >= entry.version()) {
        return parse(found.get().bytes());
      }
    }
    var view = runs.streams().atLeast(stream(entry.run()), entry.version());
    return summary(view.state(), view.version());
  }

  Optional<ObjectNode> summary(String namespace, String name) {
    return Optional.ofNullable(newest.get(namespace + "/" + name)).map(this::summary);
  }

  /// Forgets a run that was deleted.
  void forget(RunId run) {
    expired.remove(run.uid());
    newest.computeIfPresent(
        run.toString(), (name, known) -> known.run().equals(run) ? null : known);
    projections.delete(key(run));
    listeners.forEach(listener -> listener.accept(run));
  }

  /// Calls `listener` after each change until the returned task is run.
  Runnable listen(Consumer<RunId> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private static Instant created(ObjectNode workflow) {
    return Instant.parse(workflow.path("metadata").path("creationTimestamp").asText());
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ObjectNode parse(byte[] bytes) {
    try {
      return (ObjectNode) JSON.readTree(bytes);
    } catch (IOException e) {
      throw new LogFailure.CorruptLog("a projection is no JSON", e);
    }
  }

  private static StreamName stream(RunId run) {
    return new StreamName(run.stream());
  }

  private static String key(RunId run) {
    return run.stream();
  }
}
