package dev.tiphys.log.stream;

import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Streams of records in an [ObjectStore]: record n+1 is one object, created only if absent, and
/// names the hash of record n. That create is the commit; nothing else orders anything.
///
/// One instance is one writer; it may be shared by threads.
public final class EventLog<F> {
  /// The most bytes of one fact: 8 MiB.
  public static final int FACT_BYTES_MAX = 8 << 20;

  /// The most bytes of one command's facts, which are never split over records: 64 MiB.
  public static final int COMMIT_BYTES_MAX = 64 << 20;

  /// Commits share a record up to this many bytes: 8 MiB.
  public static final int BATCH_BYTES_MAX = 8 << 20;

  /// The most records of one stream: ten million.
  public static final long RECORDS_MAX = 10_000_000;

  /// The most characters of a command id: 1024.
  public static final int COMMAND_ID_CHARS_MAX = 1024;

  private static final int PUTS_MAX = 8;
  private static final int NONCE_BYTES = 9;

  private final ObjectStore store;
  private final RecordFormat<F> format;
  private final RecordReader<F> reader;
  private final InstantSource clock;
  private final String writer;

  /// A writer on `store`. `random` gives the writer's nonce: in production a `SecureRandom`.
  public EventLog(
      ObjectStore store, FactCodec<F> codec, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.format = new RecordFormat<>(codec);
    this.reader = new RecordReader<>(store, format);
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    this.writer = Base64.getUrlEncoder().withoutPadding().encodeToString(nonce);
  }

  /// How an append ended. An outcome that stays unknown is not a failure: the record may exist, or
  /// come to exist, and the next reader sees which.
  public sealed interface Append {
    /// The record is durable; `tip` is the stream's end now.
    record Appended(Tip tip, byte[] bytes) implements Append {}

    /// Another record has this version. Read it, decide again.
    record Conflict(long version) implements Append {}

    /// The store did not say, and reading did not settle it.
    record Unknown(long version, String why) implements Append {}
  }

  /// Writes `commits` as the record after `tip`, or writes nothing, or does not know.
  ///
  /// A create that says "exists" may be answering our own earlier try whose reply was lost, so the
  /// record is read and compared: its writer nonce and all other bytes are ours or it is another's.
  /// After a lost reply the very same bytes are put again, so a late arrival does no harm.
  public Append append(StreamName stream, Tip tip, List<Commit<F>> commits) {
    return appendEncoded(stream, tip, commits.stream().map(format::encode).toList());
  }

  Append appendEncoded(StreamName stream, Tip tip, List<byte[]> commits) {
    var version = tip.version() + 1;
    if (version > RECORDS_MAX) {
      throw new Rejected(
          "stream %s has %d records, the most that a stream may have"
              .formatted(stream, RECORDS_MAX));
    }
    var bytes = format.compose(tip, clock.instant(), writer, commits);
    var key = stream.recordKey(version);
    try {
      for (var puts = 0; puts < PUTS_MAX; puts++) {
        if (store.putIfAbsent(key, bytes) == Put.CREATED) {
          return new Append.Appended(tip.next(bytes), bytes);
        }
        var found = store.get(key);
        if (found.isPresent()) {
          return Arrays.equals(found.get(), bytes)
              ? new Append.Appended(tip.next(bytes), bytes)
              : new Append.Conflict(version);
        }
      }
      return new Append.Unknown(version, PUTS_MAX + " puts without a reply");
    } catch (Unavailable e) {
      return new Append.Unknown(version, String.valueOf(e.getMessage()));
    }
  }

  /// Every record from the first to version `to` (inclusive; `Long.MAX_VALUE` for all), in order,
  /// read from the records themselves and verified. Throws [CorruptLog] at the first that does not
  /// fit.
  public void history(StreamName stream, long to, Consumer<LogRecord<F>> consumer) {
    reader.readRecords(
        stream, Tip.origin(stream), to, (record, bytes, tip) -> consumer.accept(record));
  }

  /// A commit, and how many facts of others stand before its own in the record.
  record Found<F>(Commit<F> commit, int position) {}

  /// The commit of command `id` in record `version`, if it is in that one.
  Optional<Found<F>> commit(StreamName stream, long version, String id) {
    var bytes =
        store
            .get(stream.recordKey(version))
            .orElseThrow(() -> RecordFormat.corrupt(stream, version, "the record is missing"));
    var position = 0;
    for (var commit : format.decode(stream, version, bytes).commits()) {
      if (commit.id().equals(id)) {
        return Optional.of(new Found<>(commit, position));
      }
      position += commit.facts().size();
    }
    return Optional.empty();
  }

  RecordReader<F> reader() {
    return reader;
  }

  byte[] encode(Commit<F> commit) {
    return format.encode(commit);
  }

  ObjectStore store() {
    return store;
  }
}
