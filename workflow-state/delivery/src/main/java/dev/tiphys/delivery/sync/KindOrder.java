package dev.tiphys.delivery.sync;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which kinds come first within a wave: what others need before what needs it.
public final class KindOrder {
  private static final List<String> KINDS =
      List.of(
          "Namespace",
          "NetworkPolicy",
          "ResourceQuota",
          "LimitRange",
          "PodSecurityPolicy",
          "PodDisruptionBudget",
          "ServiceAccount",
          "Secret",
          "SecretList",
          "ConfigMap",
          "StorageClass",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "CustomResourceDefinition",
          "ClusterRole",
          "ClusterRoleList",
          "ClusterRoleBinding",
          "ClusterRoleBindingList",
          "Role",
          "RoleList",
          "RoleBinding",
          "RoleBindingList",
          "Service",
          "DaemonSet",
          "Pod",
          "ReplicationController",
          "ReplicaSet",
          "Deployment",
          "HorizontalPodAutoscaler",
          "StatefulSet",
          "Job",
          "CronJob",
          "IngressClass",
          "Ingress",
          "APIService");

  private static final Map<String, Integer> WEIGHTS = new HashMap<>();

  static {
    for (var i = 0; i < KINDS.size(); i++) {
      WEIGHTS.put(KINDS.get(i), i - KINDS.size());
    }
  }

  private KindOrder() {}

  /// The lighter comes first; kinds that are not listed weigh 0.
  public static int weight(String kind) {
    return WEIGHTS.getOrDefault(kind, 0);
  }
}
