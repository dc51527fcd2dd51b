package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The applications of a host, as the API needs them, each shown as an Application whose
/// `metadata.resourceVersion` is a number that grows with every change.
///
/// As in [Workflows], every method may throw [Refusal] and may be called from many threads.
/// Methods that need an application throw `NOT_FOUND` if it is not there.
public interface Applications {
  /// An application by its name.
  record Key(String namespace, String name) {
    @Override
    public String toString() {
      return namespace + "/" + name;
    }
  }

  /// What becomes of its objects when an application is deleted.
  enum Cascade {
    /// They stay.
    NONE,
    /// As the finalizers of the application say.
    AS_WRITTEN,
    FOREGROUND,
    BACKGROUND
  }

  /// One object of an application.
  record ObjectRef(String group, String version, String kind, String namespace, String name) {}

  /// Where applications are that name no namespace.
  String namespace();

  /// In any order.
  List<ObjectNode> list();

  Optional<ObjectNode> get(Key key);

  /// @param validate refuse what could not be synced
  /// @throws Refusal `ALREADY_EXISTS` if there is one of its name
  ObjectNode create(ObjectNode application, boolean validate);

  /// Replaces metadata and spec.
  ObjectNode replace(ObjectNode application, boolean validate);

  /// Begins the deletion.
  ///
  /// @return false if there is none
  boolean delete(Key key, Cascade cascade);

  /// Looks at the sources and compares, and returns when that is done.
  ///
  /// @param hard render again too
  ObjectNode refresh(Key key, boolean hard);

  /// Begins an operation, as `operation` of an Application.
  ///
  /// @throws Refusal `FAILED_PRECONDITION` if one is under way, or a sync window forbids it
  ObjectNode operate(Key key, ObjectNode operation);

  /// Begins an operation that somebody wrote into the resource itself (C118). What is wrong with it
  /// is told by its own state.
  ///
  /// @throws Refusal `FAILED_PRECONDITION` if one is under way
  void begin(Key key, ObjectNode operation);

  /// Ends the operation that is under way.
  ///
  /// @throws Refusal `FAILED_PRECONDITION` if there is none
  void terminate(Key key);

  /// What its sources mean, without secrets.
  ///
  /// @param sync may name `revision` or `revisions`, as an operation does
  List<JsonNode> manifests(Key key, ObjectNode sync);

  /// Its managed objects: `{group, kind, namespace, name, targetState, liveState,
  /// normalizedLiveState, predictedLiveState, hook, modified}`, states as JSON texts without
  /// secrets (C155).
  ///
  /// @param sync may name `revision`, `revisions` or `manifests`, as an operation does
  List<ObjectNode> managed(Key key, ObjectNode sync);

  /// `{nodes, orphanedNodes}` (C154).
  ObjectNode tree(Key key);

  /// `{activeWindows, assignedWindows, canSync}`.
  ObjectNode windows(Key key);

  /// A live object without secrets; empty if it is not there.
  Optional<JsonNode> live(Key key, ObjectRef object);

  /// The actions that a live object offers: `{name, disabled, displayName, params}`.
  List<ObjectNode> actions(Key key, ObjectRef object);

  /// Runs an action on a live object.
  void act(Key key, ObjectRef object, String action, Map<String, String> parameters);

  /// Calls `changed` whenever an application was created, changed or deleted, as
  /// [Workflows#subscribe] does.
  Workflows.Subscription subscribe(Consumer<Key> changed);
}
