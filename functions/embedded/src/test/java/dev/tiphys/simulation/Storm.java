package dev.tiphys.simulation;

import dev.tiphys.log.store.ObjectStore;
import java.util.function.ToIntFunction;

/// A world as what happens in it sees it.
interface Storm {
  Chance chance();

  Agenda agenda();

  Weather weather();

  void trace(String format, Object... arguments);

  /// What is really stored.
  ObjectStore store();

  /// Creates an object there, unless it exists.
  ObjectStore.Put create(String key, byte[] value);

  /// Lets another process do something now, while one is about to create `key`.
  void rival(String key);

  /// Starts a process again, a little after its end.
  void restart(Mortal dead);

  /// Whether that fault happens here and now.
  default boolean faulty(ToIntFunction<Weather> fault) {
    return chance().of(fault.applyAsInt(weather()));
  }
}
