package dev.tiphys.doorway;

import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStores;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/// The beans that functions share. All wait until an event needs them.
@Configuration(proxyBeanMethods = false)
class HostConfiguration {
  @Bean(destroyMethod = "close")
  @Lazy
  ObjectStore store(Settings settings) {
    return ObjectStores.openVerified(settings.store(), ObjectStores.Config.DEFAULT);
  }

  @Bean
  @Lazy
  Runs runs(ObjectStore store, ObjectProvider<Observation> observation) {
    var runs = Runs.in(store, InstantSource.system(), new SecureRandom());
    observation.ifAvailable(watching -> runs.listen(watching.commits()));
    return runs;
  }

  @Bean
  @Lazy
  Broker broker(Settings settings, Runs runs) {
    var sink = settings.sink();
    if (sink != null) {
      return new HttpBroker(sink, runs.events());
    }
    return events -> {
      if (!events.isEmpty()) {
        throw new Unavailable("K_SINK: expected the URL of the broker, found none");
      }
    };
  }
}
