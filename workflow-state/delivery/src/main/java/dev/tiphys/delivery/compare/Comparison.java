package dev.tiphys.delivery.compare;

import java.util.List;

/// What a comparison of an application found.
///
/// @param objects all that are wanted or live, wanted ones first, in their order
public record Comparison(SyncStatus status, List<Compared> objects, List<Warning> warnings) {
  public Comparison {
    objects = List.copyOf(objects);
    warnings = List.copyOf(warnings);
  }
}
