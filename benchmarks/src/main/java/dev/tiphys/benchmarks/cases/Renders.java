package dev.tiphys.benchmarks.cases;

import com.marcnuri.helm.Helm;
import dev.tiphys.benchmarks.Benchmark;
import dev.tiphys.benchmarks.Contender;
import dev.tiphys.benchmarks.Contender.Done;
import dev.tiphys.benchmarks.Contender.Work;
import dev.tiphys.benchmarks.Measure;
import dev.tiphys.benchmarks.Target;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.render.Cluster;
import dev.tiphys.render.RenderCache;
import dev.tiphys.render.RenderRequest;
import dev.tiphys.render.RenderSettings;
import dev.tiphys.render.RenderedApp;
import dev.tiphys.render.Renderer;
import dev.tiphys.sources.tree.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// How fast applications are rendered: B18. Cold, with an empty cache, and again after a commit
/// that touches none of them.
final class Renders {
  private static final int APPS = 1_000;

  /// Each is a process of its own: a thousand would take minutes, and what counts is one of them.
  private static final int OVERLAYS = 40;

  private static final int PEER_OVERLAYS = 20;

  private static @Nullable Path made;

  private Renders() {}

  static List<Benchmark> all() {
    return List.of(
        new Benchmark(
            "B18",
            "none",
            "render 40 overlays of one base",
            Measure.MICROS_PER_STEP,
            new Rendered("overlays/%d", OVERLAYS, false),
            Renders::kustomize,
            "kubectl kustomize (or kustomize) without a sandbox, one after the other, 20 of them",
            List.of(Target.atMost(1_500), Target.ratio(50))),
        new Benchmark(
            "B18",
            "none",
            "the same again, a commit and a restart later",
            Measure.MICROS_PER_STEP,
            new Rendered("overlays/%d", OVERLAYS, true),
            null,
            "nothing is rendered: no peer has that",
            List.of(Target.atMost("rendered", 0))),
        new Benchmark(
            "B18",
            "none",
            "render 1,000 releases of one chart",
            Measure.MICROS_PER_STEP,
            new Rendered("chart", APPS, false),
            Renders::helm,
            "helm-java in this process, without a sandbox, hooks and CRDs",
            List.of(Target.atMost(3_000))));
  }

  private static synchronized Path files() throws IOException {
    var known = made;
    if (known != null) {
      return known;
    }
    var folder = Files.createTempDirectory("tiphys-benchmark-");
    folder.toFile().deleteOnExit();
    write(
        folder.resolve("base/kustomization.yaml"),
        """
        resources: [deployment.yaml, service.yaml, account.yaml, role.yaml]
        configMapGenerator:
        - name: settings
          literals: [level=info]
        """);
    write(
        folder.resolve("base/deployment.yaml"),
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 1
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              serviceAccountName: web
              containers:
              - name: web
                image: nginx:1
                envFrom: [{configMapRef: {name: settings}}]
        """);
    write(
        folder.resolve("base/service.yaml"),
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """);
    write(
        folder.resolve("base/account.yaml"),
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n");
    write(
        folder.resolve("base/role.yaml"),
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: web}
        rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]
        """);
    for (var i = 0; i < OVERLAYS; i++) {
      write(
          folder.resolve("overlays/" + i + "/kustomization.yaml"),
          "resources: [../../base]\nnamePrefix: app-%d-\nimages: [{name: nginx, newTag: '%d'}]\n"
              .formatted(i, i));
    }
    Helm.create().withName("chart").withDir(folder).call();
    made = folder;
    return folder;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// @param path of each application, with its number
  /// @param warm whether all were rendered before
  private record Rendered(String path, int apps, boolean warm) implements Contender {
    @Override
    public Work prepare() throws Exception {
      var store = new MemoryObjectStore();
      var folder = files();
      if (warm) {
        // What another process has rendered and left in the store.
        try (var before = renderer(store)) {
          render(before, FolderTree.of(folder), "1");
        }
      }
      var renderer = renderer(store);
      return new Work() {
        @Override
        public Done run() throws Exception {
          return render(renderer, FolderTree.of(folder), "2");
        }

        @Override
        public void close() {
          renderer.close();
        }
      };
    }

    private static Renderer renderer(ObjectStore store) {
      return new Renderer(
          () -> RenderSettings.DEFAULT,
          Renderer.Fetches.NONE,
          RenderCache.in(store),
          InstantSource.system());
    }

    private Done render(Renderer renderer, FolderTree tree, String revision) throws Exception {
      List<Callable<Integer>> all = new ArrayList<>();
      for (var i = 0; i < apps; i++) {
        var request = request(i, tree, revision);
        all.add(
            () -> {
              var rendered = renderer.render(request);
              if (rendered.manifests().isEmpty()) {
                throw new IllegalStateException("nothing was rendered");
              }
              return 1 - rendered.fromCache();
            });
      }
      var rendered = 0;
      try (var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
        for (var one : threads.invokeAll(all)) {
          rendered += one.get();
        }
      }
      return new Done(apps, Map.of("rendered", (double) rendered));
    }

    private RenderRequest request(int number, FolderTree tree, String revision) {
      var json =
          com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
              .objectNode()
              .put("repoURL", "https://git.example/apps")
              .put("path", path.formatted(number));
      var input = new RenderRequest.Input(ApplicationSource.from(json), tree, revision.repeat(40));
      return new RenderRequest(
          RenderedApp.named("app-" + number, "default"), List.of(input), Cluster.UNKNOWN, false);
    }
  }

  private static Work kustomize() throws IOException {
    var folder = files();
    var program =
        Files.isExecutable(Path.of("/usr/bin/kustomize"))
            ? List.of("kustomize", "build")
            : List.of("kubectl", "kustomize");
    return () -> {
      for (var i = 0; i < PEER_OVERLAYS; i++) {
        List<String> words = new ArrayList<>(program);
        words.add(folder.resolve("overlays/" + i).toString());
        var process =
            new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        var printed = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0 || printed.length == 0) {
          throw new IllegalStateException(program + " failed");
        }
      }
      return Done.of(PEER_OVERLAYS);
    };
  }

  private static Work helm() throws IOException {
    var chart = files().resolve("chart");
    return () -> {
      for (var i = 0; i < APPS; i++) {
        var printed =
            new Helm(chart)
                .template()
                .withName("app-" + i)
                .withNamespace("default")
                .withKubeVersion("v1.32.0")
                .call();
        if (printed.isEmpty()) {
          throw new IllegalStateException("nothing was rendered");
        }
      }
      return Done.of(APPS);
    };
  }
}
