package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Follows the pods of steps in one namespace, for a host that no source of a cluster tells of
/// them.
///
/// A connection that is lost, or told too little, is made again with a list of all pods; what is
/// not in it any more is gone.
final class PodWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(PodWatch.class.getName());
  private static final Duration WATCH_MAX = Duration.ofMinutes(5);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(10);

  /// How often is looked whether the server still tells.
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// Who is told.
  interface Seen {
    /// @param gone whether the pod is not there any more, and this is what was seen last
    void seen(JsonNode pod, boolean gone) throws InterruptedException;
  }

  private final Supplier<KubeApi> api;
  private final String namespace;
  private final Seen seen;
  private final Map<String, JsonNode> pods = new HashMap<>();
  private final Thread thread;

  PodWatch(Supplier<KubeApi> api, String namespace, Seen seen) {
    this.api = api;
    this.namespace = namespace;
    this.seen = seen;
    thread = Thread.ofVirtual().name("pods-" + namespace).unstarted(this::follow);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    var pause = Duration.ofMillis(100);
    try {
      while (true) {
        try {
          watch();
          pause = Duration.ofMillis(100);
        } catch (KubeFailure e) {
          LOG.log(Level.WARNING, "pods of {0} are not seen: {1}", namespace, e.getMessage());
          Thread.sleep(pause);
          pause = pause.multipliedBy(2);
          pause = pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() throws InterruptedException {
    var path = Pods.collection(namespace);
    var list = api.get().call("GET", path, Pods.SELECTION, "", "");
    Map<String, JsonNode> there = new HashMap<>();
    list.path("items").forEach(pod -> there.put(uid(pod), pod));
    for (var known : Map.copyOf(pods).entrySet()) {
      if (!there.containsKey(known.getKey())) {
        changed("DELETED", known.getValue());
      }
    }
    for (var pod : there.values()) {
      changed("MODIFIED", pod);
    }
    var changes = new LinkedBlockingQueue<JsonNode>();
    var version = list.at("/metadata/resourceVersion").asText();
    var end = System.nanoTime() + WATCH_MAX.toNanos();
    try (var watch = api.get().watch(path, Pods.SELECTION, version, changes::add)) {
      while (System.nanoTime() - end < 0) {
        var change = changes.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (change != null) {
          changed(change.path("type").asText(), change.path("object"));
        } else if (watch.isOver()) {
          return;
        }
      }
    }
  }

  private void changed(String type, JsonNode pod) throws InterruptedException {
    if (type.equals("DELETED")) {
      pods.remove(uid(pod));
      seen.seen(pod, true);
    } else if (!type.equals("BOOKMARK")) {
      pods.put(uid(pod), pod);
      seen.seen(pod, false);
    }
  }

  private static String uid(JsonNode pod) {
    return pod.at("/metadata/uid").asText();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
