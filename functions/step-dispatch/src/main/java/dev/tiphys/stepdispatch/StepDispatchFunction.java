package dev.tiphys.stepdispatch;

import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.ArtifactStores.Own;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.FunctionHost;
import dev.tiphys.doorway.Runs;
import dev.tiphys.doorway.Settings;
import dev.tiphys.kubernetes.MountedConfig;
import dev.tiphys.stepdispatch.kube.Cluster;
import dev.tiphys.stepdispatch.pod.Executor;
import dev.tiphys.stepdispatch.pod.OwnImage;
import dev.tiphys.stepdispatch.pod.PodEvents;
import dev.tiphys.stepdispatch.pod.PodRunners;
import dev.tiphys.stepdispatch.pod.PodSettings;
import dev.tiphys.stepdispatch.runner.ConfigValues;
import dev.tiphys.stepdispatch.runner.Runner;
import dev.tiphys.stepdispatch.runner.StoredArtifacts;
import io.cloudevents.CloudEvent;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/// The doorway of [StepDispatch] and [PodEvents]. `TIPHYS_RUNNER` says which runner it has: if
/// it does not, `pod` in a cluster, else `auto`, one of its own machine; `TIPHYS_STEPS` in which
/// folder the steps of that are kept.
@Configuration(proxyBeanMethods = false)
public class StepDispatchFunction {
  private static final boolean IN_CLUSTER = System.getenv("KUBERNETES_SERVICE_HOST") != null;

  /// Runs the function until the process is told to end; with an argument, what the containers of
  /// ours in the pods of steps run ([Executor]): they have the same image.
  public static void main(String[] args) {
    if (args.length > 0) {
      Executor.main(args);
    }
    FunctionHost.main(StepDispatchFunction.class, "stepDispatch");
  }

  @Bean
  Consumer<CloudEvent> stepDispatch(
      ObjectProvider<StepDispatch> dispatch, ObjectProvider<PodEvents> pods) {
    return event -> {
      if (PodEvents.TYPES.contains(event.getType())) {
        pods.getObject().accept(event);
      } else {
        dispatch.getObject().accept(event);
      }
    };
  }

  @Bean
  @Lazy
  PodEvents podEvents(Runs runs, Broker broker, Cluster cluster, PodSettings settings) {
    return new PodEvents(
        cluster,
        settings,
        InstantSource.system(),
        (run, cause) -> new CommandEvents(run, runs.events(), broker, cause));
  }

  @Bean
  @Lazy
  PodSettings podSettings(Settings settings, Cluster cluster) {
    var config = MountedConfig.of(System.getenv());
    if (IN_CLUSTER && !config.path("executor").has("image")) {
      config.withObject("/executor").put("image", OwnImage.of(cluster.api(), System.getenv()));
    }
    return PodSettings.of(config, settings.sink(), true);
  }

  /// That of the kubeconfig, or the one that this process is a part of. The runner closes it.
  @Bean(destroyMethod = "")
  @Lazy
  Cluster cluster() {
    var file = System.getenv("KUBECONFIG");
    if (file != null) {
      return Cluster.of(Path.of(file), null);
    }
    return IN_CLUSTER ? Cluster.lazily(() -> Config.autoConfigure(null)) : Cluster.NONE;
  }

  @Bean
  @Lazy
  StepDispatch dispatch(Runs runs, Broker broker, Runner runner) {
    return new StepDispatch(runs, broker, runner, InstantSource.system());
  }

  @Bean(destroyMethod = "close")
  @Lazy
  Runner runner(ArtifactStores stores, Cluster cluster, PodSettings pods) {
    var steps = Path.of(System.getenv().getOrDefault("TIPHYS_STEPS", ".tiphys/steps"));
    return PodRunners.choose(
        System.getenv().getOrDefault("TIPHYS_RUNNER", IN_CLUSTER ? PodRunners.POD : "auto"),
        steps,
        pods.runner(),
        ConfigValues.NONE,
        new StoredArtifacts(
            new Transfer(stores, TransferLimits.DEFAULT), steps.resolve("artifacts")),
        cluster,
        pods,
        false);
  }

  /// Of other machines' artifacts, a directory of this one knows nothing.
  @Bean(destroyMethod = "close")
  @Lazy
  ArtifactStores artifactStores() {
    return new ArtifactStores(new Own.None(), Secrets.NONE, new Egress(true));
  }
}
