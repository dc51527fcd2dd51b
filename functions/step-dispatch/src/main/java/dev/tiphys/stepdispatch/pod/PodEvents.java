package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.stepdispatch.kube.Cluster;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Takes what a source of the cluster tells of pods, and tells their runs what it means.
public final class PodEvents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DELETED = "dev.knative.apiserver.resource.delete";

  /// The types of the events that it wants, as Knative's ApiServerSource sends them of Pods.
  public static final Set<String> TYPES = Set.of("dev.knative.apiserver.resource.update", DELETED);

  private final PodNews news;
  private final BiFunction<RunId, CloudEvent, Consumer<RunCommand>> runs;

  /// @param runs takes commands to a run, which follow from an event
  public PodEvents(
      Cluster cluster,
      PodSettings settings,
      InstantSource clock,
      BiFunction<RunId, CloudEvent, Consumer<RunCommand>> runs) {
    news = new PodNews(() -> new Pods(cluster.api()), settings.sink() == null, clock);
    this.runs = runs;
  }

  /// Taking an event twice is taking it once: what it means has the same id each time. Pods that
  /// are no steps mean nothing.
  ///
  /// @throws IllegalArgumentException if the event brings no object
  /// @throws Unavailable if the API cannot be asked now
  public void accept(CloudEvent event) {
    var pod = pod(event);
    var known = pod.path("kind").asText().equals("Pod") ? Pods.Known.of(pod) : null;
    if (known == null || known.isEmpty()) {
      return;
    }
    var gone = event.getType().equals(DELETED);
    try {
      news.tell(pod, gone, known.get().node(), runs.apply(known.get().run(), event));
    } catch (KubeFailure e) {
      throw new Unavailable("pods cannot be asked about now: %s".formatted(e.text()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while a pod was asked about", e);
    }
  }

  private static JsonNode pod(CloudEvent event) {
    var data = event.getData();
    try {
      var object = data == null ? null : JSON.readTree(data.toBytes());
      if (object != null && object.isObject()) {
        return object;
      }
    } catch (IOException e) {
      // Said below.
    }
    throw new IllegalArgumentException("data: expected the object that changed, as JSON");
  }
}
