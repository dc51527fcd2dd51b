package dev.tiphys.delivery.sync;

import java.util.Optional;

/// Which kinds the destination serves.
@FunctionalInterface
public interface Kinds {
  /// Whether objects of the kind are in namespaces; empty if the kind is not served.
  Optional<Boolean> namespaced(String apiVersion, String kind);
}
