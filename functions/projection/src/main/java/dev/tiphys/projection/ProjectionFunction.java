package dev.tiphys.projection;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.KubernetesConfiguration;
import io.cloudevents.CloudEvent;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [Projection].
@Configuration(proxyBeanMethods = false)
@Import(KubernetesConfiguration.class)
public class ProjectionFunction {
  /// How many events wait here for their turn to be written.
  public static final int AT_ONCE_MAX = 256;

  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(ProjectionFunction.class, "projection", AT_ONCE_MAX);
  }

  @Bean
  Consumer<CloudEvent> projection(
      ObjectProvider<Projection> projections, ObjectProvider<Broker> broker) {
    return event -> broker.getObject().publish(projections.getObject().accept(event));
  }

  @Bean
  @Lazy
  Projection projections(Runs runs, KubernetesApi api) {
    return Projection.of(runs, api);
  }
}
