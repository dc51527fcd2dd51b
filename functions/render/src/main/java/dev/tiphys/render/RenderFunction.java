package dev.tiphys.render;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The doorway of [Rendering]: woken when a revision was observed.
@Configuration(proxyBeanMethods = false)
public class RenderFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(RenderFunction.class, "render");
  }

  @Bean
  Consumer<CloudEvent> render(ObjectProvider<Rendering> rendering, ObjectProvider<Broker> broker) {
    return event ->
        broker.getObject().publish(rendering.getObject().observed(event, Instant.now()));
  }
}
