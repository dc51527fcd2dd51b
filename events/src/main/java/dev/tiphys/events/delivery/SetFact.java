package dev.tiphys.events.delivery;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;

/// Something that happened to an ApplicationSet. Past tense, immutable, kept for good.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "t")
@JsonSubTypes({
  @Type(value = SetFact.SetGenerated.class, name = "set.generated"),
  @Type(value = SetFact.SetFailed.class, name = "set.failed"),
  @Type(value = SetFact.SetApplied.class, name = "set.applied"),
  @Type(value = SetFact.RolloutMoved.class, name = "rollout.moved"),
})
public sealed interface SetFact {
  Instant at();

  /// All generators of the set answered completely, and every application was rendered.
  ///
  /// @param definition the digest of what was generated from
  /// @param reads the repositories that were read, each with what its revision meant
  /// @param applications what was generated, in the order of the generators: a JSON array
  record SetGenerated(String definition, List<SetRead> reads, Blob applications, Instant at)
      implements SetFact {
    public SetGenerated {
      reads = List.copyOf(reads == null ? List.of() : reads);
      at = DeliveryJson.millis(at);
    }
  }

  /// Nothing can be generated. What was generated before stands, and nothing is changed.
  ///
  /// @param reason as the condition of the set has it
  record SetFailed(String definition, String reason, String message, Instant at)
      implements SetFact {
    public SetFailed {
      at = DeliveryJson.millis(at);
    }
  }

  /// What was generated was brought to the applications.
  ///
  /// @param added the names of those that are the set's from now on
  /// @param changed the names of those that were changed
  /// @param removed the names of those that were deleted, or are gone
  /// @param problems what could not be done, or may not
  record SetApplied(
      List<String> added,
      List<String> changed,
      List<String> removed,
      List<String> problems,
      Instant at)
      implements SetFact {
    public SetApplied {
      added = List.copyOf(added == null ? List.of() : added);
      changed = List.copyOf(changed == null ? List.of() : changed);
      removed = List.copyOf(removed == null ? List.of() : removed);
      problems = List.copyOf(problems == null ? List.of() : problems);
      at = DeliveryJson.millis(at);
    }
  }

  /// Applications stand somewhere else in the steps of the set.
  ///
  /// @param moved those that do; the others stand where they did
  /// @param left the names of those that are in it no longer
  record RolloutMoved(List<SetStep> moved, List<String> left, Instant at) implements SetFact {
    public RolloutMoved {
      moved = List.copyOf(moved == null ? List.of() : moved);
      left = List.copyOf(left == null ? List.of() : left);
      at = DeliveryJson.millis(at);
    }
  }
}
