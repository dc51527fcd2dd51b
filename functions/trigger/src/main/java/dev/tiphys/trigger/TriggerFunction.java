package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.cron.CronCommand;
import dev.tiphys.engine.cron.CronFact;
import dev.tiphys.engine.cron.CronState;
import dev.tiphys.events.RunId;
import dev.tiphys.kubernetes.ApiServer;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.KubernetesConfiguration;
import dev.tiphys.kubernetes.MountedConfig;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.stream.Streams;
import dev.tiphys.trigger.cron.CronRuns;
import dev.tiphys.trigger.cron.CronStreams;
import dev.tiphys.trigger.cron.Crons;
import dev.tiphys.trigger.event.Bindings;
import dev.tiphys.trigger.event.TemplateStarts;
import io.cloudevents.CloudEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [Trigger#added]: a Workflow that was applied to a cluster is asked to be run.
///
/// In a cluster it looks up what Workflows refer to, and says in their status why they cannot run.
/// Elsewhere a host gives it [Resources] as a bean; without, it starts Workflows that need nothing
/// around them, and sends all others back to the broker.
@Configuration(proxyBeanMethods = false)
@Import(KubernetesConfiguration.class)
public class TriggerFunction {
  private static final Resources OUT_OF_REACH =
      new Resources() {
        @Override
        public Optional<JsonNode> find(Kind kind, String namespace, String name) {
          throw new Unavailable(
              "this trigger cannot look up %s '%s': it has no access to a cluster"
                  .formatted(kind, name));
        }

        @Override
        public boolean reachable() {
          return false;
        }
      };

  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(TriggerFunction.class, "trigger");
  }

  @Bean
  Consumer<CloudEvent> trigger(
      ObjectProvider<Resources> resources,
      ObjectProvider<ControllerConfig> config,
      ObjectProvider<KubernetesApi> api,
      ObjectProvider<Runs> runs,
      ObjectProvider<Streams<CronState, CronCommand, CronFact>> crons,
      ObjectProvider<Broker> broker) {
    var inCluster = ApiServer.known(System.getenv());
    return event -> {
      var around =
          resources.getIfAvailable(
              () -> inCluster ? new ClusterResources(api.getObject()) : OUT_OF_REACH);
      var trigger = new Trigger(around, config.getObject(), runs.getObject().events());
      var now = Instant.now();
      try {
        var wakes = wakes(trigger, around, runs.getObject(), crons.getObject(), broker.getObject());
        broker
            .getObject()
            .publish(wakes.accept(event, () -> new Birth.Moment(now, new SecureRandom())));
      } catch (InvalidSubmission refusal) {
        if (!inCluster) {
          throw refusal;
        }
        new Refusals(api.getObject()).show(event, refusal, now);
      }
    };
  }

  private static Wakes wakes(
      Trigger trigger,
      Resources around,
      Runs runs,
      Streams<CronState, CronCommand, CronFact> crons,
      Broker broker) {
    var clock = InstantSource.system();
    return new Wakes(
        trigger,
        new Crons(
            crons,
            runs,
            trigger,
            around,
            new CronRuns() {
              @Override
              public void ask(CloudEvent command) {
                broker.publish(runs.handle(command));
              }

              @Override
              public void delete(RunId run) {
                runs.delete(run);
              }
            },
            new Crons.Clock(clock, new SecureRandom(), "UTC", Instant.EPOCH)),
        new Bindings(trigger, around, clock),
        new TemplateStarts(trigger, around, clock),
        start -> broker.publish(List.of(start.event())));
  }

  @Bean
  @Lazy
  Streams<CronState, CronCommand, CronFact> cronStreams(ObjectStore store) {
    return CronStreams.in(store, InstantSource.system(), new SecureRandom());
  }

  @Bean
  @Lazy
  ControllerConfig controllerConfig() {
    return ControllerConfig.of(MountedConfig.of(System.getenv()));
  }
}
