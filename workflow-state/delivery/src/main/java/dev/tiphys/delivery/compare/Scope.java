package dev.tiphys.delivery.compare;

import dev.tiphys.delivery.sync.Kinds;

/// For whom and against what is compared.
///
/// @param instance how objects call the application (C062)
/// @param namespace of the destination, for objects that say none
/// @param cluster the URL of the destination
/// @param kinds which kinds are in namespaces; of others it is assumed
/// @param serverSideApply whether the application applies server-side
/// @param confirmsDeletion whether the application asks before it deletes or prunes anything
public record Scope(
    String instance,
    String namespace,
    String cluster,
    Kinds kinds,
    boolean serverSideApply,
    boolean confirmsDeletion) {
  boolean isNamespaced(String apiVersion, String kind) {
    return kinds.namespaced(apiVersion, kind).orElse(true);
  }
}
