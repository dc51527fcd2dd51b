package dev.tiphys.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The limits of semaphores that people set through the API (F127), as it needs them.
///
/// As [Workflows], for many threads, and every method may throw [Refusal].
public interface SyncLimits {
  /// Where a limit stands. Argo's name is the constant's.
  enum Type {
    /// In the data of a ConfigMap.
    CONFIGMAP,
    /// In what Argo keeps in a database.
    DATABASE
  }

  /// Which limit.
  ///
  /// @param configMap the name of the ConfigMap; null with `DATABASE`
  record Key(String namespace, Type type, @Nullable String configMap, String key) {}

  Optional<Integer> get(Key key);

  /// Sets a limit. Runs that wait for room look again.
  ///
  /// @throws Refusal `FAILED_PRECONDITION` if it stands where the API may not write
  void set(Key key, int limit);

  /// @return false if there is none
  boolean delete(Key key);
}
