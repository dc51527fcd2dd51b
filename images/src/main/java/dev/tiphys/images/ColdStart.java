package dev.tiphys.images;

import dev.tiphys.manifests.Images;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// B14: from the start of a process to its first answer of 2xx, for every image that was built, and
/// in turns with it for the same jars on the JDK as it is: no cache, no flags.
public final class ColdStart {
  private static final int REPEATS = 5;
  private static final int REPEATS_MAX = 100;

  private final Path target;
  private final int repeats;
  private final Surroundings surroundings;
  private final HttpClient client = HttpClient.newHttpClient();

  private record Sample(Duration wall, Duration cpu) {}

  private ColdStart(Path target, int repeats, Surroundings surroundings) {
    this.target = target;
    this.repeats = repeats;
    this.surroundings = surroundings;
  }

  /// @param args the root of the sources, and optionally the names of functions with commas or
  ///     `all`, and how often each is started
  public static void main(String[] args) throws Exception {
    var target = Path.of(args[0]).toAbsolutePath().resolve("images/target");
    var functions = args.length < 2 ? "all" : args[1];
    var repeats = args.length < 3 ? REPEATS : Math.clamp(Integer.parseInt(args[2]), 1, REPEATS_MAX);
    try (var surroundings = new Surroundings(target)) {
      var bench = new ColdStart(target, repeats, surroundings);
      System.out.println(
          "B14: exec to first 2xx, %d turns each, wall and CPU in ms (median / best)"
              .formatted(repeats));
      System.out.println(
          "function        image wall   image cpu    plain wall   plain cpu   ratio");
      for (var function : new TreeMap<>(Images.mains()).entrySet()) {
        var root = target.resolve("root-" + function.getKey());
        var asked =
            functions.equals("all") || List.of(functions.split(",")).contains(function.getKey());
        if (asked && Files.exists(root.resolve("app/app.aot"))) {
          bench.measure(function.getKey(), new Rootfs(root, function.getValue().getName()));
        }
      }
    }
    System.exit(0);
  }

  private void measure(String function, Rootfs rootfs) throws IOException {
    var image = new ArrayList<Sample>();
    var plain = new ArrayList<Sample>();
    for (var turn = 0; turn <= repeats; turn++) {
      var ours = sample(function, rootfs.inside(true, rootfs.command()));
      var theirs = sample(function, plain(rootfs));
      // The first turn only brings files into memory.
      if (turn > 0) {
        image.add(ours);
        plain.add(theirs);
      }
    }
    var ratios = new ArrayList<Double>();
    for (var i = 0; i < repeats; i++) {
      ratios.add((double) plain.get(i).wall().toNanos() / image.get(i).wall().toNanos());
    }
    ratios.sort(null);
    System.out.printf(
        "%-15s %-12s %-12s %-12s %-11s %.1f / %.1f%n",
        function,
        text(image.stream().map(Sample::wall).toList()),
        text(image.stream().map(Sample::cpu).toList()),
        text(plain.stream().map(Sample::wall).toList()),
        text(plain.stream().map(Sample::cpu).toList()),
        ratios.get(repeats / 2),
        ratios.getFirst());
  }

  private static List<String> plain(Rootfs rootfs) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        rootfs.folder().resolve("app/lib") + "/*",
        rootfs.main());
  }

  private Sample sample(String function, List<String> command) throws IOException {
    var wakes = Images.wakes().get(function);
    List<CloudEvent> events =
        surroundings.events().stream()
            .filter(event -> wakes.isEmpty() || wakes.contains(event.getType()))
            .toList();
    var log = target.resolve(function + "-cold.log");
    var start = System.nanoTime();
    try (var running =
        Running.start(command, surroundings.environment(Running.freePort()), log, client)) {
      for (var event : events) {
        var status = running.post(event);
        if (status >= 200 && status <= 299) {
          return new Sample(Duration.ofNanos(System.nanoTime() - start), running.cpu());
        }
      }
    }
    throw new IllegalStateException(function + " took no event:\n" + Files.readString(log));
  }

  private static String text(List<Duration> times) {
    var sorted = times.stream().sorted().toList();
    return sorted.get(sorted.size() / 2).toMillis() + " / " + sorted.getFirst().toMillis();
  }
}
