package dev.tiphys.appset;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The doorway of [AppSets].
@Configuration(proxyBeanMethods = false)
public class AppSetFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(AppSetFunction.class, "appSets");
  }

  @Bean
  Consumer<CloudEvent> appSets(ObjectProvider<AppSets> sets, ObjectProvider<Broker> broker) {
    return event -> broker.getObject().publish(sets.getObject().accept(event, Instant.now()));
  }
}
