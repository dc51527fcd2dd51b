package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.Key;
import java.util.List;
import java.util.function.Consumer;

/// The sets of applications of a host, as far as they do more than other [Definitions].
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads.
public interface ApplicationSets {
  /// Begins the deletion of a set.
  ///
  /// @param orphan whether its applications stay, as ones that are no set's
  /// @return false if there is none
  boolean delete(Key key, boolean orphan);

  /// The applications that a set would make; nothing is changed.
  ///
  /// @throws Refusal `INVALID_ARGUMENT` if it cannot be generated
  List<ObjectNode> generate(ObjectNode set);

  /// The applications of a set, as they are.
  List<ObjectNode> applications(Key key);

  /// Calls `changed` whenever a set, or how it is, has changed.
  Workflows.Subscription subscribe(Consumer<Key> changed);
}
