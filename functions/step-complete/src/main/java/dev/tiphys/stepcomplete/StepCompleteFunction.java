package dev.tiphys.stepcomplete;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import io.cloudevents.CloudEvent;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The doorway of [StepComplete]: carried out, published, and only then answered.
@Configuration(proxyBeanMethods = false)
public class StepCompleteFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(StepCompleteFunction.class, "stepComplete");
  }

  @Bean
  Consumer<CloudEvent> stepComplete(ObjectProvider<Runs> runs, ObjectProvider<Broker> broker) {
    return command ->
        broker.getObject().publish(new StepComplete(runs.getObject()).handle(command));
  }
}
