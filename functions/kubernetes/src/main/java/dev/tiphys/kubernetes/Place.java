package dev.tiphys.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Which namespaces of a cluster functions look after.
///
/// @param only the one namespace whose resources count; empty for all of them
/// @param control where projects, repositories and settings of delivery are
public record Place(String only, String control) {
  private static final Path NAMESPACE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  /// As `TIPHYS_NAMESPACE` and `TIPHYS_CONTROL_NAMESPACE` say. Without the second it is the
  /// namespace that this process is in, and outside of a cluster `argocd`.
  public static Place of(Map<String, String> environment) {
    var control = environment.getOrDefault("TIPHYS_CONTROL_NAMESPACE", "");
    return new Place(
        environment.getOrDefault("TIPHYS_NAMESPACE", ""), control.isBlank() ? own() : control);
  }

  private static String own() {
    try {
      return Files.exists(NAMESPACE) ? Files.readString(NAMESPACE).strip() : "argocd";
    } catch (IOException e) {
      return "argocd";
    }
  }

  /// The collection of a kind in all namespaces that count.
  ///
  /// @param group as `/apis/argoproj.io/v1alpha1`
  public String everywhere(String group, String plural) {
    return only.isEmpty() ? group + "/" + plural : path(group, only, plural);
  }

  /// The collection of a kind in one namespace.
  public static String path(String group, String namespace, String plural) {
    return "%s/namespaces/%s/%s".formatted(group, KubernetesApi.encoded(namespace), plural);
  }
}
