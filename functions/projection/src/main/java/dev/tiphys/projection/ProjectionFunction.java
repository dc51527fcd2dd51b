package dev.tiphys.projection;

import dev.tiphys.applications.ApplicationsConfiguration;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.applications.Reminders;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.kubernetes.KubernetesApi;
import io.cloudevents.CloudEvent;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [Projection] and of [ApplicationProjection].
@Configuration(proxyBeanMethods = false)
@Import(ApplicationsConfiguration.class)
public class ProjectionFunction {
  /// How many events wait here for their turn to be written.
  public static final int AT_ONCE_MAX = 256;

  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(ProjectionFunction.class, "projection", AT_ONCE_MAX);
  }

  @Bean
  Consumer<CloudEvent> projection(
      ObjectProvider<Projection> runs,
      ObjectProvider<ApplicationProjection> applications,
      ObjectProvider<Broker> broker) {
    return event ->
        broker
            .getObject()
            .publish(
                ApplicationProjection.wants(event)
                    ? applications.getObject().accept(event)
                    : runs.getObject().accept(event));
  }

  @Bean
  @Lazy
  Projection runProjection(Runs runs, KubernetesApi api) {
    return Projection.of(runs, api);
  }

  @Bean
  @Lazy
  ApplicationProjection applicationProjection(
      ClusterApplications applications, Apps apps, Syncs syncs, Reminders reminders) {
    return ApplicationProjection.of(applications, apps, syncs, reminders);
  }
}
