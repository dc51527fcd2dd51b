package dev.tiphys.trigger.cron;

import dev.tiphys.events.RunId;
import io.cloudevents.CloudEvent;

/// What is done about the runs of CronWorkflows. A host implements it.
public interface CronRuns {
  /// Carries out what an event asks of a run, or hands it to who will.
  void ask(CloudEvent command);

  /// Deletes a run that has ended; nothing if there is none.
  void delete(RunId run);
}
