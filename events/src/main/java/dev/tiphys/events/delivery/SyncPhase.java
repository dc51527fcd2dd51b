package dev.tiphys.events.delivery;

/// The part of a sync that a task belongs to, in the order of the parts.
public enum SyncPhase {
  PRE_SYNC("PreSync"),
  SYNC("Sync"),
  POST_SYNC("PostSync"),
  SYNC_FAIL("SyncFail");

  private final String text;

  SyncPhase(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
