package dev.tiphys.gitpoll;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.events.delivery.DeliveryEvents;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The doorway of [GitPoll]: woken by requests to refresh an application, and by a PingSource.
@Configuration(proxyBeanMethods = false)
public class GitPollFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(GitPollFunction.class, "gitPoll");
  }

  @Bean
  Consumer<CloudEvent> gitPoll(ObjectProvider<GitPoll> poll, ObjectProvider<Broker> broker) {
    return event ->
        broker
            .getObject()
            .publish(
                event.getType().equals(DeliveryEvents.REFRESH_REQUESTED)
                    ? poll.getObject().refresh(event, Instant.now())
                    : poll.getObject().sweep(event, Instant.now()));
  }
}
