package dev.tiphys.applications;

import dev.tiphys.cluster.Connections;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.KubernetesConfiguration;
import dev.tiphys.kubernetes.Place;
import dev.tiphys.log.store.ObjectStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The beans of functions that deliver from within a cluster. All wait until an event needs them.
@Configuration(proxyBeanMethods = false)
@Import(KubernetesConfiguration.class)
public class ApplicationsConfiguration {
  @Bean
  @Lazy
  ClusterApplications applications(KubernetesApi api, Place place) {
    return new ClusterApplications(api, place);
  }

  @Bean
  @Lazy
  Apps apps(ObjectStore store) {
    return Apps.in(store, InstantSource.system(), new SecureRandom());
  }

  @Bean
  @Lazy
  Syncs syncs(ObjectStore store) {
    return Syncs.in(store, InstantSource.system(), new SecureRandom());
  }

  @Bean
  @Lazy
  Reminders reminders(ClusterApplications applications, Apps apps, Syncs syncs) {
    return new Reminders(applications, apps, syncs);
  }

  @Bean(destroyMethod = "close")
  @Lazy
  KubeApi ownCluster() {
    return new KubeApi(Connections.around(System.getenv()));
  }

  @Bean
  @Lazy
  ClusterSettings clusterSettings(KubernetesApi api, Place place) {
    return new ClusterSettings(api, place, InstantSource.system());
  }

  @Bean(destroyMethod = "close")
  @Lazy
  Clusters clusters(
      ClusterApplications applications,
      ObjectProvider<KubeApi> own,
      ClusterSettings settings,
      Place place) {
    var pool =
        new ClusterPool(
            new ClusterPool.Own(
                own::getObject, false, () -> settings.get().flag("cluster.inClusterEnabled", true)),
            () -> settings.get().secrets("cluster"),
            System.getenv(),
            // The source of events of the cluster tells of them.
            _ -> {});
    return new Clusters(
        applications, applications::project, pool, settings, place.control(), applications::shown);
  }
}
