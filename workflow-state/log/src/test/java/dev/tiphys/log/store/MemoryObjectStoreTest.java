package dev.tiphys.log.store;

final class MemoryObjectStoreTest extends ObjectStoreContract {
  @Override
  ObjectStore store() {
    return new MemoryObjectStore();
  }
}
