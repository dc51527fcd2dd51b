package dev.tiphys.appset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.language.application.Application;
import java.util.List;
import java.util.Optional;

/// The Applications of a host or a cluster, as sets change them. What is done twice is done once.
///
/// Every method may throw [SetRefused].
public interface SetApplications {
  /// All of a namespace, each as it was written.
  List<ObjectNode> all(String namespace);

  /// One of them with its status.
  Optional<ObjectNode> shown(String namespace, String name);

  /// Why an application cannot be, such as a project that is not there; empty if it can.
  Optional<String> refusal(Application application);

  /// Makes an application, unless there is one of its name.
  void create(ObjectNode application);

  /// Replaces metadata and spec.
  void replace(ObjectNode application);

  /// Begins the deletion of an application; its finalizers say whether its objects go with it.
  void delete(String namespace, String name);

  /// Begins an operation on an application.
  void sync(String namespace, String name, ObjectNode operation);

  /// Lets go of a set that is being deleted, once nothing of it is left.
  void finish(SetId set);
}
