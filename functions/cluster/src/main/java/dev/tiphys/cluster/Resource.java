package dev.tiphys.cluster;

import dev.tiphys.delivery.ObjectKey;

/// A kind of object as a server has it.
///
/// @param plural the name in paths
public record Resource(String apiVersion, String kind, String plural, boolean namespaced) {
  /// The path of all objects, in a namespace if the kind is in namespaces.
  public String path(String namespace) {
    return (apiVersion.contains("/") ? "/apis/" : "/api/")
        + apiVersion
        + (namespaced ? "/namespaces/" + namespace : "")
        + "/"
        + plural;
  }

  /// The path of all objects of all namespaces.
  public String everywhere() {
    return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion + "/" + plural;
  }

  /// The API group; empty for the core.
  public String group() {
    return ObjectKey.groupOf(apiVersion);
  }

  /// The path of one.
  public String path(String namespace, String name) {
    if (!name.matches("(?!\\.{1,2}$)[-A-Za-z0-9._:]+")) {
      throw KubeFailure.senseless("'%s' cannot be the name of an object", name);
    }
    return path(namespace) + "/" + name;
  }

  /// As kubectl names it: `deployments.apps`.
  public String name() {
    var slash = apiVersion.indexOf('/');
    return slash < 0 ? plural : plural + "." + apiVersion.substring(0, slash);
  }
}
