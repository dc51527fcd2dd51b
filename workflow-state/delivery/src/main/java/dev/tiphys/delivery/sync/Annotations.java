package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The annotations that steer a sync, and the lists that stand in them.
public final class Annotations {
  public static final String HOOK = "argocd.argoproj.io/hook";
  public static final String HOOK_DELETE_POLICY = "argocd.argoproj.io/hook-delete-policy";
  public static final String SYNC_WAVE = "argocd.argoproj.io/sync-wave";
  public static final String SYNC_OPTIONS = "argocd.argoproj.io/sync-options";
  public static final String DELETION_APPROVED = "argocd.argoproj.io/deletion-approved";
  public static final String HELM_HOOK = "helm.sh/hook";
  public static final String HELM_HOOK_DELETE_POLICY = "helm.sh/hook-delete-policy";
  public static final String HELM_HOOK_WEIGHT = "helm.sh/hook-weight";
  public static final String HELM_RESOURCE_POLICY = "helm.sh/resource-policy";

  private Annotations() {}

  /// The value of an annotation, empty if there is none.
  public static String of(JsonNode object, String name) {
    return object.path("metadata").path("annotations").path(name).asText("");
  }

  static boolean has(JsonNode object, String name) {
    return object.path("metadata").path("annotations").hasNonNull(name);
  }

  /// The items of a list with commas, without the blanks around them.
  public static List<String> items(String list) {
    return list.isEmpty() ? List.of() : Arrays.stream(list.split(",")).map(String::strip).toList();
  }

  /// Whether `item` is one of the items of `list`.
  public static boolean has(String list, String item) {
    return items(list).contains(item);
  }

  /// What stands behind the first `name=` in `list`.
  public static Optional<String> valueOf(String list, String name) {
    return items(list).stream()
        .filter(item -> item.startsWith(name + "="))
        .map(item -> item.substring(name.length() + 1))
        .findFirst();
  }

  /// Whether `object` has a sync option, such as `Replace=true`.
  public static boolean option(JsonNode object, String option) {
    return has(of(object, SYNC_OPTIONS), option);
  }

  /// The value of a sync option of `object`.
  public static Optional<String> optionValue(JsonNode object, String name) {
    return valueOf(of(object, SYNC_OPTIONS), name);
  }
}
