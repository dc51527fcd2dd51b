package dev.tiphys.delivery.compare;

/// Something that was written to guide a comparison makes no sense. Argo CD shows it as
/// `ComparisonError`.
public final class CompareFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CompareFailure(String message) {
    super(message);
  }
}
