package dev.tiphys.log.stream;

import dev.tiphys.log.LogFailure.Unavailable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The commit core: loads, decides a batch, appends, and settles conflicts, in the caller's thread
/// and without waiting for anything but the store. A simulator drives it through a store of its
/// own; [Streams] puts queues on top.
///
/// A batch is decided on one state, each command on what the ones before it lead to, and goes out
/// in one record (in several beyond [EventLog#BATCH_BYTES_MAX]). "Nothing to do" and refusals are
/// only answered from a state that is proven fresh: by an append in the same batch that succeeded,
/// by a load, or by a read that found no later record. A stale state can therefore cost a retry,
/// never a wrong answer.
public final class Committer<S, C, F> {
  /// How often a batch is decided anew because another writer won: 32.
  public static final int ATTEMPTS_MAX = 32;

  private final EventLog<F> log;
  private final Fold<S, F> fold;
  private final Decider<S, C, F> decider;
  private final Packs<F> packs;
  private final long seed;

  /// `random` seeds the index of command ids.
  public Committer(
      EventLog<F> log, Fold<S, F> fold, Decider<S, C, F> decider, RandomGenerator random) {
    this.log = log;
    this.fold = fold;
    this.decider = decider;
    this.packs = new Packs<>(log.store());
    this.seed = random.nextLong();
  }

  /// The answers in the order of the requests, and the head for the next batch.
  public record Batch<S, F>(Head<S> head, List<Answer<S, F>> answers) {}

  /// Reads the whole stream.
  public Head<S> load(StreamName stream) {
    var head = new Head<>(stream, fold.empty(), seed);
    var whole =
        packs.read(
            stream,
            log.reader(),
            (record, bytes, tip) -> head.fold(fold, record, tip),
            (record, bytes, tip) -> take(head, record, bytes, tip));
    if (whole) {
      return head;
    }
    // A pack is only a shortcut: one that is broken or ahead of the log is as good as none.
    var slow = new Head<>(stream, fold.empty(), seed);
    log.reader()
        .readRecords(
            stream,
            slow.tip,
            Long.MAX_VALUE,
            (record, bytes, tip) -> take(slow, record, bytes, tip));
    return slow;
  }

  /// Reads what others have appended since.
  public void refresh(Head<S> head) {
    log.reader()
        .readTail(head.stream, head.tip, (record, bytes, tip) -> take(head, record, bytes, tip));
  }

  /// Carries out `requests` on the stream. `warm` is a head of an earlier batch, if there is one.
  ///
  /// Throws what loading throws; then nothing is known about any of the requests. A head that was
  /// used in a batch that threw must not be used again.
  public Batch<S, F> commit(StreamName stream, @Nullable Head<S> warm, List<Request<C>> requests) {
    var head = warm == null ? load(stream) : warm;
    var batch = new Work(head, requests, warm == null);
    batch.run();
    packs.pack(head);
    return new Batch<>(head, batch.answers());
  }

  private void take(Head<S> head, LogRecord<F> record, byte[] bytes, Tip tip) {
    head.fold(fold, record, tip);
    head.remember(bytes);
  }

  /// A commit that is decided and not yet appended.
  private record Draft<S, F>(int request, Commit<F> commit, byte[] bytes, S after) {}

  /// One batch on its way to its answers.
  private final class Work {
    private final Head<S> head;
    private final List<Request<C>> requests;
    private final List<@Nullable Answer<S, F>> answers = new ArrayList<>();
    private boolean fresh;

    Work(Head<S> head, List<Request<C>> requests, boolean fresh) {
      this.head = head;
      this.requests = requests;
      this.fresh = fresh;
      requests.forEach(request -> answers.add(null));
    }

    List<Answer<S, F>> answers() {
      var done = new ArrayList<Answer<S, F>>();
      for (var answer : answers) {
        if (answer == null) {
          throw new IllegalStateException("a request without an answer");
        }
        done.add(answer);
      }
      return done;
    }

    void run() {
      for (var attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
        var drafts = new ArrayList<Draft<S, F>>();
        var quiet = new HashMap<Integer, Answer<S, F>>();
        var repeats = new HashMap<Integer, Integer>();
        decide(drafts, quiet, repeats);
        if (drafts.isEmpty() && !quiet.isEmpty() && !fresh) {
          refresh(head);
          fresh = true;
          attempt--;
          continue;
        }
        switch (append(drafts)) {
          case APPENDED -> {
            quiet.forEach(this::settle);
            repeats.forEach((repeat, first) -> settleRepeat(repeat, first));
            return;
          }
          case CONFLICT -> {
            refresh(head);
            fresh = true;
          }
          case UNKNOWN -> {
            return;
          }
        }
      }
      fail(
          "stream %s: other writers won %d times in a row; try again later"
              .formatted(head.stream, ATTEMPTS_MAX));
    }

    private void decide(
        List<Draft<S, F>> drafts,
        HashMap<Integer, Answer<S, F>> quiet,
        HashMap<Integer, Integer> repeats) {
      var firsts = new HashMap<String, Integer>();
      var state = head.state;
      for (var i = 0; i < requests.size(); i++) {
        if (answers.get(i) != null) {
          continue;
        }
        var request = requests.get(i);
        var first = firsts.putIfAbsent(request.id(), i);
        if (first != null) {
          repeats.put(i, first);
          continue;
        }
        if (committedBefore(i)) {
          continue;
        }
        try {
          var decision = decider.decide(state, request.command());
          if (decision.facts().isEmpty()) {
            quiet.put(i, new Answer.Done<>(nothing()));
          } else {
            var commit = new Commit<>(request.id(), decision.facts());
            drafts.add(new Draft<>(i, commit, log.encode(commit), decision.after()));
            state = decision.after();
          }
        } catch (RuntimeException | StackOverflowError refusal) {
          quiet.put(i, new Answer.Failed<>(refusal));
        }
      }
    }

    /// A redelivery may mean that somebody crashed before these facts were published.
    private boolean committedBefore(int i) {
      var id = requests.get(i).id();
      for (var version : head.commits.find(id)) {
        var earlier = log.commit(head.stream, version, id);
        if (earlier.isPresent()) {
          var found = earlier.get();
          answers.set(
              i,
              new Answer.Done<>(
                  new Handled<>(
                      found.commit().facts(), version, found.position(), true, head.view())));
          return true;
        }
      }
      return false;
    }

    private Outcome append(List<Draft<S, F>> drafts) {
      for (var start = 0; start < drafts.size(); ) {
        var end = start + 1;
        var bytes = drafts.get(start).bytes().length;
        while (end < drafts.size()
            && bytes + drafts.get(end).bytes().length <= EventLog.BATCH_BYTES_MAX) {
          bytes += drafts.get(end++).bytes().length;
        }
        var record = drafts.subList(start, end);
        switch (log.appendEncoded(
            head.stream, head.tip, record.stream().map(Draft::bytes).toList())) {
          case EventLog.Append.Appended done -> appended(record, done.tip(), done.bytes());
          case EventLog.Append.Conflict conflict -> {
            return Outcome.CONFLICT;
          }
          case EventLog.Append.Unknown unknown -> {
            fail(
                "stream %s: whether version %d was written is not known (%s); try again later"
                    .formatted(head.stream, unknown.version(), unknown.why()));
            return Outcome.UNKNOWN;
          }
        }
        start = end;
      }
      return Outcome.APPENDED;
    }

    private void appended(List<Draft<S, F>> record, Tip tip, byte[] stored) {
      head.tip = tip;
      head.state = record.getLast().after();
      head.remember(stored);
      var position = 0;
      for (var draft : record) {
        var facts = draft.commit().facts();
        head.commits.add(draft.commit().id(), tip.version());
        answers.set(
            draft.request(),
            new Answer.Done<>(new Handled<>(facts, tip.version(), position, false, head.view())));
        position += facts.size();
      }
    }

    private Handled<S, F> nothing() {
      return new Handled<>(List.of(), head.tip.version(), 0, false, head.view());
    }

    private void settle(int request, Answer<S, F> answer) {
      var settled = answer instanceof Answer.Done<S, F> ? new Answer.Done<>(nothing()) : answer;
      answers.set(request, settled);
    }

    private void settleRepeat(int repeat, int first) {
      var answer = answers.get(first);
      if (answer instanceof Answer.Done<S, F> repeated) {
        var done = repeated.handled();
        var again =
            new Handled<>(done.facts(), done.version(), done.position(), true, done.latest());
        answers.set(repeat, new Answer.Done<>(again));
      } else {
        answers.set(repeat, answer);
      }
    }

    private void fail(String why) {
      for (var i = 0; i < answers.size(); i++) {
        if (answers.get(i) == null) {
          answers.set(i, new Answer.Failed<>(new Unavailable(why)));
        }
      }
    }
  }

  private enum Outcome {
    APPENDED,
    CONFLICT,
    UNKNOWN
  }
}
