package dev.tiphys.lock;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.ConfigMaps;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.kubernetes.KubernetesConfiguration;
import dev.tiphys.kubernetes.MountedConfig;
import dev.tiphys.log.store.ObjectStore;
import io.cloudevents.CloudEvent;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [Locks] in a cluster.
@Configuration(proxyBeanMethods = false)
@Import(KubernetesConfiguration.class)
public class LockFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(LockFunction.class, "lock");
  }

  @Bean
  Consumer<CloudEvent> lock(ObjectProvider<Locks> locks, ObjectProvider<Broker> broker) {
    return event -> broker.getObject().publish(locks.getObject().apply(event));
  }

  @Bean
  @Lazy
  Locks locks(ObjectStore store, Runs runs, ConfigMaps configMaps) {
    return new Locks(
        LockStreams.in(store, InstantSource.system(), new SecureRandom()),
        new SemaphoreLimits(
            configMaps,
            SemaphoreLimits.Namespaces.NONE,
            MountedConfig.of(System.getenv()),
            SemaphoreLimits.Database.NONE),
        runs.events());
  }
}
