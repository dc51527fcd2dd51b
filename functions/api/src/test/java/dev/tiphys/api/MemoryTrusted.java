package dev.tiphys.api;

import java.util.ArrayList;
import java.util.List;

/// What a small host trusts; it believes whatever it is told.
final class MemoryTrusted implements Trusted {
  private final List<Certificate> certificates = new ArrayList<>();
  private final List<Key> keys = new ArrayList<>();

  @Override
  public synchronized List<Certificate> certificates() {
    return List.copyOf(certificates);
  }

  @Override
  public synchronized List<Certificate> add(List<Certificate> added, boolean upsert) {
    certificates.addAll(added);
    return added;
  }

  @Override
  public synchronized void remove(Certificate certificate) {
    certificates.remove(certificate);
  }

  @Override
  public synchronized List<Key> keys() {
    return List.copyOf(keys);
  }

  @Override
  public synchronized Added addKeys(String armored) {
    if (keys.stream().anyMatch(key -> key.data().equals(armored))) {
      return new Added(List.of(), List.of("4AEE18F83AFDEB23"));
    }
    var key = new Key("4AEE18F83AFDEB23", "F".repeat(40), "Iason", "rsa2048", armored);
    keys.add(key);
    return new Added(List.of(key), List.of());
  }

  @Override
  public synchronized boolean removeKey(String id) {
    return keys.removeIf(key -> key.id().equals(id));
  }
}
