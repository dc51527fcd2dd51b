package dev.tiphys.stepdispatch.pod;

import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.log.LogFailure.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The image that this process itself was started from, in a pod of a cluster: whatever registry
/// and version it comes from, its companions come from there too.
public final class OwnImage {
  private static final Path NAMESPACE =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/namespace");

  /// What Knative calls the container of a Service whose template does not say.
  private static final String CONTAINER = "user-container";

  private OwnImage() {}

  /// @param environment in which `HOSTNAME` is the name of the pod
  /// @throws Unavailable if the API cannot be asked now
  public static String of(KubeApi api, Map<String, String> environment) {
    var name = environment.getOrDefault("HOSTNAME", "");
    try {
      var path = Pods.collection(Files.readString(NAMESPACE).strip()) + "/" + name;
      for (var container : api.get(path).at("/spec/containers")) {
        var called = container.path("name").asText();
        if (called.equals("function") || called.equals(CONTAINER)) {
          return container.path("image").asText();
        }
      }
      return PodSettings.IMAGE;
    } catch (KubeFailure e) {
      throw new Unavailable("the image of this pod is not known: %s".formatted(e.text()), e);
    } catch (IOException e) {
      return PodSettings.IMAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while the image of this pod was asked for", e);
    }
  }
}
