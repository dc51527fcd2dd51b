package dev.tiphys.language.selector;

import org.jspecify.annotations.Nullable;

/// Something that a [NodeSelector] can choose.
@FunctionalInterface
public interface Selectable {
  /// The value under one of the keys of [NodeSelector], such as `templateRef.name` or
  /// `inputs.parameters.P.value`; null where there is none.
  @Nullable String field(String key);
}
