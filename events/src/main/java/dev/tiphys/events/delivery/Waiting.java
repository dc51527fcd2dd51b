package dev.tiphys.events.delivery;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sync waits for.
///
/// @param what for people
/// @param objects `group/kind/namespace/name` of what is waited for, the first few
/// @param until when the waiting ends by itself, if it does
/// @param endedBy what would end it, for people
/// @param watched whether looking at the objects tells when it is over
public record Waiting(
    String what,
    List<String> objects,
    Instant since,
    @Nullable Instant until,
    String endedBy,
    boolean watched) {
  /// So many objects are named.
  public static final int OBJECTS_MAX = 10;

  public Waiting {
    objects =
        objects == null
            ? List.of()
            : List.copyOf(objects.subList(0, Math.min(objects.size(), OBJECTS_MAX)));
    since = DeliveryJson.millis(since);
    until = until == null ? null : DeliveryJson.millis(until);
  }

  /// Whether the same is waited for, since whenever.
  public boolean sameAs(@Nullable Waiting other) {
    return other != null && what.equals(other.what) && objects.equals(other.objects);
  }
}
