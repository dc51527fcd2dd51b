package dev.tiphys.kubernetes;

import dev.tiphys.doorway.ConfigMaps;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/// The beans of functions that live in a cluster. All wait until an event needs them.
@Configuration(proxyBeanMethods = false)
public class KubernetesConfiguration {
  @Bean
  @Lazy
  KubernetesApi kubernetesApi() {
    return new KubernetesApi(ApiServer.of(System.getenv()));
  }

  @Bean
  @Lazy
  Place place() {
    return Place.of(System.getenv());
  }

  @Bean
  @Lazy
  ConfigMaps configMaps(KubernetesApi api) {
    return (namespace, name) ->
        api.get("/api/v1/namespaces/%s/configmaps/%s".formatted(namespace, name));
  }
}
