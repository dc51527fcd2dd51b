package dev.tiphys.engine;

import dev.tiphys.events.RunFact;
import java.util.List;

/// What follows from a command: the facts to append, and the run as it is once they are.
public record Decision(List<RunFact> facts, Run after) {
  public Decision {
    facts = List.copyOf(facts);
  }
}
