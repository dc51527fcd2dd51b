package dev.tiphys.simulation;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/// The store as one life of one process sees it.
final class StormyStore implements ObjectStore {
  private final Storm<?> world;
  private final Mortal life;

  StormyStore(Storm<?> world, Mortal life) {
    this.world = world;
    this.life = life;
  }

  @Override
  public Put putIfAbsent(String key, byte[] value) {
    life.requireAlive();
    if (world.faulty(Weather::rivals)) {
      // Another writer slips in between our read and our put.
      world.rival(key);
      life.requireAlive();
    }
    life.mayCrash("before " + key);
    refuse("put " + key);
    if (world.faulty(Weather::unanswered)) {
      return lost(key, value);
    }
    var put = world.create(key, value);
    life.mayCrash("after " + key);
    return put;
  }

  /// The request is lost, or late, or only the reply is.
  private Put lost(String key, byte[] value) {
    switch (world.chance().below(4)) {
      case 0 -> world.create(key, value);
      case 1 -> {
        var late = value.clone();
        var delay = world.weather().delay(world.chance());
        world.agenda().after(delay, () -> world.create(key, late));
      }
      default -> {}
    }
    world.trace("%s: no reply to %s", life, key);
    return Put.NO_REPLY;
  }

  private void refuse(String what) {
    if (world.faulty(Weather::refused)) {
      world.trace("%s: 503 to %s", life, what);
      throw new Unavailable("the store is busy: " + what);
    }
  }

  @Override
  public void put(String key, byte[] value) {
    life.requireAlive();
    refuse("put " + key);
    world.store().put(key, value);
  }

  @Override
  public Optional<byte[]> get(String key) {
    life.requireAlive();
    refuse("get " + key);
    return world.store().get(key);
  }

  @Override
  public List<Entry> list(String prefix, String startAfter, int limit) {
    life.requireAlive();
    refuse("list " + prefix);
    return world.store().list(prefix, startAfter, limit);
  }

  @Override
  public void delete(String key) {
    life.requireAlive();
    refuse("delete " + key);
    world.store().delete(key);
  }
}
