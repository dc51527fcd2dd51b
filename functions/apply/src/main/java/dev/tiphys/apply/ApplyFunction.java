package dev.tiphys.apply;

import dev.tiphys.applications.ApplicationsConfiguration;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.applications.Clusters;
import dev.tiphys.doorway.Apps;
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

/// The doorway of [Apply]: one wave an event.
@Configuration(proxyBeanMethods = false)
@Import(ApplicationsConfiguration.class)
public class ApplyFunction {
  /// How many events it is given at a time: what it does most is to wait for API servers.
  public static final int AT_ONCE_MAX = 32;

  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(ApplyFunction.class, "apply", AT_ONCE_MAX);
  }

  @Bean
  Consumer<CloudEvent> apply(ObjectProvider<Apply> applying, ObjectProvider<Broker> broker) {
    return event -> broker.getObject().publish(applying.getObject().accept(event, Instant.now()));
  }

  @Bean
  @Lazy
  Apply applying(ClusterApplications applications, Apps apps, Syncs syncs, Clusters clusters) {
    return new Apply(applications, apps, syncs, clusters);
  }
}
