package dev.tiphys.benchmarks.cases;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.cluster.Connections;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.LiveObjects;
import dev.tiphys.cluster.ObjectWriter;
import dev.tiphys.cluster.Resource;
import dev.tiphys.cluster.WriteOptions;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.compare.Comparer;
import dev.tiphys.delivery.compare.DesiredState;
import dev.tiphys.delivery.compare.Differ;
import dev.tiphys.delivery.compare.IgnoreRules;
import dev.tiphys.delivery.compare.Scope;
import dev.tiphys.delivery.compare.SyncStatus;
import dev.tiphys.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How fast an application in which nothing has changed is known to be in sync: B19.
///
/// The API server is the sandbox, or that of the kubeconfig that `TIPHYS_BENCH_KUBECONFIG` names:
/// its namespace `tiphys-bench` gets the objects, and keeps them.
final class Drift {
  private static final int MAPS = 10_000;

  /// They are larger, and the sandbox holds them in the same heap.
  private static final int DEPLOYMENTS = 2_000;

  private static final int VALUE = 1_000;
  private static final int AT_ONCE = 8;
  private static final String NAMESPACE = "tiphys-bench";
  private static final String CALLS = "API calls";

  private static final Scope SCOPE =
      new Scope("bench", NAMESPACE, "bench", (_, _) -> Optional.of(true), false, false);

  private Drift() {}

  static List<Benchmark> all() {
    var maps = new World("ConfigMaps", MAPS, Drift::map);
    var deployments = new World("Deployments", DEPLOYMENTS, Drift::deployment);
    return List.of(
        cold(maps, List.of(Target.atMost(1_500), Target.atMost(CALLS, 5), Target.ratio(10))),
        warm(maps, List.of(Target.atMost(100), Target.atMost(CALLS, 0))),
        cold(deployments, List.of()),
        warm(deployments, List.of()));
  }

  private static Benchmark cold(World world, List<Target> targets) {
    return new Benchmark(
        "B19",
        "none",
        world + " in sync, nothing known yet",
        Measure.MILLIS,
        () -> () -> world.open().compared(),
        () -> () -> world.open().dryRuns(),
        "a server-side dry run of each, %d at a time".formatted(AT_ONCE),
        targets);
  }

  private static Benchmark warm(World world, List<Target> targets) {
    return new Benchmark(
        "B19",
        "none",
        world + " in sync, watched",
        Measure.MILLIS,
        world.watching(),
        null,
        "none: nobody asks the server",
        targets);
  }

  private static ObjectNode named(String apiVersion, String kind, int number) {
    var object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", apiVersion).put("kind", kind);
    object.putObject("metadata").put("name", "object-" + number).put("namespace", NAMESPACE);
    return object;
  }

  private static ObjectNode map(int number) {
    var map = named("v1", "ConfigMap", number);
    map.putObject("data").put("number", Integer.toString(number)).put("value", "x".repeat(VALUE));
    return map;
  }

  private static ObjectNode deployment(int number) {
    var deployment = named("apps/v1", "Deployment", number);
    var spec = deployment.putObject("spec").put("replicas", number % 3);
    var labels = JsonNodeFactory.instance.objectNode().put("app", "object-" + number);
    spec.putObject("selector").set("matchLabels", labels);
    var template = spec.putObject("template");
    template.putObject("metadata").set("labels", labels.deepCopy());
    for (var name : List.of("main", "sidecar")) {
      var container = template.withObject("/spec").withArray("containers").addObject();
      container
          .put("name", name)
          .put("image", "registry.example.com/%s:1.%d".formatted(name, number));
      container.putArray("ports").addObject().put("containerPort", 8080);
      container.withObject("/resources/limits").put("cpu", "0.5").put("memory", "64Mi");
      for (var i = 0; i < 5; i++) {
        container.withArray("env").addObject().put("name", "E" + i).put("value", "v" + number);
      }
    }
    return deployment;
  }

  /// The objects of one kind, made when somebody needs them first.
  private static final class World {
    private final String kind;
    private final int count;
    private final IntFunction<ObjectNode> make;
    private @Nullable Opened opened;

    World(String kind, int count, IntFunction<ObjectNode> make) {
      this.kind = kind;
      this.count = count;
      this.make = make;
    }

    @Override
    public String toString() {
      return "%,d %s".formatted(count, kind);
    }

    synchronized Opened open() throws Exception {
      if (opened == null) {
        opened = new Opened(IntStream.range(0, count).mapToObj(make).toList());
      }
      return opened;
    }

    /// What is wanted and what is live are at hand.
    Contender watching() {
      return () -> {
        var world = open();
        world.watched();
        return world::watched;
      };
    }
  }

  private static final class Opened {
    private final List<ObjectNode> wanted;
    private final KubeApi api;
    private final ObjectWriter writer;
    private final Resource resource;
    private final Comparer comparer = new Comparer(CompareSettings.DEFAULT, IgnoreRules.NONE);
    private final DesiredState desired;
    private final LiveObjects live;

    Opened(List<ObjectNode> wanted) throws Exception {
      this.wanted = wanted;
      this.api = new KubeApi(config());
      this.writer = new ObjectWriter(api);
      this.desired = DesiredState.of(wanted, SCOPE, CompareSettings.DEFAULT);
      this.live = new LiveObjects(api, List.of());
      var like = wanted.getFirst();
      this.resource = api.resource(like.path("apiVersion").asText(), like.path("kind").asText());
      var namespace = JsonNodeFactory.instance.objectNode();
      namespace.put("apiVersion", "v1").put("kind", "Namespace");
      namespace.putObject("metadata").put("name", NAMESPACE);
      writer.serverSideApply(namespace, WriteOptions.DEFAULT);
      atOnce(object -> writer.serverSideApply(object, WriteOptions.DEFAULT));
    }

    /// Sandboxes end with this process.
    private static Config config() {
      var file = System.getenv("TIPHYS_BENCH_KUBECONFIG");
      return file == null || file.isEmpty()
          ? Config.fromKubeconfig(Sandbox.start().kubeconfig())
          : Connections.kubeconfig(Path.of(file), null);
    }

    private interface Asking {
      void of(ObjectNode object) throws InterruptedException;
    }

    private void atOnce(Asking asking) throws Exception {
      try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Callable<Object>> all = new ArrayList<>();
        for (var object : desired.objects()) {
          all.add(
              () -> {
                asking.of(object);
                return object;
              });
        }
        for (var done : threads.invokeAll(all)) {
          done.get();
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }

    /// A process that has what was rendered, and nothing else.
    Done compared() throws Exception {
      var before = api.calls();
      var fresh = DesiredState.of(wanted, SCOPE, CompareSettings.DEFAULT);
      try (var once = new LiveObjects(api, List.of())) {
        compare(fresh, once);
      }
      return new Done(wanted.size(), Map.of(CALLS, (double) (api.calls() - before)));
    }

    Done watched() throws Exception {
      var before = api.calls();
      compare(desired, live);
      return new Done(wanted.size(), Map.of(CALLS, (double) (api.calls() - before)));
    }

    private void compare(DesiredState state, LiveObjects objects) throws Exception {
      var found = objects.of(List.of(resource), object -> comparer.concerns(object, state));
      var comparison = comparer.compare(state, found, Comparer.Way.PLAIN);
      if (comparison.status() != SyncStatus.SYNCED
          || comparison.objects().size() != wanted.size()) {
        throw new IllegalStateException(
            "%s of %d objects".formatted(comparison.status(), comparison.objects().size()));
      }
    }

    Done dryRuns() throws Exception {
      var before = api.calls();
      atOnce(object -> writer.predicted(object, Differ.MANAGER));
      return new Done(wanted.size(), Map.of(CALLS, (double) (api.calls() - before)));
    }
  }
}
