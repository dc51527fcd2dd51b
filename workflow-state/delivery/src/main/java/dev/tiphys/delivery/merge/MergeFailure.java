package dev.tiphys.delivery.merge;

/// A patch makes no sense, or says otherwise than the owners of fields.
public final class MergeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean conflict;

  private MergeFailure(boolean conflict, String message) {
    super(message);
    this.conflict = conflict;
  }

  static MergeFailure senseless(String message) {
    return new MergeFailure(false, message);
  }

  static MergeFailure conflict(String message) {
    return new MergeFailure(true, message);
  }

  /// Whether others own what was to be set.
  public boolean isConflict() {
    return conflict;
  }
}
