package dev.tiphys.engine.cron;

/// What is still to be done about a run. Doing it twice is doing it once.
public sealed interface CronTask {
  CronRun run();

  /// Create the run; then [CronCommand.Begin] or [CronCommand.Refuse].
  record Start(CronRun run) implements CronTask {}

  /// End the run; its end is [CronCommand.End].
  record Terminate(CronRun run) implements CronTask {}

  /// Delete the run; then [CronCommand.Forget].
  record Delete(CronRun run) implements CronTask {}
}
