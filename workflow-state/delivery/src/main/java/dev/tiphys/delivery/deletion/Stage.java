package dev.tiphys.delivery.deletion;

import dev.tiphys.events.delivery.HookType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is done before an application may go, in this order. Each stage is there because of
/// finalizers of the application, and over when these are released.
public enum Stage {
  PRE_DELETE(HookType.PRE_DELETE, List.of("pre-delete-finalizer.argocd.argoproj.io")),
  CASCADE(
      null,
      List.of(
          "resources-finalizer.argocd.argoproj.io",
          "resources-finalizer.argocd.argoproj.io/foreground",
          "resources-finalizer.argocd.argoproj.io/background")),
  POST_DELETE(HookType.POST_DELETE, List.of("post-delete-finalizer.argocd.argoproj.io")),
  PRE_DELETE_CLEANUP(
      HookType.PRE_DELETE, List.of("pre-delete-finalizer.argocd.argoproj.io/cleanup")),
  POST_DELETE_CLEANUP(
      HookType.POST_DELETE, List.of("post-delete-finalizer.argocd.argoproj.io/cleanup"));

  private final @Nullable HookType hook;
  private final List<String> finalizers;

  Stage(@Nullable HookType hook, List<String> finalizers) {
    this.hook = hook;
    this.finalizers = finalizers;
  }

  /// The hooks that run in this stage, or that it cleans up.
  public HookType hook() {
    return java.util.Objects.requireNonNull(hook, "no hooks belong to this stage");
  }

  /// The finalizers that ask for it.
  public List<String> finalizers() {
    return finalizers;
  }

  /// The finalizer of those that asks for this stage.
  public Optional<String> in(Collection<String> all) {
    return all.stream().filter(finalizers::contains).findFirst();
  }

  /// What is to be done first of what these finalizers ask for; empty if all of them are others'.
  public static Optional<Stage> first(Collection<String> finalizers) {
    for (var stage : values()) {
      if (stage.in(finalizers).isPresent()) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }

  /// Whether `finalizer` is one of ours.
  public static boolean isOurs(String finalizer) {
    return first(List.of(finalizer)).isPresent();
  }

  /// How deletion spreads to what the objects own: the first of the finalizers decides.
  public static String propagation(Collection<String> finalizers) {
    return CASCADE.in(finalizers).orElse("").endsWith("/background") ? "background" : "foreground";
  }
}
