package dev.tiphys.events.delivery;

/// What became of one object in a sync.
public enum ResultCode {
  SYNCED("Synced"),
  SYNC_FAILED("SyncFailed"),
  PRUNED("Pruned"),
  PRUNE_SKIPPED("PruneSkipped");

  private final String text;

  ResultCode(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
