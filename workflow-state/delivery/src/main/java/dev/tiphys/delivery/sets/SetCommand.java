package dev.tiphys.delivery.sets;

import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.SetRead;
import dev.tiphys.events.delivery.SetStep;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// What the function `appset` found out about a set of applications, or did.
public sealed interface SetCommand {
  Instant at();

  /// This was generated, completely. News unless it is what was generated before and nothing has
  /// failed since.
  record RecordGeneration(String definition, List<SetRead> reads, Blob applications, Instant at)
      implements SetCommand {}

  /// Nothing could be generated.
  record RecordFailure(String definition, String reason, String message, Instant at)
      implements SetCommand {}

  /// What was generated was brought to the applications.
  ///
  /// @param owned the names of all that are the set's now
  /// @param changed the names of those that were changed
  record RecordOutcome(
      Collection<String> owned, List<String> changed, List<String> problems, Instant at)
      implements SetCommand {}

  /// Where all applications stand in the steps of the set.
  record RecordSteps(List<SetStep> steps, Instant at) implements SetCommand {}
}
