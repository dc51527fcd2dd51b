package dev.tiphys.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Roles, and who has them: in all namespaces, or in that of the functions.
final class RightsYaml {
  private RightsYaml() {}

  static String of(String account, List<Right> rights, boolean everywhere) {
    if (!everywhere) {
      return role("", account, rights);
    }
    var roles = new ArrayList<String>();
    var wide = rights.stream().filter(right -> !right.here()).toList();
    if (!wide.isEmpty()) {
      roles.add(role("Cluster", account, wide));
    }
    var narrow = rights.stream().filter(Right::here).toList();
    if (!narrow.isEmpty()) {
      roles.add(role("", account, narrow));
    }
    return String.join("---\n", roles);
  }

  private static String role(String prefix, String account, List<Right> rights) {
    var rules =
        rights.stream()
            .map(
                right ->
                    """
                      - apiGroups: ["%s"]
                        resources: [%s]
                        verbs: [%s]
                    """
                        .formatted(
                            right.group(),
                            String.join(", ", right.resources()),
                            String.join(", ", right.verbs())))
            .collect(Collectors.joining());
    return """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: %1$sRole
    metadata:
      name: %2$s
    rules:
    %3$s---
    apiVersion: rbac.authorization.k8s.io/v1
    kind: %1$sRoleBinding
    metadata:
      name: %2$s
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: %1$sRole
      name: %2$s
    subjects:
      - kind: ServiceAccount
        name: %2$s
        namespace: tiphys
    """
        .formatted(prefix, account, rules);
  }
}
