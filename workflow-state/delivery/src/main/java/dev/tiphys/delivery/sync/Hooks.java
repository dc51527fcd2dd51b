package dev.tiphys.delivery.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.delivery.HookType;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// What makes an object a hook, and when it is deleted (alg §13).
public final class Hooks {
  /// Keeps a hook from vanishing before its result was read.
  public static final String FINALIZER = "argocd.argoproj.io/hook-finalizer";

  private static final int SHORT_REVISION = 7;
  private static final String CRD_INSTALL = "crd-install";

  /// When a hook is deleted.
  public enum DeletePolicy {
    HOOK_SUCCEEDED("HookSucceeded", "hook-succeeded"),
    HOOK_FAILED("HookFailed", "hook-failed"),
    BEFORE_HOOK_CREATION("BeforeHookCreation", "before-hook-creation");

    private final String text;
    private final String helm;

    DeletePolicy(String text, String helm) {
      this.text = text;
      this.helm = helm;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private Hooks() {}

  /// Whether `object` is no ordinary object: it runs in a phase, or not at all.
  public static boolean isHook(JsonNode object) {
    if (Annotations.has(object, Annotations.HOOK)) {
      return !isSkipped(object);
    }
    return Annotations.has(object, Annotations.HELM_HOOK)
        && !Annotations.of(object, Annotations.HELM_HOOK).equals(CRD_INSTALL);
  }

  /// Whether `object` is to be left out of syncs altogether.
  public static boolean isSkipped(JsonNode object) {
    return types(object).equals(List.of(HookType.SKIP));
  }

  /// Whether `object` is a hook of no type that is known.
  public static boolean isIgnored(JsonNode object) {
    return isHook(object) && types(object).isEmpty();
  }

  /// Whether `object` runs only when the application is deleted.
  public static boolean isDeleteHook(JsonNode object) {
    var types = types(object);
    return types.contains(HookType.PRE_DELETE) || types.contains(HookType.POST_DELETE);
  }

  /// When `object` runs, in the order in which it says so. Types of Helm count only where there is
  /// none of Argo's.
  public static List<HookType> types(JsonNode object) {
    var own =
        Annotations.items(Annotations.of(object, Annotations.HOOK)).stream()
            .flatMap(text -> HookType.of(text).stream())
            .distinct()
            .toList();
    return own.isEmpty() ? helmTypes(object) : own;
  }

  private static List<HookType> helmTypes(JsonNode object) {
    Collection<HookType> types = new LinkedHashSet<>();
    for (var text : Annotations.items(Annotations.of(object, Annotations.HELM_HOOK))) {
      switch (text) {
        case "pre-install", "pre-upgrade" -> types.add(HookType.PRE_SYNC);
        case "post-install", "post-upgrade" -> types.add(HookType.POST_SYNC);
        case "pre-delete" -> types.add(HookType.PRE_DELETE);
        case "post-delete" -> types.add(HookType.POST_DELETE);
        default -> {}
      }
    }
    return List.copyOf(types);
  }

  /// When the hook `object` is deleted: before the next one of its name is created, unless it says
  /// otherwise.
  public static Set<DeletePolicy> deletePolicies(JsonNode object) {
    var policies = EnumSet.noneOf(DeletePolicy.class);
    for (var policy : DeletePolicy.values()) {
      if (Annotations.has(Annotations.of(object, Annotations.HOOK_DELETE_POLICY), policy.text)
          || Annotations.has(
              Annotations.of(object, Annotations.HELM_HOOK_DELETE_POLICY), policy.helm)) {
        policies.add(policy);
      }
    }
    return policies.isEmpty() ? EnumSet.of(DeletePolicy.BEFORE_HOOK_CREATION) : policies;
  }

  /// A copy of the hook `object` that has a name, which is another one for each sync or deletion
  /// if the manifest has none.
  public static ObjectNode named(
      JsonNode object, HookType type, String revision, Instant startedAt) {
    ObjectNode copy = object.deepCopy();
    var metadata = copy.withObject("/metadata");
    if (metadata.path("name").asText("").isEmpty()) {
      var start =
          revision.length() > SHORT_REVISION ? revision.substring(0, SHORT_REVISION) : revision;
      var suffix = start + "-" + type + "-" + startedAt.getEpochSecond();
      metadata.put(
          "name", metadata.path("generateName").asText("") + suffix.toLowerCase(Locale.ROOT));
    }
    return copy;
  }

  /// Whether our finalizer holds `object`.
  public static boolean isHeld(JsonNode object) {
    for (var finalizer : object.path("metadata").path("finalizers")) {
      if (Objects.equals(finalizer.asText(), FINALIZER)) {
        return true;
      }
    }
    return false;
  }
}
