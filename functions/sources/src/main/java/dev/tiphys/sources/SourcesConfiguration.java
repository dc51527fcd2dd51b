package dev.tiphys.sources;

import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.KubernetesConfiguration;
import dev.tiphys.kubernetes.Place;
import java.nio.file.Path;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;

/// The beans of functions that read repositories from within a cluster. What they fetched is kept
/// in the folder that `TIPHYS_WORK` names, else below `/tmp`, for as long as the process lives.
@Configuration(proxyBeanMethods = false)
@Import(KubernetesConfiguration.class)
public class SourcesConfiguration {
  @Bean(destroyMethod = "close")
  @Lazy
  Sources sources(KubernetesApi api, Place place) {
    var work = Path.of(System.getenv().getOrDefault("TIPHYS_WORK", "/tmp/tiphys"));
    return Sources.in(
        work.resolve("git"), new ClusterRepositories(api, place, InstantSource.system()));
  }
}
