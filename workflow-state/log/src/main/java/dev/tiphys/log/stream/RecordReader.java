package dev.tiphys.log.stream;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Entry;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Reads the records after a tip, in order, each verified against the one before it.
final class RecordReader<F> {
  /// Single reads before a listing pays off.
  private static final int STEPS_MAX = 4;

  private final ObjectStore store;
  private final RecordFormat<F> format;

  RecordReader(ObjectStore store, RecordFormat<F> format) {
    this.store = store;
    this.format = format;
  }

  /// Takes one verified record, its bytes, and the tip that it makes.
  interface Sink<F> {
    void accept(LogRecord<F> record, byte[] bytes, Tip tip);
  }

  /// What follows `tip`, for a reader that expects little or nothing: one read that finds nothing
  /// where nothing is new.
  void readTail(StreamName stream, Tip tip, Sink<F> sink) {
    var at = tip;
    for (var step = 0; step < STEPS_MAX; step++) {
      var bytes = store.get(stream.recordKey(at.version() + 1));
      if (bytes.isEmpty()) {
        return;
      }
      at = pass(stream, at, bytes.get(), sink);
    }
    readRecords(stream, at, Long.MAX_VALUE, sink);
  }

  /// What follows `tip` up to version `to`, found by listing, so that a missing record shows as a
  /// gap.
  void readRecords(StreamName stream, Tip tip, long to, Sink<F> sink) {
    var after = tip.version() == 0 ? "" : stream.recordKey(tip.version());
    var at = tip;
    while (true) {
      var page = store.list(stream.recordsPrefix(), after, ObjectStore.LIST_MAX);
      at = readPage(stream, at, to, page, sink);
      if (page.size() < ObjectStore.LIST_MAX || at.version() >= to) {
        return;
      }
      after = page.getLast().key();
    }
  }

  Tip readPage(StreamName stream, Tip tip, long to, List<Entry> page, Sink<F> sink) {
    var keys = page.stream().map(Entry::key).toList();
    var at = new Tip[] {tip};
    fetch(
        keys.stream().filter(key -> version(stream, key) <= to).toList(),
        fetched -> {
          var version = version(stream, fetched.key());
          // A listing that ran beside appends may have missed a record; one that is missing for
          // good cannot be read either.
          while (at[0].version() + 1 < version) {
            at[0] = pass(stream, at[0], read(stream, at[0].version() + 1), sink);
          }
          if (version > at[0].version()) {
            var missing = at[0].version() + 1;
            var bytes = fetched.bytes().orElseThrow(() -> missing(stream, missing));
            at[0] = pass(stream, at[0], bytes, sink);
          }
        });
    return at[0];
  }

  Tip pass(StreamName stream, Tip tip, byte[] bytes, Sink<F> sink) {
    var record = format.decode(stream, tip, bytes);
    var next = tip.next(bytes);
    sink.accept(record, bytes, next);
    return next;
  }

  private byte[] read(StreamName stream, long version) {
    return store.get(stream.recordKey(version)).orElseThrow(() -> missing(stream, version));
  }

  private static RuntimeException missing(StreamName stream, long version) {
    return RecordFormat.corrupt(
        stream, version, "the record is missing, though a later one exists");
  }

  private static long version(StreamName stream, String key) {
    var name = key.substring(stream.recordsPrefix().length());
    try {
      return Long.parseLong(name.substring(0, name.length() - ".json".length()));
    } catch (RuntimeException e) {
      throw RecordFormat.corrupt(stream, 0, "an object that is no record: " + key);
    }
  }

  record Fetched(String key, Optional<byte[]> bytes) {}

  /// Reads `keys` in order, as many at once as the store says is worth it.
  void fetch(List<String> keys, Consumer<Fetched> consumer) {
    var atOnce = store.readsAtOnce();
    if (atOnce <= 1 || keys.size() <= 1) {
      keys.forEach(key -> consumer.accept(new Fetched(key, store.get(key))));
      return;
    }
    var ahead = new ArrayDeque<Future<Fetched>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (var key : keys) {
          if (ahead.size() == atOnce) {
            consumer.accept(await(ahead.remove()));
          }
          ahead.add(threads.submit(() -> new Fetched(key, store.get(key))));
        }
        while (!ahead.isEmpty()) {
          consumer.accept(await(ahead.remove()));
        }
      } finally {
        ahead.forEach(read -> read.cancel(true));
      }
    }
  }

  private static Fetched await(Future<Fetched> read) {
    try {
      return read.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while reading records", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
