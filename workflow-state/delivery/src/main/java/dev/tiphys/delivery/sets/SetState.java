package dev.tiphys.delivery.sets;

import dev.tiphys.delivery.sets.SetCommand.RecordFailure;
import dev.tiphys.delivery.sets.SetCommand.RecordGeneration;
import dev.tiphys.delivery.sets.SetCommand.RecordOutcome;
import dev.tiphys.delivery.sets.SetCommand.RecordSteps;
import dev.tiphys.events.delivery.SetFact;
import dev.tiphys.events.delivery.SetFact.RolloutMoved;
import dev.tiphys.events.delivery.SetFact.SetApplied;
import dev.tiphys.events.delivery.SetFact.SetFailed;
import dev.tiphys.events.delivery.SetFact.SetGenerated;
import dev.tiphys.events.delivery.SetStep;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is known of a set of applications. Immutable.
///
/// @param generated what was generated last
/// @param failed why nothing can be generated since, if it cannot
/// @param applied the last time that something was brought to the applications, or could not be
/// @param owned the names of the applications that are the set's: only these may it ever delete
/// @param steps where each application stands
public record SetState(
    @Nullable SetGenerated generated,
    @Nullable SetFailed failed,
    @Nullable SetApplied applied,
    SortedSet<String> owned,
    SortedMap<String, SetStep> steps) {
  /// A set of which nothing is known.
  public static final SetState NEW =
      new SetState(null, null, null, Collections.emptySortedSet(), Collections.emptySortedMap());

  public SetState {
    owned = Collections.unmodifiableSortedSet(owned);
    steps = Collections.unmodifiableSortedMap(steps);
  }

  /// What follows from `command`.
  public List<SetFact> decide(SetCommand command) {
    return switch (command) {
      case RecordGeneration(var definition, var reads, var applications, var at) -> {
        var fact = new SetGenerated(definition, reads, applications, at);
        yield failed == null && isLike(fact) ? List.of() : List.of(fact);
      }
      case RecordFailure(var definition, var reason, var message, var at) ->
          failed != null
                  && failed.definition().equals(definition)
                  && failed.reason().equals(reason)
                  && failed.message().equals(message)
              ? List.of()
              : List.of(new SetFailed(definition, reason, message, at));
      case RecordOutcome outcome -> outcome(outcome);
      case RecordSteps now -> moved(now);
    };
  }

  private boolean isLike(SetGenerated fact) {
    return generated != null
        && generated.definition().equals(fact.definition())
        && generated.reads().equals(fact.reads())
        && generated.applications().equals(fact.applications());
  }

  private List<SetFact> outcome(RecordOutcome outcome) {
    var added = without(outcome.owned(), owned);
    var removed = without(owned, outcome.owned());
    var problems = applied == null ? List.of() : applied.problems();
    return added.isEmpty()
            && removed.isEmpty()
            && outcome.changed().isEmpty()
            && outcome.problems().equals(problems)
            && applied != null
        ? List.of()
        : List.of(
            new SetApplied(added, outcome.changed(), removed, outcome.problems(), outcome.at()));
  }

  private static List<String> without(Collection<String> names, Collection<String> others) {
    return new TreeSet<>(names).stream().filter(name -> !others.contains(name)).toList();
  }

  private List<SetFact> moved(RecordSteps now) {
    var moved = new ArrayList<SetStep>();
    var left = new TreeSet<>(steps.keySet());
    for (var step : now.steps()) {
      left.remove(step.application());
      if (!step.equals(steps.get(step.application()))) {
        moved.add(step);
      }
    }
    return moved.isEmpty() && left.isEmpty()
        ? List.of()
        : List.of(new RolloutMoved(moved, List.copyOf(left), now.at()));
  }

  /// What is in the log has happened. This applies it.
  public SetState evolve(SetFact fact) {
    return switch (fact) {
      case SetGenerated now -> new SetState(now, null, applied, owned, steps);
      case SetFailed now -> new SetState(generated, now, applied, owned, steps);
      case SetApplied now -> {
        var names = new TreeSet<>(owned);
        names.addAll(now.added());
        now.removed().forEach(names::remove);
        yield new SetState(generated, failed, now, names, steps);
      }
      case RolloutMoved now -> {
        Map<String, SetStep> all = new TreeMap<>(steps);
        now.moved().forEach(step -> all.put(step.application(), step));
        now.left().forEach(all::remove);
        yield new SetState(generated, failed, applied, owned, new TreeMap<>(all));
      }
    };
  }

  /// Whether what was generated last is what a set of that definition wants now: only then may
  /// applications be changed or deleted.
  public boolean isProven(String definition) {
    return failed == null && generated != null && generated.definition().equals(definition);
  }
}
