package dev.tiphys.engine.cron;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Something that happened to a CronWorkflow. Past tense, immutable, kept for good.
public sealed interface CronFact {
  /// When, by the clock of whoever noticed.
  Instant at();

  /// From now on its runs begin as `cron` says.
  ///
  /// @param cron the resource without what its runs are made of: see [CronDefinition]
  /// @param zone where its schedules are read if it names no time zone itself
  record CronDefined(JsonNode cron, String zone, Instant at) implements CronFact {
    public CronDefined {
      at = millis(at);
    }
  }

  /// The run of a tick shall be.
  ///
  /// @param uid of the run; follows from the tick, so that creating it twice is creating it once
  record TickTaken(Instant tick, String name, String uid, Instant at) implements CronFact {
    public TickTaken {
      at = millis(at);
    }
  }

  /// A tick has no run.
  ///
  /// @param failed whether that is a mistake of the CronWorkflow, and not what it asks for
  record TickSkipped(Instant tick, String message, boolean failed, Instant at) implements CronFact {
    public TickSkipped {
      at = millis(at);
    }
  }

  /// Nobody was there at this tick, and at others before it.
  record TicksMissed(Instant tick, Instant at) implements CronFact {
    public TicksMissed {
      at = millis(at);
    }
  }

  /// The run that should be is there.
  record RunBegun(String uid, Instant at) implements CronFact {
    public RunBegun {
      at = millis(at);
    }
  }

  /// The run that should be cannot be.
  record RunRefused(String uid, String message, Instant at) implements CronFact {
    public RunRefused {
      at = millis(at);
    }
  }

  /// The run shall make way for the next one.
  record RunReplaced(String uid, Instant at) implements CronFact {
    public RunReplaced {
      at = millis(at);
    }
  }

  /// The run has ended.
  record RunOver(String uid, Phase phase, Instant at) implements CronFact {
    public RunOver {
      at = millis(at);
    }
  }

  /// The run is older than the history goes back and shall be deleted.
  record RunExpired(String uid, Instant at) implements CronFact {
    public RunExpired {
      at = millis(at);
    }
  }

  /// There is no such run any more.
  record RunForgotten(String uid, Instant at) implements CronFact {
    public RunForgotten {
      at = millis(at);
    }
  }

  /// Its condition to stop is met: no more runs.
  record CronStopped(Instant at) implements CronFact {
    public CronStopped {
      at = millis(at);
    }
  }

  private static Instant millis(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS);
  }
}
