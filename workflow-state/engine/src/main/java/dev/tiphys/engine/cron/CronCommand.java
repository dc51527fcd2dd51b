package dev.tiphys.engine.cron;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import java.time.Instant;

/// A request about a CronWorkflow, or news of one of its runs. May be repeated or late.
public sealed interface CronCommand {
  /// When, by the clock of whoever sends it.
  Instant at();

  /// Look what is due.
  ///
  /// @param cron as it is now: see [CronDefinition]
  /// @param zone where its schedules are read if it names no time zone itself
  /// @param missedBefore whoever should have noticed earlier ticks was not there
  record Wake(JsonNode cron, String zone, Instant missedBefore, Instant at)
      implements CronCommand {}

  /// The run with this uid is there now.
  record Begin(String uid, Instant at) implements CronCommand {}

  /// The run with this uid cannot be started.
  record Refuse(String uid, String message, Instant at) implements CronCommand {}

  /// The run with this uid has ended.
  record End(String uid, Phase phase, Instant at) implements CronCommand {}

  /// There is no run with this uid, and will not be.
  record Forget(String uid, Instant at) implements CronCommand {}
}
