package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.log.LogFailure.Unavailable;
import io.cloudevents.CloudEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The doorway of [Trigger#added]: a Workflow that was applied to a cluster is asked to be run.
///
/// A host gives it [Resources] and a [ControllerConfig] as beans. Without the first it starts
/// Workflows that need nothing around them, and sends all others back to the broker.
@Configuration(proxyBeanMethods = false)
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
      ObjectProvider<Runs> runs,
      ObjectProvider<Broker> broker) {
    return event ->
        new Trigger(
                resources.getIfAvailable(() -> OUT_OF_REACH),
                config.getIfAvailable(() -> ControllerConfig.NONE),
                runs.getObject().events())
            .added(event, new Birth.Moment(Instant.now(), new SecureRandom()))
            .ifPresent(start -> broker.getObject().publish(List.of(start.event())));
  }
}
