package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.sync.Kinds;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// A cluster that applications are delivered to. Hosts implement it over a client of Kubernetes'
/// API. Safe for many threads.
public interface Destination extends Kinds {
  /// Live objects of a kind.
  ///
  /// @param namespace empty for all of them, or for what is in none
  /// @throws DestinationFailure if they cannot be had
  List<ObjectNode> list(String apiVersion, String kind, String namespace);

  /// Live objects of all kinds that are in namespaces, in one of them; of kinds that may not be
  /// looked at none.
  ///
  /// @param excluded whether a group and a kind are left out
  /// @throws DestinationFailure if they cannot be had
  List<ObjectNode> everythingIn(String namespace, BiPredicate<String, String> excluded);

  /// The live object that `like` names by its kind, namespace and name.
  ///
  /// @throws DestinationFailure if it is not known whether there is one
  Optional<ObjectNode> find(JsonNode like);

  /// Brings an object there.
  ///
  /// @return what happened, as kubectl says it
  /// @throws DestinationFailure if it is refused
  String write(ObjectNode object, Way way);

  /// What would become of an object by a server-side apply; empty if its server is not asked.
  ///
  /// @throws DestinationFailure if it is refused
  default Optional<ObjectNode> predict(ObjectNode object) {
    return Optional.empty();
  }

  /// Changes a live object, its status too.
  ///
  /// @param before as it was read
  /// @param after all of it, as it shall be
  /// @throws DestinationFailure if it is refused, or the object is not as it was read any more
  void change(JsonNode before, JsonNode after);

  /// Deletes a live object.
  ///
  /// @param propagation `foreground`, `background` or `orphan`
  /// @return whether it was there
  /// @throws DestinationFailure if that is refused
  boolean delete(JsonNode object, String propagation);

  /// Takes a finalizer from a live object, if it has it.
  ///
  /// @throws DestinationFailure if that is refused
  void release(JsonNode object, String finalizer);

  /// How long the controllers there are given before what they do is looked at.
  default java.time.Duration reactionTime() {
    return java.time.Duration.ofSeconds(2);
  }

  /// How an object is written.
  ///
  /// @param replace instead of merging
  /// @param force delete and create it if it cannot be changed
  /// @param migrated whose fields become ours before the first server-side apply; empty for
  ///     nobody's
  record Way(
      boolean serverSide,
      boolean replace,
      boolean force,
      boolean validate,
      boolean dryRun,
      String migrated) {
    /// A plain apply.
    public static final Way PLAIN = new Way(false, false, false, true, false, "");

    /// The same, but nothing is changed.
    public Way inDryRun() {
      return new Way(false, replace, false, validate, true, "");
    }
  }
}
