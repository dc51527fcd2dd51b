package dev.tiphys.memo;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.ConfigMaps;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.kubernetes.KubernetesConfiguration;
import dev.tiphys.log.store.ObjectStore;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [Memos] in a cluster.
@Configuration(proxyBeanMethods = false)
@Import(KubernetesConfiguration.class)
public class MemoFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(MemoFunction.class, "memo");
  }

  @Bean
  Consumer<CloudEvent> memo(ObjectProvider<Memos> memos, ObjectProvider<Broker> broker) {
    return event -> broker.getObject().publish(memos.getObject().apply(event));
  }

  @Bean
  @Lazy
  Memos memos(ObjectStore store, Runs runs, ConfigMaps configMaps) {
    return new Memos(
        new Caches(store), new ConfigMapCaches(configMaps), runs.events(), InstantSource.system());
  }
}
