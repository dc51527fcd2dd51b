package dev.tiphys.sandbox;

/// How somebody wants to write.
///
/// @param manager who writes, for `managedFields`
/// @param dryRun whether nothing is to be stored
/// @param force whether an apply takes fields from other managers
/// @param status whether the status is written, and nothing else
public record Writing(String manager, boolean dryRun, boolean force, boolean status) {
  /// A plain write.
  public static Writing by(String manager) {
    return new Writing(manager, false, false, false);
  }

  /// The same, of the status.
  public Writing ofStatus() {
    return new Writing(manager, dryRun, force, true);
  }
}
