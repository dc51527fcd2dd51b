package dev.tiphys.healthcheck;

import dev.tiphys.applications.ApplicationsConfiguration;
import dev.tiphys.applications.Clusters;
import dev.tiphys.applications.Reminders;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Syncs;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [HealthCheck]: woken by waves that were applied and by moments at which to look
/// again, and by a PingSource each minute for whatever was not heard.
@Configuration(proxyBeanMethods = false)
@Import(ApplicationsConfiguration.class)
public class HealthCheckFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(HealthCheckFunction.class, "healthCheck");
  }

  @Bean
  Consumer<CloudEvent> healthCheck(
      ObjectProvider<HealthCheck> health,
      ObjectProvider<Reminders> reminders,
      ObjectProvider<Broker> broker) {
    return event ->
        broker
            .getObject()
            .publish(
                HealthCheck.TYPES.contains(event.getType())
                    ? health.getObject().accept(event, Instant.now())
                    : reminders.getObject().ofMinute(Instant.now()));
  }

  @Bean
  @Lazy
  HealthCheck health(Syncs syncs, Clusters clusters) {
    return new HealthCheck(syncs, clusters, object -> clusters.health().assess(object));
  }
}
