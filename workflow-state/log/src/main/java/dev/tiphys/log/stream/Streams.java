package dev.tiphys.log.stream;

import dev.tiphys.log.LogFailure.Unavailable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Load, decide, append: carries out commands on streams. This is what functions call.
///
/// Calls block until their command is durable (or refused); callers are virtual threads. There are
/// no threads of its own: whoever gets a stream's lock carries out all that has queued for it, in
/// one record, and the others find their answers when their turn comes. So 64 completers of one
/// join cost a few puts, and a single-threaded simulation is deterministic.
///
/// Folded states stay in a bounded cache. A command on a cached state costs one put; only if
/// nothing is to be written is there a read, to make sure that nothing newer says otherwise.
public final class Streams<S, C, F> {
  /// How many streams are kept folded unless said otherwise: 256.
  public static final int CACHED_STREAMS = 256;

  /// How many commands may wait for one stream; beyond that they are told to come again: 10,000.
  public static final int QUEUED_MAX = 10_000;

  private final EventLog<F> log;
  private final Fold<S, F> fold;
  private final Committer<S, C, F> committer;
  private final int cachedStreams;
  private final ReentrantLock cacheLock = new ReentrantLock();
  private final LinkedHashMap<StreamName, Mailbox<S, C, F>> mailboxes =
      new LinkedHashMap<>(16, 0.75f, true);

  /// Streams of `log`, at most `cachedStreams` of them kept folded; `random` seeds the index of
  /// command ids.
  public Streams(
      EventLog<F> log,
      Fold<S, F> fold,
      Decider<S, C, F> decider,
      RandomGenerator random,
      int cachedStreams) {
    this.log = log;
    this.fold = fold;
    this.committer = new Committer<>(log, fold, decider, random);
    this.cachedStreams = cachedStreams;
  }

  /// Carries out `command`, or finds that an earlier delivery of `commandId` was carried out and
  /// answers with the facts of that one.
  ///
  /// Throws what the decider throws, and [dev.tiphys.log.LogFailure].
  public Handled<S, F> handle(StreamName stream, String commandId, C command) {
    return handleAll(stream, List.of(new Request<>(commandId, command))).getFirst().get();
  }

  /// Carries out `requests` in their order, in as few records as their sizes allow, and answers
  /// each for itself: what one throws stops no other.
  public List<Answer<S, F>> handleAll(StreamName stream, List<Request<C>> requests) {
    return with(
        stream,
        mailbox -> {
          var letters = requests.stream().map(Letter<S, C, F>::new).toList();
          mailbox.post(stream, letters);
          mailbox.lock.lock();
          try {
            if (letters.stream().anyMatch(letter -> letter.answer == null)) {
              carryOut(stream, mailbox);
            }
          } finally {
            mailbox.lock.unlock();
          }
          return letters.stream().map(Letter::read).toList();
        });
  }

  /// The state of the stream as it is now in the store.
  public View<S> load(StreamName stream) {
    return with(
        stream,
        mailbox -> {
          mailbox.requireNotBusy(stream);
          mailbox.lock.lock();
          var head = mailbox.head;
          mailbox.head = null;
          try {
            if (head == null) {
              head = committer.load(stream);
            } else {
              committer.refresh(head);
            }
            mailbox.head = head;
            mailbox.seen = head.view();
            return mailbox.seen;
          } finally {
            mailbox.lock.unlock();
          }
        });
  }

  /// A state that is not older than record `version`, without asking the store or waiting for who
  /// is writing if such a state is known; else as [#load]. For who was told of that record.
  public View<S> atLeast(StreamName stream, long version) {
    return known(stream, version).orElseGet(() -> load(stream));
  }

  /// A state that is not older than record `version`, if one is in memory.
  public Optional<View<S>> known(StreamName stream, long version) {
    Mailbox<S, C, F> mailbox;
    cacheLock.lock();
    try {
      mailbox = mailboxes.get(stream);
    } finally {
      cacheLock.unlock();
    }
    return mailbox == null
        ? Optional.empty()
        : Optional.ofNullable(mailbox.seen).filter(seen -> seen.version() >= version);
  }

  /// The state as it was after record `version`, or at the end if there are fewer.
  public View<S> at(StreamName stream, long version) {
    var head = new Head<>(stream, fold.empty(), 0);
    log.reader()
        .readRecords(
            stream, head.tip, version, (record, bytes, tip) -> head.fold(fold, record, tip));
    return head.view();
  }

  /// Whether the store has a record after `version`: whether what was folded up to there is old.
  /// Reads no state.
  public boolean hasRecordAfter(StreamName stream, long version) {
    return log.store().get(stream.recordKey(version + 1)).isPresent();
  }

  /// Forgets what is in memory of a stream whose objects somebody has deleted.
  public void forget(StreamName stream) {
    with(
        stream,
        mailbox -> {
          mailbox.lock.lock();
          try {
            mailbox.head = null;
            mailbox.seen = null;
          } finally {
            mailbox.lock.unlock();
          }
          return stream;
        });
  }

  /// The records of the streams, for who wants to see commits and times.
  public EventLog<F> log() {
    return log;
  }

  private void carryOut(StreamName stream, Mailbox<S, C, F> mailbox) {
    var letters = mailbox.takeAll();
    var requests = letters.stream().map(letter -> letter.request).toList();
    var head = mailbox.head;
    // A batch that throws leaves its head in the middle of something.
    mailbox.head = null;
    mailbox.busy = true;
    try {
      var batch = committer.commit(stream, head, requests);
      mailbox.head = batch.head();
      mailbox.seen = batch.head().view();
      for (var i = 0; i < letters.size(); i++) {
        letters.get(i).answer = batch.answers().get(i);
      }
    } catch (RuntimeException | Error e) {
      letters.forEach(letter -> letter.answer = new Answer.Failed<>(e));
    } finally {
      mailbox.busy = false;
    }
  }

  private <T> T with(StreamName stream, Function<Mailbox<S, C, F>, T> use) {
    cacheLock.lock();
    Mailbox<S, C, F> mailbox;
    try {
      mailbox = mailboxes.computeIfAbsent(stream, name -> new Mailbox<>());
      mailbox.users++;
    } finally {
      cacheLock.unlock();
    }
    try {
      return use.apply(mailbox);
    } finally {
      cacheLock.lock();
      try {
        mailbox.users--;
        evict();
      } finally {
        cacheLock.unlock();
      }
    }
  }

  private void evict() {
    var eldest = mailboxes.values().iterator();
    while (mailboxes.size() > cachedStreams && eldest.hasNext()) {
      if (eldest.next().users == 0) {
        eldest.remove();
      }
    }
  }

  /// A command on its way, and its answer once there is one. The answer is written and read under
  /// the mailbox's lock.
  private static final class Letter<S, C, F> {
    final Request<C> request;
    volatile @Nullable Answer<S, F> answer;

    Letter(Request<C> request) {
      this.request = request;
    }

    Answer<S, F> read() {
      var found = answer;
      if (found == null) {
        throw new IllegalStateException("no answer to command " + request.id());
      }
      return found;
    }
  }

  /// What waits for one stream, and its folded state. `users` is guarded by the cache's lock.
  private static final class Mailbox<S, C, F> {
    /// Fair, so that those whose answer is there leave before the next batch begins.
    final ReentrantLock lock = new ReentrantLock(true);

    final Queue<Letter<S, C, F>> letters = new ConcurrentLinkedQueue<>();
    final AtomicInteger waiting = new AtomicInteger();
    @Nullable Head<S> head;

    /// What the head said when it was last at rest.
    volatile @Nullable View<S> seen;

    boolean busy;
    int users;

    /// All of them or none.
    void post(StreamName stream, List<Letter<S, C, F>> posted) {
      requireNotBusy(stream);
      if (waiting.addAndGet(posted.size()) > QUEUED_MAX) {
        waiting.addAndGet(-posted.size());
        throw new Unavailable(
            "stream %s: %d commands are waiting already; try again later"
                .formatted(stream, QUEUED_MAX));
      }
      letters.addAll(posted);
    }

    List<Letter<S, C, F>> takeAll() {
      var taken = new ArrayList<Letter<S, C, F>>();
      for (var letter = letters.poll(); letter != null; letter = letters.poll()) {
        taken.add(letter);
      }
      waiting.addAndGet(-taken.size());
      return taken;
    }

    /// A decider or store that calls back into its own stream would decide on a state in motion.
    void requireNotBusy(StreamName stream) {
      if (lock.isHeldByCurrentThread() && busy) {
        throw new IllegalStateException("stream " + stream + " is being written by this thread");
      }
    }
  }
}
