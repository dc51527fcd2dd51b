package dev.tiphys.language.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions under `sprig.`: those of sprig 3.2.3 that Argo Workflows offers.
final class Sprig {
  /// What the name `sprig` stands for. Functions are called by name only.
  static final Map<String, Object> NAMESPACE = Map.of();

  private Sprig() {}

  static @Nullable Object call(String name, List<@Nullable Object> arguments, Calls calls) {
    throw new ExpressionException("invalid operation: cannot call nil");
  }
}
