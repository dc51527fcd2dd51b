package dev.tiphys.manifests;

import java.util.List;

/// What somebody may do with some resources of the Kubernetes API.
///
/// @param group empty for that of pods and ConfigMaps
/// @param here whether only in the namespace of the functions, even if these look after all of them
record Right(String group, List<String> resources, List<String> verbs, boolean here) {
  Right {
    resources = List.copyOf(resources);
    verbs = List.copyOf(verbs);
  }

  /// With our own kinds.
  static Right ours(List<String> resources, String... verbs) {
    return new Right(Crds.GROUP, resources, List.of(verbs), false);
  }

  /// With Kubernetes' oldest kinds.
  static Right core(List<String> resources, String... verbs) {
    return new Right("", resources, List.of(verbs), false);
  }

  /// With everything that there is.
  static Right everything(String... verbs) {
    return new Right("*", List.of("\"*\""), List.of(verbs), false);
  }

  /// The same, but nowhere else than where the functions are.
  Right onlyHere() {
    return new Right(group, resources, verbs, true);
  }
}
