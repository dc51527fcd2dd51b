package dev.tiphys.sandbox;

import java.util.List;

/// A kind of object, as discovery tells of it.
///
/// @param group empty for the core group
/// @param plural the name in paths
/// @param namespaced whether its objects live in namespaces
/// @param status whether `status` is written through a path of its own
/// @param shortNames other names that people use
public record Kind(
    String group,
    String version,
    String kind,
    String plural,
    boolean namespaced,
    boolean status,
    List<String> shortNames) {
  public Kind {
    shortNames = List.copyOf(shortNames);
  }

  /// As in the field `apiVersion`.
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /// What its objects are stored under, whichever version they are asked by.
  public String resource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
