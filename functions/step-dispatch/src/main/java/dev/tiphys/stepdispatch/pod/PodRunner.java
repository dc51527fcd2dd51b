package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.stepdispatch.kube.Cluster;
import dev.tiphys.stepdispatch.runner.PodFailure;
import dev.tiphys.stepdispatch.runner.Runner;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Runs steps as pods of a cluster. What makes no pod (HTTP, plugins, resources, data) is left to a
/// runner of this process.
public final class PodRunner implements Runner {
  private static final System.Logger LOG = System.getLogger(PodRunner.class.getName());
  private static final List<String> ERRANDS = List.of("http", "plugin", "resource", "data");

  /// What may be otherwise soon.
  private static final Set<Integer> BUSY = Set.of(408, 429, 500, 502, 503, 504);

  private final Cluster cluster;
  private final PodSettings settings;
  private final Runner errands;
  private final boolean watches;
  private final InstantSource clock;
  private final PodNews news;
  private final Map<Pods.Known, Consumer<RunCommand>> live = new ConcurrentHashMap<>();
  private final Map<String, PodWatch> watched = new ConcurrentHashMap<>();

  /// Pods that were seen, and whose steps nobody has asked for since this runner began.
  private final Set<Pods.Known> strangers = ConcurrentHashMap.newKeySet();

  /// @param errands runs what makes no pod; closed with this one
  /// @param watches whether pods are followed here, as nobody else tells of them
  public PodRunner(
      Cluster cluster, PodSettings settings, Runner errands, boolean watches, InstantSource clock) {
    this.cluster = cluster;
    this.settings = settings;
    this.errands = errands;
    this.watches = watches;
    this.clock = clock;
    this.news = new PodNews(() -> new Pods(cluster.api()), settings.sink() == null, clock);
  }

  @Override
  public void start(Step step, Consumer<RunCommand> reports) {
    if (ERRANDS.stream().anyMatch(step.template()::hasNonNull)) {
      errands.start(step, reports);
      return;
    }
    var key = new Pods.Known(step.run(), step.node());
    try {
      var made = PodManifest.of(step, settings, clock.instant());
      if (watches) {
        live.put(key, reports);
        strangers.remove(key);
        watch(step.run().namespace());
      }
      new Pods(cluster.api()).create(made);
    } catch (PodFailure e) {
      fail(key, reports, e.getMessage());
    } catch (KubeFailure e) {
      refused(key, reports, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("interrupted while a pod was created", e);
    }
  }

  /// An API that is away for a while ends no step: whoever announced it does so again. Quotas free
  /// up too (F137).
  private void refused(Pods.Known key, Consumer<RunCommand> reports, KubeFailure e) {
    if (BUSY.contains(e.code()) || e.text().contains("exceeded quota")) {
      throw new Unavailable(
          "a pod of run %s cannot be created now: %s".formatted(key.run(), e.text()), e);
    }
    fail(key, reports, "the pod cannot be created: " + e.text());
  }

  private void fail(Pods.Known key, Consumer<RunCommand> reports, String message) {
    live.remove(key);
    var at = clock.instant();
    reports.accept(new EndStep(key.node(), Phase.ERROR, message, Outputs.NONE, null, Map.of(), at));
  }

  private void watch(String namespace) {
    watched.computeIfAbsent(
        namespace,
        name -> {
          var watch = new PodWatch(cluster::api, name, this::seen);
          watch.start();
          return watch;
        });
  }

  private void seen(JsonNode pod, boolean gone) throws InterruptedException {
    var known = Pods.Known.of(pod);
    if (known.isEmpty()) {
      return;
    }
    var key = known.get();
    var reports = live.get(key);
    if (reports == null) {
      note(key, pod, gone);
    } else if (news.tell(pod, gone, key.node(), reports)) {
      over(key);
    }
  }

  private void note(Pods.Known key, JsonNode pod, boolean gone) {
    if (gone || PodStatus.of(pod, false, clock.instant()).isLast()) {
      strangers.remove(key);
    } else {
      strangers.add(key);
    }
  }

  private void over(Pods.Known key) {
    live.remove(key);
    synchronized (live) {
      live.notifyAll();
    }
  }

  @Override
  public void cancel(RunId run, int node) {
    errands.cancel(run, node);
    delete(run, node);
  }

  @Override
  public void forget(RunId run, int node) {
    errands.forget(run, node);
    delete(run, node);
  }

  private void delete(RunId run, int node) {
    try {
      var pods = new Pods(cluster.api());
      for (var pod : pods.of(run)) {
        if (Pods.Known.of(pod).filter(new Pods.Known(run, node)::equals).isPresent()) {
          pods.delete(pod);
        }
      }
    } catch (KubeFailure e) {
      throw new Unavailable(
          "a pod of run %s cannot be deleted now: %s".formatted(run, e.text()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<UnderWay> underWay() {
    return java.util.stream.Stream.of(live.keySet(), strangers)
        .flatMap(Set::stream)
        .map(key -> new UnderWay(key.run(), key.node()))
        .toList();
  }

  @Override
  public boolean awaitEnd(RunId run, Duration limit) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    synchronized (live) {
      while (live.keySet().stream().anyMatch(key -> key.run().equals(run))) {
        var left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0) {
          return false;
        }
        live.wait(left);
      }
    }
    return errands.awaitEnd(run, Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }

  @Override
  public byte[] log(RunId run, String pod, String container, long offset, int max) {
    var log = fetch(run, pod, container, offset + max);
    return offset >= log.length
        ? new byte[0]
        : Arrays.copyOfRange(log, (int) offset, (int) Math.min(log.length, offset + max));
  }

  @Override
  public long logSize(RunId run, String pod, String container) {
    return fetch(run, pod, container, settings.runner().logMax()).length;
  }

  @Override
  public List<Written> written(RunId run, String pod, String container) {
    return timed(fetch(run, pod, container, 2 * settings.runner().logMax(), true));
  }

  /// Reads lines that begin with their time, as Kubernetes has them; counts what is behind it.
  static List<Written> timed(byte[] log) {
    var written = new ArrayList<Written>();
    var upTo = 0L;
    for (var line : new String(log, StandardCharsets.ISO_8859_1).split("(?<=\n)")) {
      var space = line.indexOf(' ');
      try {
        var at = Instant.parse(line.substring(0, Math.max(0, space)));
        upTo += line.length() - space - 1;
        written.add(new Written(upTo, at));
      } catch (DateTimeParseException e) {
        upTo += line.length();
      }
    }
    return written;
  }

  private byte[] fetch(RunId run, String pod, String container, long max) {
    return fetch(run, pod, container, Math.min(max, settings.runner().logMax()), false);
  }

  private byte[] fetch(RunId run, String pod, String container, long max, boolean timestamps) {
    try {
      return new Pods(cluster.api()).log(run.namespace(), pod, container, max, timestamps);
    } catch (KubeFailure e) {
      LOG.log(Level.WARNING, "the log of {0} cannot be read: {1}", pod, e.getMessage());
      return new byte[0];
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new byte[0];
    }
  }

  @Override
  public void forget(RunId run) {
    errands.forget(run);
    try {
      new Pods(cluster.api()).deleteAll(run);
    } catch (KubeFailure e) {
      LOG.log(Level.WARNING, "pods of {0} are left: {1}", run, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    watched.values().forEach(PodWatch::close);
    // The cluster is closed with it.
    errands.close();
  }
}
