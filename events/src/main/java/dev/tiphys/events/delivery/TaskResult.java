package dev.tiphys.events.delivery;

import org.jspecify.annotations.Nullable;

/// What a sync did to one object in one of its phases (`syncResult.resources[]`).
///
/// @param status empty for a hook that was not looked at
/// @param hook the type of a hook, absent for what is none
/// @param phase where a hook stands; an object that is no hook has one too: whether it became
///     healthy
public record TaskResult(
    String group,
    String version,
    String kind,
    String namespace,
    String name,
    SyncPhase syncPhase,
    @Nullable ResultCode status,
    @Nullable HookType hook,
    @Nullable OperationPhase phase,
    String message) {
  public TaskResult {
    // Absent in the log where empty, as all defaults are.
    group = group == null ? "" : group;
    version = version == null ? "" : version;
    namespace = namespace == null ? "" : namespace;
    message = message == null ? "" : message;
  }

  /// What tells the results of one sync apart.
  public record Key(
      String group, String kind, String namespace, String name, SyncPhase syncPhase) {}

  public Key key() {
    return new Key(group, kind, namespace, name, syncPhase);
  }

  /// The same with another outcome.
  public TaskResult with(
      @Nullable ResultCode code, @Nullable OperationPhase now, String newMessage) {
    return new TaskResult(
        group, version, kind, namespace, name, syncPhase, code, hook, now, newMessage);
  }
}
