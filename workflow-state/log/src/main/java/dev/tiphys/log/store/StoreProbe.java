package dev.tiphys.log.store;

import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore.Put;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Finds out at start-up whether a store keeps the promise that everything rests on. There are
/// servers that accept `If-None-Match: *` and ignore it, and some that check it without atomicity.
///
/// The first start on a store tries it out, with a race; every later start costs one request, which
/// must be told that the object exists.
public final class StoreProbe {
  private static final String MARKER = "probe/create-if-absent";
  private static final int RACERS = 16;
  private static final int TRIES_MAX = 5;

  private StoreProbe() {}

  /// Returns if `store` can be trusted. Throws [Rejected] saying why not, and [Unavailable] if it
  /// gave no answer.
  public static void verify(ObjectStore store) {
    if (create(store, MARKER, "first") == Put.EXISTS) {
      return;
    }
    if (create(store, MARKER, "second") != Put.EXISTS) {
      store.delete(MARKER);
      throw unsuitable(store, "it created an object that existed already");
    }
    var stored =
        store.get(MARKER).orElseThrow(() -> unsuitable(store, "an object it created is not there"));
    if (!Arrays.equals(stored, bytes("first"))) {
      throw unsuitable(store, "a create that was refused has changed the object");
    }
    if (store.list("probe/", "", 1).stream().noneMatch(entry -> entry.key().equals(MARKER))) {
      throw unsuitable(store, "an object it created is not in the listing");
    }
    race(store);
  }

  private static void race(ObjectStore store) {
    var key = "probe/race";
    store.delete(key);
    var racers = new ArrayList<Callable<Put>>();
    for (var i = 0; i < RACERS; i++) {
      var name = "racer " + i;
      racers.add(() -> store.putIfAbsent(key, bytes(name)));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var winners = 0;
      for (var racer : threads.invokeAll(racers)) {
        winners += racer.get() == Put.CREATED ? 1 : 0;
      }
      if (winners > 1) {
        store.delete(MARKER);
        throw unsuitable(store, winners + " of " + RACERS + " racers created the same object");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while probing " + store, e);
    } catch (ExecutionException e) {
      throw new Unavailable("probing %s failed: %s".formatted(store, e.getCause()), e);
    } finally {
      store.delete(key);
    }
  }

  /// A lost reply says nothing about the store, so it is tried again.
  private static Put create(ObjectStore store, String key, String value) {
    for (var tries = 0; tries < TRIES_MAX; tries++) {
      var put = store.putIfAbsent(key, bytes(value));
      if (put != Put.NO_REPLY) {
        return put;
      }
    }
    throw new Unavailable("%s gave no reply to %d probes".formatted(store, TRIES_MAX));
  }

  private static Rejected unsuitable(ObjectStore store, String why) {
    return new Rejected(
        "store %s cannot hold the log: %s. It must honour create-if-absent (PUT with If-None-Match: *), or two writers would both write the same record"
            .formatted(store, why));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
