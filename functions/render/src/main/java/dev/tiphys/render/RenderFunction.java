package dev.tiphys.render;

import dev.tiphys.applications.ApplicationsConfiguration;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.applications.ClusterSettings;
import dev.tiphys.applications.Clusters;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.kubernetes.Place;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.SourcesConfiguration;
import dev.tiphys.sources.signature.Keyring;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The doorway of [Rendering] and of [SyncRendering]: woken when a revision was observed, and by
/// syncs that wait for manifests.
@Configuration(proxyBeanMethods = false)
@Import({ApplicationsConfiguration.class, SourcesConfiguration.class})
public class RenderFunction {
  /// How many events it is given at a time: each may need a processor and much memory.
  public static final int AT_ONCE_MAX = 4;

  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(RenderFunction.class, "render", AT_ONCE_MAX);
  }

  @Bean
  Consumer<CloudEvent> render(
      ObjectProvider<Rendering> rendering,
      ObjectProvider<SyncRendering> forSyncs,
      ObjectProvider<Broker> broker) {
    return event ->
        broker
            .getObject()
            .publish(
                SyncRendering.TYPES.contains(event.getType())
                    ? forSyncs.getObject().accept(event, Instant.now())
                    : rendering.getObject().observed(event, Instant.now()));
  }

  @Bean
  @Lazy
  SyncRendering syncRendering(
      ClusterApplications applications, Syncs syncs, Sources sources, Rendering rendering) {
    return new SyncRendering(applications, syncs, sources, rendering);
  }

  @Bean(destroyMethod = "close")
  @Lazy
  Renderer renderer(Sources sources, ObjectStore store, ClusterSettings settings) {
    return new Renderer(
        new CurrentRenderSettings(settings),
        new SourceFetches(sources),
        RenderCache.in(store),
        InstantSource.system());
  }

  @Bean
  @Lazy
  Rendering rendering(
      ClusterApplications applications,
      Apps apps,
      Sources sources,
      Renderer renderer,
      Clusters clusters,
      ClusterSettings settings,
      Place place) {
    return new Rendering(
        applications,
        apps,
        sources,
        renderer,
        new Signatures(
            sources,
            applications::project,
            () -> new Keyring(settings.get().configMap(ClusterSettings.SIGNERS).values())),
        new Capabilities(clusters, InstantSource.system()),
        place.control());
  }
}
