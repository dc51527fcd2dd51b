package dev.tiphys.delivery.sync;

import dev.tiphys.delivery.ObjectKey;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a sync may delete (DESIGN §6, invariant I11).
///
/// An object is deleted only if what is wanted is known for certain (it was rendered to the end
/// from that very commit, and its digest and count are in the log), if an earlier sync of the same
/// application that succeeded left the object there, if something is wanted at all, and if no more
/// than a share of what the application has goes at once. What lacks only the last two can be
/// confirmed by a person.
///
/// @param owned what earlier syncs left there
/// @param wanted how many objects are wanted
/// @param pruned how many are to go
/// @param allowEmpty whether an application may be emptied
/// @param approvedAt when a person last approved of deletions, if ever
public record PruneProof(
    Set<ObjectKey> owned,
    int wanted,
    int pruned,
    boolean allowEmpty,
    @Nullable Instant approvedAt) {
  /// So many objects may always go.
  public static final int FREE_MAX = 10;

  /// Of more, at most this share of what the application has.
  public static final double SHARE_MAX = 0.5;

  /// What is to become of an object that nothing wants.
  public sealed interface Verdict {}

  public record Delete() implements Verdict {}

  /// It waits for a person.
  ///
  /// @param why for people
  public record Confirm(String why) implements Verdict {}

  /// It stays.
  public record Skip(String why) implements Verdict {}

  public PruneProof {
    owned = Set.copyOf(owned);
  }

  /// Whether `task`, which wants nothing, may delete what is there.
  public Verdict judge(SyncTask task, SyncSettings settings) {
    var live = task.object();
    if (!settings.prune()) {
      return new Skip("ignored (requires pruning)");
    }
    var option = settings.valueFor(live, "Prune");
    if (option.equals("false")) {
      return new Skip("ignored (no prune)");
    }
    if (settings.dryRun()) {
      return new Delete();
    }
    if (!owned.contains(task.key())) {
      return new Skip(
          "ignored (no proof: no earlier sync of this application that succeeded left it here)");
    }
    // Approvals are written in whole seconds.
    var began = settings.startedAt().truncatedTo(ChronoUnit.SECONDS);
    var approved = approvedAt != null && !approvedAt.isBefore(began);
    if (option.equals("confirm") && !approved) {
      return new Confirm("Prune=confirm");
    }
    if (wanted == 0 && !allowEmpty && !approved) {
      return new Confirm("nothing is wanted any more, and allowEmpty is not set");
    }
    if (pruned > FREE_MAX && pruned > owned.size() * SHARE_MAX && !approved) {
      return new Confirm("%d of %d objects would go".formatted(pruned, owned.size()));
    }
    return new Delete();
  }

  /// The moment that an annotation `deletion-approved` names, if it names one.
  public static @Nullable Instant approval(String annotation) {
    try {
      return annotation.isEmpty() ? null : Instant.parse(annotation);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
