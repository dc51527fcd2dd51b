package dev.tiphys.embedded;

import dev.tiphys.doorway.Runs;
import dev.tiphys.events.RunId;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.cron.CronRuns;
import dev.tiphys.trigger.cron.CronStreams;
import dev.tiphys.trigger.cron.Crons;
import io.cloudevents.CloudEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;

/// The runs of CronWorkflows, as a host starts and deletes them.
record HostCrons(Host host) implements CronRuns {
  /// The CronWorkflows of a host that is up from now on: ticks before were missed.
  static Crons open(Host host, ObjectStore store, Runs runs, Resources resources) {
    var clock = InstantSource.system();
    var random = new SecureRandom();
    return new Crons(
        CronStreams.in(store, clock, random),
        runs,
        host.trigger(),
        resources,
        new HostCrons(host),
        new Crons.Clock(clock, random, ZoneId.systemDefault().getId(), Instant.now()));
  }

  @Override
  public void ask(CloudEvent command) {
    host.carryOut(command);
  }

  @Override
  public void delete(RunId run) {
    host.delete(run);
  }
}
