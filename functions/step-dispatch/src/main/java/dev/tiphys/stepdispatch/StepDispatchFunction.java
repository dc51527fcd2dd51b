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
import dev.tiphys.stepdispatch.kube.Cluster;
import dev.tiphys.stepdispatch.runner.ConfigValues;
import dev.tiphys.stepdispatch.runner.Runner;
import dev.tiphys.stepdispatch.runner.RunnerConfig;
import dev.tiphys.stepdispatch.runner.Runners;
import dev.tiphys.stepdispatch.runner.StoredArtifacts;
import io.cloudevents.CloudEvent;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/// The doorway of [StepDispatch], with a runner of its own machine: `TIPHYS_RUNNER` says which
/// (`auto` if it is not set), `TIPHYS_STEPS` in which folder steps are kept.
@Configuration(proxyBeanMethods = false)
public class StepDispatchFunction {
  /// Runs the function until the process is told to end.
  public static void main(String[] args) {
    FunctionHost.main(StepDispatchFunction.class, "stepDispatch");
  }

  @Bean
  Consumer<CloudEvent> stepDispatch(ObjectProvider<StepDispatch> dispatch) {
    return event -> dispatch.getObject().accept(event);
  }

  @Bean
  @Lazy
  StepDispatch dispatch(Runs runs, Broker broker, Runner runner) {
    return new StepDispatch(runs, broker, runner, InstantSource.system());
  }

  @Bean(destroyMethod = "close")
  @Lazy
  Runner runner(ArtifactStores stores) {
    var steps = Path.of(System.getenv().getOrDefault("TIPHYS_STEPS", ".tiphys/steps"));
    return Runners.choose(
        System.getenv().getOrDefault("TIPHYS_RUNNER", "auto"),
        steps,
        RunnerConfig.DEFAULT,
        ConfigValues.NONE,
        new StoredArtifacts(
            new Transfer(stores, TransferLimits.DEFAULT), steps.resolve("artifacts")),
        System.getenv("KUBECONFIG") == null
            ? Cluster.NONE
            : Cluster.of(Path.of(System.getenv("KUBECONFIG")), null));
  }

  /// Of other machines' artifacts, a directory of this one knows nothing.
  @Bean(destroyMethod = "close")
  @Lazy
  ArtifactStores artifactStores() {
    return new ArtifactStores(new Own.None(), Secrets.NONE, new Egress(true));
  }
}
