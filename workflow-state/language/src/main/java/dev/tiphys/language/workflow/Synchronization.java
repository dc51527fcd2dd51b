package dev.tiphys.language.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The locks that a run or a node holds while it runs; all of them or none (F126–F129).
public record Synchronization(List<Mutex> mutexes, List<SemaphoreRef> semaphores) {
  /// A lock that one holder may have.
  ///
  /// @param database shared through the database, not within one controller
  public record Mutex(String name, @Nullable String namespace, boolean database) {
    private static Mutex from(Fields fields) {
      return new Mutex(
          fields.textOrEmpty("name"), fields.text("namespace"), fields.flag("database"));
    }
  }

  /// A lock that as many holders may have as a ConfigMap or the database says.
  ///
  /// @param databaseKey the key of the limit in the database, instead of a ConfigMap
  public record SemaphoreRef(
      @Nullable KeyRef configMapKeyRef, @Nullable String databaseKey, @Nullable String namespace) {
    private static SemaphoreRef from(Fields fields) {
      return new SemaphoreRef(
          fields.object("configMapKeyRef", KeyRef::from),
          fields.object("database", database -> database.textOrEmpty("key")),
          fields.text("namespace"));
    }
  }

  static Synchronization from(Fields fields) {
    return new Synchronization(
        fields.objects("mutexes", Mutex::from), fields.objects("semaphores", SemaphoreRef::from));
  }
}
