package dev.tiphys.benchmarks.tiphys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.api.Applications;
import dev.tiphys.api.Applications.Key;
import dev.tiphys.benchmarks.store.CountingStore;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.embedded.delivery.HostedDelivery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/// The whole embedded host with a fleet of applications, delivered to its sandbox.
public final class Delivered implements AutoCloseable {
  private static final long MILLI = 1_000_000;

  /// So many milliseconds in a row; changes in a cluster are looked at a little later.
  private static final int QUIET = 400;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Fleet fleet;
  private final Monorepo repository;
  private final Path work;
  private final Host host;

  /// @param repository what the fleet is read from
  public Delivered(Fleet fleet, Monorepo repository, CountingStore store) throws IOException {
    this.fleet = fleet;
    this.repository = repository;
    work = Files.createTempDirectory("tiphys-benchmark-");
    var config = JsonNodeFactory.instance.objectNode();
    config.putObject("runner").put("kubeconfig", "sandbox");
    host =
        Host.open(
            HostSettings.on("mem:")
                .withWork(work)
                .withRunner("process")
                .withConfig(config)
                .withDocuments(fleet.documents()),
            store,
            null);
    host.resume();
  }

  public Host host() {
    return host;
  }

  /// Tells the host of a push, as GitHub does.
  public void push(String before, String after, Collection<String> files) {
    var body = JsonNodeFactory.instance.objectNode();
    body.put("ref", "refs/heads/main").put("before", before).put("after", after);
    body.putObject("repository")
        .put("html_url", repository.url() + "/fleet")
        .put("default_branch", "main");
    var modified = body.putArray("commits").addObject().putArray("modified");
    files.forEach(modified::add);
    host.delivery()
        .webhook(
            Map.of("x-github-event", List.of("push")),
            body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// Waits until these applications are synced at `revision`.
  public void await(Collection<String> names, String revision)
      throws InterruptedException, TimeoutException {
    var applications = host.delivery().applications();
    var moved = new LinkedBlockingQueue<Key>();
    try (var _ = applications.subscribe(moved::add)) {
      var open = ConcurrentHashMap.<Key>newKeySet();
      names.forEach(name -> open.add(new Key(applications.namespace(), name)));
      open.removeIf(key -> isAt(applications, key, revision));
      var end = System.nanoTime() + PATIENCE.toNanos();
      while (!open.isEmpty()) {
        var key = moved.poll(1, TimeUnit.SECONDS);
        if (key != null && open.contains(key) && isAt(applications, key, revision)) {
          open.remove(key);
        }
        if (System.nanoTime() > end) {
          throw new TimeoutException(
              open.size() + " are not synced, such as " + open.iterator().next());
        }
      }
    }
  }

  private static boolean isAt(Applications applications, Key key, String revision) {
    var status = applications.get(key).<JsonNode>map(found -> found).orElseThrow().path("status");
    return status.at("/sync/status").asText().equals("Synced")
        && status.at("/sync/revision").asText().equals(revision);
  }

  /// Lets every application be compared with what lives.
  public void lookAround() {
    ((HostedDelivery) host.delivery()).chain().lookAround();
  }

  /// How many changes there have been in the sandbox.
  public long clusterWrites() {
    return host.sandbox().orElseThrow().version();
  }

  /// Waits until nothing is on its way any more, and nothing comes after it.
  public void awaitQuiet() {
    for (var quiet = 0; quiet < QUIET; quiet++) {
      while (host.waiting() > 0) {
        quiet = 0;
        LockSupport.parkNanos(MILLI);
      }
      LockSupport.parkNanos(MILLI);
    }
  }

  @Override
  public void close() throws IOException {
    awaitQuiet();
    host.close();
    try (var files = Files.walk(work)) {
      for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
