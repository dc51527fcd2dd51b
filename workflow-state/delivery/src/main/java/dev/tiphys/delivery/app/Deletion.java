package dev.tiphys.delivery.app;

import dev.tiphys.events.delivery.AppFact.DeletionAdvanced;
import dev.tiphys.events.delivery.AppFact.DeletionRequested;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.Waiting;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An application that is being deleted, and how far that is. Immutable.
///
/// @param finalizers what is still to be done, in the order in which they were written
/// @param objects what was last created or deleted for each of them
/// @param waiting what it waits for
public record Deletion(
    Instant requestedAt,
    List<String> finalizers,
    Map<String, Blob> objects,
    @Nullable Waiting waiting) {
  public Deletion {
    finalizers = List.copyOf(finalizers);
    objects = Map.copyOf(objects);
  }

  static Deletion begun(DeletionRequested request) {
    return new Deletion(request.at(), request.finalizers(), Map.of(), null);
  }

  /// Whether nothing holds the application any more.
  public boolean over() {
    return finalizers.isEmpty();
  }

  Deletion after(DeletionAdvanced step) {
    var next = new HashMap<>(objects);
    if (step.objects() == null) {
      next.remove(step.finalizer());
    } else {
      next.put(step.finalizer(), step.objects());
    }
    return new Deletion(requestedAt, finalizers, next, null);
  }

  Deletion waitingFor(Waiting next) {
    return new Deletion(requestedAt, finalizers, objects, next);
  }

  Deletion without(String finalizer) {
    var left = finalizers.stream().filter(each -> !each.equals(finalizer)).toList();
    return new Deletion(requestedAt, left, objects, null);
  }
}
