package dev.tiphys.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is live in a cluster, at hand: a kind is listed when somebody asks for it first, and
/// watched from then on, so that the next look costs no call. What nobody asks for is forgotten
/// after a while. Safe for many threads.
///
/// What others change is seen a moment later. What this process writes should be told by [#note].
public final class LiveObjects implements AutoCloseable {
  private static final int PAGE = 5_000;
  private static final int LISTS_AT_ONCE = 4;
  private static final Duration IDLE_MAX = Duration.ofMinutes(10);

  private final KubeApi api;
  private final List<String> namespaces;
  private final Consumer<Change> changed;
  private final Map<String, Kept> kinds = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /// What somebody else did to an object.
  ///
  /// @param before null if there was none
  /// @param after null if there is none any more
  public record Change(@Nullable ObjectNode before, @Nullable ObjectNode after) {}

  /// @param namespaces the only ones that are looked at; empty for all
  public LiveObjects(KubeApi api, List<String> namespaces) {
    this(api, namespaces, _ -> {});
  }

  /// @param changed is told what others do, by the thread that hears of it
  public LiveObjects(KubeApi api, List<String> namespaces, Consumer<Change> changed) {
    this.api = api;
    this.namespaces = List.copyOf(namespaces);
    this.changed = changed;
  }

  /// The objects of the kinds that `wanted` accepts. They are nobody's to change.
  ///
  /// @throws KubeFailure if the server says no
  public List<ObjectNode> of(Collection<Resource> resources, Predicate<ObjectNode> wanted)
      throws InterruptedException {
    List<ObjectNode> found = new ArrayList<>();
    for (var kept : filled(resources)) {
      kept.addTo(found, wanted);
    }
    return found;
  }

  private List<Kept> filled(Collection<Resource> resources) throws InterruptedException {
    List<Kept> all = new ArrayList<>();
    List<Kept> missing = new ArrayList<>();
    for (var resource : resources) {
      for (var path : paths(resource)) {
        var kept = kinds.computeIfAbsent(path, _ -> new Kept(path, resource));
        all.add(kept);
        if (!kept.isCurrent()) {
          missing.add(kept);
        }
      }
    }
    if (missing.size() == 1) {
      missing.getFirst().fill();
    } else if (!missing.isEmpty()) {
      fill(missing);
    }
    return all;
  }

  private List<String> paths(Resource resource) {
    return namespaces.isEmpty() || !resource.namespaced()
        ? List.of(resource.everywhere())
        : namespaces.stream().map(resource::path).toList();
  }

  private static void fill(List<Kept> missing) throws InterruptedException {
    var turns = new Semaphore(LISTS_AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var lists =
          missing.stream()
              .map(
                  kept ->
                      threads.submit(
                          () -> {
                            turns.acquire();
                            try {
                              kept.fill();
                            } finally {
                              turns.release();
                            }
                            return kept;
                          }))
              .toList();
      for (var list : lists) {
        list.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KubeFailure failure
          ? failure
          : new IllegalStateException(e.getCause());
    }
  }

  /// Tells what this process has written.
  public void note(ObjectNode written) {
    kinds.values().forEach(kept -> kept.note(written));
  }

  /// Tells that what this process has deleted is gone.
  public void noteGone(JsonNode deleted) {
    kinds.values().forEach(kept -> kept.noteGone(deleted));
  }

  @Override
  public void close() {
    closed = true;
    kinds.values().forEach(Kept::forget);
  }

  /// The objects of one kind, or of one namespace of it.
  private final class Kept {
    private final String path;
    private final Resource resource;
    private final Map<String, ObjectNode> objects = new HashMap<>();
    private @Nullable Watch watch;
    private volatile long asked = System.nanoTime();

    Kept(String path, Resource resource) {
      this.path = path;
      this.resource = resource;
    }

    synchronized boolean isCurrent() {
      asked = System.nanoTime();
      return watch != null && !watch.isOver();
    }

    synchronized void addTo(List<ObjectNode> into, Predicate<ObjectNode> wanted) {
      for (var object : objects.values()) {
        if (wanted.test(object)) {
          into.add(object);
        }
      }
    }

    synchronized void fill() throws InterruptedException {
      if (isCurrent()) {
        return;
      }
      objects.clear();
      var query = new HashMap<String, String>();
      query.put("limit", Integer.toString(PAGE));
      JsonNode page;
      do {
        page = api.get(path, query);
        for (var item : page.path("items")) {
          if (item instanceof ObjectNode object) {
            // In a list objects do not say what they are.
            object.put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
            objects.put(name(object), object);
          }
        }
        query.put("continue", page.path("metadata").path("continue").asText(""));
      } while (!query.get("continue").isEmpty());
      if (!closed) {
        var version = page.path("metadata").path("resourceVersion").asText();
        watch = api.watch(path, version, this::heard);
      }
    }

    private void heard(JsonNode change) {
      if (System.nanoTime() - asked > IDLE_MAX.toNanos()) {
        forget();
        return;
      }
      if (change.path("object") instanceof ObjectNode object) {
        switch (change.path("type").asText()) {
          case "ADDED", "MODIFIED" -> {
            var before = put(object);
            if (before == null || version(before).compareTo(version(object)) < 0) {
              changed.accept(new Change(before, object));
            }
          }
          case "DELETED" -> {
            if (remove(object)) {
              changed.accept(new Change(object, null));
            }
          }
          default -> {}
        }
      }
    }

    /// @return what was there before
    private synchronized @Nullable ObjectNode put(ObjectNode object) {
      var before = objects.get(name(object));
      if (before == null || version(before).compareTo(version(object)) <= 0) {
        objects.put(name(object), object);
      }
      return before;
    }

    private synchronized boolean remove(JsonNode object) {
      var name = name(object);
      var known = objects.get(name);
      // Somebody may have made it anew since.
      if (known != null && version(known).compareTo(version(object)) <= 0) {
        objects.remove(name);
        return true;
      }
      return false;
    }

    void note(ObjectNode written) {
      if (holds(written)) {
        put(written);
      }
    }

    void noteGone(JsonNode deleted) {
      if (holds(deleted)) {
        forget(name(deleted));
      }
    }

    private synchronized void forget(String name) {
      objects.remove(name);
    }

    private boolean holds(JsonNode object) {
      return object.path("kind").asText().equals(resource.kind())
          && dev.tiphys.delivery.ObjectKey.of(object).group().equals(resource.group())
          && (path.equals(resource.everywhere())
              || path.equals(resource.path(object.at("/metadata/namespace").asText())));
    }

    synchronized void forget() {
      if (watch != null) {
        watch.close();
      }
      watch = null;
      objects.clear();
    }

    private static String name(JsonNode object) {
      var metadata = object.path("metadata");
      return metadata.path("namespace").asText("") + "/" + metadata.path("name").asText("");
    }

    /// Versions of objects of a kind can be compared (KEP-5504).
    private static BigInteger version(JsonNode object) {
      var version = object.path("metadata").path("resourceVersion").asText("");
      return version.matches("[0-9]{1,40}") ? new BigInteger(version) : BigInteger.ZERO;
    }
  }
}
