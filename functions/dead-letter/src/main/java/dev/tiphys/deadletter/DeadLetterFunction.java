package dev.tiphys.deadletter;

import dev.tiphys.doorway.DeadLetters;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.log.store.ObjectStore;
import io.cloudevents.CloudEvent;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The doorway of [DeadLetters]: the sink for what broker triggers give up. The broker says in
/// extensions which address did not take the event, and what it answered.
@Configuration(proxyBeanMethods = false)
public class DeadLetterFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(DeadLetterFunction.class, "deadLetter");
  }

  @Bean
  Consumer<CloudEvent> deadLetter(ObjectProvider<ObjectStore> store, ObjectProvider<Runs> runs) {
    return event ->
        new DeadLetters(store.getObject(), runs.getObject().events())
            .keep(
                extension(event, "knativeerrordest"),
                event,
                extension(event, "knativeerrorcode") + " " + extension(event, "knativeerrordata"));
  }

  private static String extension(CloudEvent event, String name) {
    var value = event.getExtension(name);
    return value == null ? "?" : value.toString();
  }
}
