package dev.tiphys.events.delivery;

import java.util.Optional;

/// When a hook is to run, in the words of `argocd.argoproj.io/hook`.
public enum HookType {
  PRE_SYNC("PreSync"),
  SYNC("Sync"),
  POST_SYNC("PostSync"),
  SYNC_FAIL("SyncFail"),
  SKIP("Skip"),
  PRE_DELETE("PreDelete"),
  POST_DELETE("PostDelete");

  private final String text;

  HookType(String text) {
    this.text = text;
  }

  /// The type of that name, exactly as Argo CD writes it.
  public static Optional<HookType> of(String text) {
    for (var type : values()) {
      if (type.text.equals(text)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// The part of a sync in which such a hook runs, if it runs in one.
  public Optional<SyncPhase> phase() {
    return switch (this) {
      case PRE_SYNC -> Optional.of(SyncPhase.PRE_SYNC);
      case SYNC -> Optional.of(SyncPhase.SYNC);
      case POST_SYNC -> Optional.of(SyncPhase.POST_SYNC);
      case SYNC_FAIL -> Optional.of(SyncPhase.SYNC_FAIL);
      case SKIP, PRE_DELETE, POST_DELETE -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
