package dev.tiphys.delivery.compare;

/// Whether what is live is what is wanted (C106).
public enum SyncStatus {
  SYNCED("Synced"),
  OUT_OF_SYNC("OutOfSync"),
  UNKNOWN("Unknown");

  private final String text;

  SyncStatus(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
