package dev.tiphys.stepdispatch.kube;

import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.events.RunId;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The Kubernetes API that a host has. Nothing is opened before somebody needs it.
public interface Cluster extends AutoCloseable {
  /// No API at all.
  Cluster NONE =
      new Cluster() {
        @Override
        public KubeApi api() {
          throw KubeFailure.senseless(
              "there is no Kubernetes API here: name a kubeconfig in runner.kubeconfig");
        }

        @Override
        public void close() {}
      };

  /// How to speak to it.
  ///
  /// @throws KubeFailure if there is none
  KubeApi api();

  /// A step of `run` is about to look at objects, and may look for those of its run: in a cluster
  /// they are there; what only plays one sees to it that they are.
  default void prepare(RunId run, String podName, String template) {}

  @Override
  void close();

  /// The one that a kubeconfig names.
  ///
  /// @param context of the file; null for its current one
  static Cluster of(Path kubeconfig, @Nullable String context) {
    return lazily(
        () -> {
          if (!Files.isReadable(kubeconfig)) {
            throw KubeFailure.senseless("the kubeconfig %s cannot be read", kubeconfig);
          }
          return Config.fromKubeconfig(context, kubeconfig.toFile());
        });
  }

  /// The one that a configuration describes, read when it is first needed.
  static Cluster lazily(Supplier<Config> config) {
    return new Cluster() {
      private @Nullable KubeApi api;

      @Override
      public synchronized KubeApi api() {
        if (api == null) {
          api = new KubeApi(config.get());
        }
        return api;
      }

      @Override
      public synchronized void close() {
        if (api != null) {
          api.close();
        }
      }
    };
  }
}
