package dev.tiphys.gitpoll;

import dev.tiphys.applications.ApplicationsConfiguration;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.applications.ClusterSettings;
import dev.tiphys.doorway.ApplicationSets;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Sets;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.gitpoll.PollSchedule.Rhythm;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.SourcesConfiguration;
import io.cloudevents.CloudEvent;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [GitPoll]: woken by requests to refresh an application, and by a PingSource.
@Configuration(proxyBeanMethods = false)
@Import({ApplicationsConfiguration.class, SourcesConfiguration.class})
public class GitPollFunction {
  private static final int REPOSITORIES_AT_ONCE = 8;

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

  @Bean
  @Lazy
  GitPoll poll(
      ClusterApplications applications,
      Apps apps,
      Sources sources,
      ObjectStore store,
      ClusterSettings settings) {
    var sets = Sets.in(store, InstantSource.system(), new SecureRandom());
    return new GitPoll(
        applications,
        apps,
        new SetReads(ApplicationSets.NONE, sets),
        sources,
        store,
        () -> Rhythm.of(settings.get()),
        REPOSITORIES_AT_ONCE);
  }
}
