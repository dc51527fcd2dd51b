package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.events.RunId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The objects of steps in a Kubernetes API.
///
/// @param api where they are
record Pods(KubeApi api) {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /// All pods that are steps of something.
  static final Map<String, String> SELECTION = Map.of("labelSelector", PodManifest.WORKFLOW);

  static String collection(String namespace) {
    return collection(namespace, "pods");
  }

  private static String collection(String namespace, String kind) {
    return "/api/v1/namespaces/%s/%s".formatted(namespace, kind);
  }

  /// A pod of ours, by what it says of itself.
  record Known(RunId run, int node) {
    /// Empty if it is none of ours.
    static Optional<Known> of(JsonNode pod) {
      var metadata = pod.path("metadata");
      var annotations = metadata.path("annotations");
      var node = annotations.path(PodManifest.NODE).asText("");
      if (!node.matches("[0-9]{1,9}") || !annotations.path(PodManifest.RUN_UID).isTextual()) {
        return Optional.empty();
      }
      try {
        var run =
            new RunId(
                metadata.path("namespace").asText(),
                metadata.path("labels").path(PodManifest.WORKFLOW).asText(),
                annotations.path(PodManifest.RUN_UID).asText());
        return Optional.of(new Known(run, Integer.parseInt(node)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /// Creates the objects of a step. Those that are there already were created for it before.
  ///
  /// @throws KubeFailure if the API refuses
  void create(PodManifest.Made made) throws InterruptedException {
    for (var object : made.before()) {
      create(object);
    }
    create(made.pod());
  }

  private void create(ObjectNode object) throws InterruptedException {
    var kind =
        switch (object.path("kind").asText()) {
          case "PersistentVolumeClaim" -> "persistentvolumeclaims";
          case "ConfigMap" -> "configmaps";
          default -> "pods";
        };
    var namespace = object.at("/metadata/namespace").asText();
    try {
      api.call(
          "POST",
          collection(namespace, kind),
          Map.of("fieldManager", "tiphys"),
          "application/json",
          object.toString());
    } catch (KubeFailure e) {
      if (e.code() != CONFLICT) {
        throw e;
      }
    }
  }

  /// The pods of a run.
  List<JsonNode> of(RunId run) throws InterruptedException {
    return of(run, "pods");
  }

  private List<JsonNode> of(RunId run, String kind) throws InterruptedException {
    var query = Map.of("labelSelector", PodManifest.WORKFLOW + "=" + run.name());
    List<JsonNode> found = new ArrayList<>();
    var path = collection(run.namespace(), kind);
    for (var object : api.call("GET", path, query, "", "").path("items")) {
      var uid = object.path("metadata").path("annotations").path(PodManifest.RUN_UID).asText("");
      if (uid.equals(run.uid())) {
        found.add(object);
      }
    }
    return found;
  }

  /// Ends a pod, in its own time.
  void delete(JsonNode pod) throws InterruptedException {
    delete("pods", pod, null);
  }

  /// Removes all that was made for a run.
  void deleteAll(RunId run) throws InterruptedException {
    for (var kind : List.of("pods", "configmaps", "persistentvolumeclaims")) {
      for (var object : of(run, kind)) {
        delete(kind, object, "Background");
      }
    }
  }

  private void delete(String kind, JsonNode object, @Nullable String propagation)
      throws InterruptedException {
    var metadata = object.path("metadata");
    var path =
        collection(metadata.path("namespace").asText(), kind)
            + "/"
            + metadata.path("name").asText();
    var uid = metadata.path("uid").asText();
    var options =
        "{\"preconditions\":{\"uid\":\"%s\"}%s}"
            .formatted(
                uid, propagation == null ? "" : ",\"propagationPolicy\":\"" + propagation + "\"");
    try {
      api.call("DELETE", path, Map.of(), "application/json", options);
    } catch (KubeFailure e) {
      if (e.code() != NOT_FOUND && e.code() != CONFLICT) {
        throw e;
      }
    }
  }

  /// The start of what a container wrote; empty if there is no such pod, or it has not begun.
  ///
  /// @param timestamps whether each line begins with its time
  byte[] log(String namespace, String pod, String container, long max, boolean timestamps)
      throws InterruptedException {
    var query =
        Map.of(
            "container", container,
            "limitBytes", Long.toString(max),
            "timestamps", Boolean.toString(timestamps));
    try {
      return api.bytes(collection(namespace) + "/" + pod + "/log", query);
    } catch (KubeFailure e) {
      if (e.code() == NOT_FOUND || e.code() == 400) {
        return new byte[0];
      }
      throw e;
    }
  }
}
