package dev.tiphys.doorway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Run;
import dev.tiphys.events.FactJson;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.Answer;
import dev.tiphys.log.stream.Decision;
import dev.tiphys.log.stream.EventLog;
import dev.tiphys.log.stream.Fold;
import dev.tiphys.log.stream.Request;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.log.stream.View;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The runs of a store: carries out what events ask of them, and says what follows.
///
/// Safe for many threads and many processes; the log underneath orders what they do.
public final class Runs {
  /// How facts become runs.
  public static final Fold<Run, RunFact> FOLD =
      new Fold<>() {
        @Override
        public Run empty() {
          return Run.NONE;
        }

        @Override
        public Run evolve(Run run, RunFact fact) {
          return Run.evolve(run, fact);
        }
      };

  private final ObjectStore store;
  private final Streams<Run, RunCommand, RunFact> streams;
  private final RunEvents events;
  private final RunNames names;
  private final FirstReports reports = new FirstReports();
  private final DeadLetters anomalies;
  private volatile Commits commits = (run, cause, facts, after) -> {};

  /// Hears of facts that were committed here, once: whoever crashes before hearing of them never
  /// does.
  @FunctionalInterface
  public interface Commits {
    /// @param cause the command that was carried out
    /// @param after the run as it is since
    void committed(RunId run, CloudEvent cause, List<RunFact> facts, Run after);

    /// The `traceparent` of what a node causes, or with -1 the run; null if nobody traces runs.
    default @Nullable String traceparent(Run run, int node) {
      return null;
    }

    /// This one first, and then `other`.
    default Commits and(Commits other) {
      var first = this;
      return new Commits() {
        @Override
        public void committed(RunId run, CloudEvent cause, List<RunFact> facts, Run after) {
          first.committed(run, cause, facts, after);
          other.committed(run, cause, facts, after);
        }

        @Override
        public @Nullable String traceparent(Run run, int node) {
          var known = first.traceparent(run, node);
          return known == null ? other.traceparent(run, node) : known;
        }
      };
    }
  }

  /// @param streams in `store`
  /// @param events shares its large values with `streams`
  public Runs(ObjectStore store, Streams<Run, RunCommand, RunFact> streams, RunEvents events) {
    this.store = store;
    this.streams = streams;
    this.events = events;
    this.names = new RunNames(store);
    this.anomalies = new DeadLetters(store, events);
  }

  /// The runs in `store`, which has to be verified already.
  ///
  /// @param random what makes this writer different from all others: in production a `SecureRandom`
  public static Runs in(ObjectStore store, InstantSource clock, RandomGenerator random) {
    var large = new Blobs(store);
    var log = new EventLog<>(store, new RunFactCodec(new FactJson(large)), clock, random);
    return new Runs(
        store,
        new Streams<>(log, FOLD, Runs::decide, random, Streams.CACHED_STREAMS),
        new RunEvents(large));
  }

  private static Decision<Run, RunFact> decide(Run run, RunCommand command) {
    var decision = Run.decide(run, command);
    return new Decision<>(decision.facts(), decision.after());
  }

  /// Tells `listener` of what is committed here from now on, in place of any other.
  public void listen(Commits listener) {
    commits = listener;
  }

  /// Carries out what `command` asks for and returns what is to be announced. A command that was
  /// carried out before changes nothing and announces the same again: its sender may have crashed
  /// before it got that far.
  ///
  /// @throws IllegalArgumentException if `command` is not an event that asks something of a run
  /// @throws dev.tiphys.engine.RunFailure if the run refuses
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> handle(CloudEvent command) {
    var result = handleAll(List.of(command)).getFirst();
    if (result.failure() != null) {
      throw result.failure();
    }
    return result.announcements();
  }

  /// As [#handle], and returns the news that there is something to show of the run as the last of
  /// the announcements.
  public List<CloudEvent> handleAndTell(CloudEvent command) {
    var result = handleAll(List.of(command)).getFirst();
    if (result.failure() != null) {
      throw result.failure();
    }
    var told = new ArrayList<>(result.announcements());
    if (result.changed() != null) {
      told.add(result.changed());
    }
    return told;
  }

  /// Carries out commands in their order; those to one run share a record of its log. What one of
  /// them throws stops no other.
  public List<Result> handleAll(List<CloudEvent> commands) {
    var results = new ArrayList<@Nullable Result>(Collections.nCopies(commands.size(), null));
    Map<RunId, List<Asked>> asked = new LinkedHashMap<>();
    for (var i = 0; i < commands.size(); i++) {
      try {
        var request = read(commands.get(i));
        asked
            .computeIfAbsent(request.run(), run -> new ArrayList<>())
            .add(new Asked(i, commands.get(i), request));
      } catch (RuntimeException e) {
        results.set(i, new Result(List.of(), null, e));
      }
    }
    asked.forEach((run, all) -> carryOut(run, all, results));
    return results.stream().map(Objects::requireNonNull).toList();
  }

  /// A command, and which of the given ones it is.
  private record Asked(int index, CloudEvent event, RunEvents.Request request) {}

  private RunEvents.Request read(CloudEvent command) {
    var request = events.readRequest(command);
    if (request.command() instanceof StartRun start) {
      requireSame(request.run(), start.pinned().path("workflow").path("metadata"));
    }
    return request;
  }

  private void carryOut(RunId run, List<Asked> asked, List<@Nullable Result> results) {
    List<Answer<Run, RunFact>> answers;
    try {
      answers =
          streams.handleAll(
              stream(run),
              asked.stream()
                  .map(one -> new Request<>(one.request().commandId(), one.request().command()))
                  .toList());
    } catch (RuntimeException e) {
      asked.forEach(one -> results.set(one.index(), new Result(List.of(), null, e)));
      return;
    }
    for (var i = 0; i < asked.size(); i++) {
      var one = asked.get(i);
      results.set(one.index(), result(run, answers.get(i), one.event()));
      noticeAnother(run, one);
    }
  }

  private void noticeAnother(RunId run, Asked asked) {
    var request = asked.request();
    if (!reports.agrees(run, request.commandId(), request.command())) {
      anomalies.keep(
          "anomaly",
          asked.event(),
          new IllegalArgumentException(
              "an event of this source and id was there before and said something else: it"
                  + " counts, this one does not"));
    }
  }

  private Result result(RunId run, Answer<Run, RunFact> answer, CloudEvent command) {
    try {
      var handled = answer.get();
      if (!handled.repeated() && !handled.facts().isEmpty()) {
        commits.committed(run, command, handled.facts(), handled.latest().state());
      }
      return new Result(
          events.announcements(
              run,
              handled.version(),
              handled.position(),
              handled.facts(),
              new OfRun(handled.latest().state(), commits),
              command),
          handled.facts().isEmpty() ? null : events.changed(run, handled.version(), command),
          null);
    } catch (RuntimeException e) {
      return new Result(List.of(), null, e);
    }
  }

  /// A workflow in the stream of another would be known under two names.
  private static void requireSame(RunId run, JsonNode metadata) {
    var name = metadata.path("namespace").asText() + "/" + metadata.path("name").asText();
    if (!name.equals(run.toString()) || !metadata.path("uid").asText().equals(run.uid())) {
      throw new IllegalArgumentException(
          "data: expected the workflow %s with uid %s, as the source says, in 'pinned'"
              .formatted(run, run.uid()));
    }
  }

  /// The run as it was after record `version` or later: from memory if that is new enough. News
  /// say which version they are of.
  ///
  /// @throws Unavailable if the store does not show that record yet
  public Run load(RunId run, long version) {
    var view = streams.atLeast(stream(run), version);
    requireVersion(run, version, view);
    return view.state();
  }

  /// As [#load], but never an old state that is in memory while another process has gone on: for
  /// who is about to do what cannot be taken back.
  ///
  /// @throws Unavailable if the store does not show that record yet
  public Run current(RunId run, long version) {
    var known = streams.known(stream(run), version);
    return known.isPresent() && !streams.hasRecordAfter(stream(run), known.get().version())
        ? known.get().state()
        : latest(run, version);
  }

  private Run latest(RunId run, long version) {
    var view = streams.load(stream(run));
    requireVersion(run, version, view);
    return view.state();
  }

  private static void requireVersion(RunId run, long version, View<Run> view) {
    if (view.version() < version) {
      throw new Unavailable(
          "run %s: version %d is announced, but the log has %d records"
              .formatted(run, version, view.version()));
    }
  }

  /// The run as it is now in the store.
  public View<Run> load(RunId run) {
    return streams.load(stream(run));
  }

  /// Announces again what the run waits for, if anything: whoever heard it first may be gone.
  public List<CloudEvent> unmet(RunId run) {
    return Unmet.of(run, load(run), events, commits);
  }

  /// Deletes the log of a run, the newest record first, so that what is left at any moment is the
  /// beginning of a log.
  public void delete(RunId run) {
    List<ObjectStore.Entry> page;
    do {
      page = store.list(run.stream() + "/", "", ObjectStore.LIST_MAX);
      page.reversed().forEach(entry -> store.delete(entry.key()));
    } while (page.size() == ObjectStore.LIST_MAX);
    streams.forget(stream(run));
  }

  /// All runs of the store that have a record, in the order of their streams' names. Asks the store
  /// once per run.
  public Stream<RunId> all() {
    return names.all();
  }

  /// How commands and news are written, with the large values of this store.
  public RunEvents events() {
    return events;
  }

  /// The streams themselves, for who wants to see records or earlier states.
  public Streams<Run, RunCommand, RunFact> streams() {
    return streams;
  }

  private static StreamName stream(RunId run) {
    return new StreamName(run.stream());
  }
}
