package dev.tiphys.manifests;

import java.util.List;

/// What somebody may do with some resources of the Kubernetes API.
///
/// @param group empty for that of pods and ConfigMaps
record Right(String group, List<String> resources, List<String> verbs) {
  Right {
    resources = List.copyOf(resources);
    verbs = List.copyOf(verbs);
  }

  /// With our own kinds.
  static Right ours(List<String> resources, String... verbs) {
    return new Right(Crds.GROUP, resources, List.of(verbs));
  }

  /// With Kubernetes' oldest kinds.
  static Right core(List<String> resources, String... verbs) {
    return new Right("", resources, List.of(verbs));
  }
}
