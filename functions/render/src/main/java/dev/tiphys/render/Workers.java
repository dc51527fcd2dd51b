package dev.tiphys.render;

import dev.tiphys.render.worker.Order;
import dev.tiphys.render.worker.Worker;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The processes that evaluate charts and Jsonnet, a few at a time, each in the sandbox. They see a
/// folder of this machine and nothing else; one that takes too long or too much is ended, and one
/// that has nothing to do for a while ends too.
final class Workers implements AutoCloseable {
  /// Where the folder is inside.
  private static final String INSIDE = "/work";

  private static final Duration IDLE_MAX = Duration.ofSeconds(30);
  private static final Duration WATCH = Duration.ofMillis(100);
  private static final int STARTS_MAX = 2;

  private final RenderLimits limits;
  private final Semaphore places;
  private final Deque<Running> idle = new ArrayDeque<>();
  private final Path folder;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("render-workers").factory());

  Workers(RenderLimits limits, int atOnce) {
    this.limits = limits;
    this.places = new Semaphore(atOnce);
    try {
      folder = Files.createTempDirectory("tiphys-workers-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clock.scheduleAtFixedRate(
        this::endIdle, IDLE_MAX.toMillis(), IDLE_MAX.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// A new folder that workers see; its name cannot be guessed.
  Path newFolder() {
    try {
      return Files.createDirectory(folder.resolve(UUID.randomUUID().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where a worker finds what lies at `path`.
  String inside(Path path) {
    return INSIDE + "/" + folder.relativize(path);
  }

  /// A message of a worker, with paths as users know them.
  static String shown(String message) {
    return message.replaceAll(INSIDE + "/[0-9a-f-]{36}/(root/)?", "");
  }

  /// What came of `order`.
  ///
  /// @param what what it is called in messages
  /// @throws RenderFailure if it does not come to a good end
  String carryOut(String what, Order order) {
    places.acquireUninterruptibly();
    try {
      for (var start = 1; ; start++) {
        var running = take();
        try {
          var answer = running.ask(what, order);
          give(running);
          return answer;
        } catch (IOException e) {
          running.end();
          // One that had been idle may have died meanwhile.
          if (running.ended != null) {
            throw new RenderFailure("%s %s", what, running.ended);
          }
          if (start == STARTS_MAX) {
            throw new RenderFailure("%s ended without an answer: %s", what, running.said());
          }
        }
      }
    } finally {
      places.release();
    }
  }

  private Running take() {
    synchronized (idle) {
      var running = idle.pollLast();
      if (running != null) {
        return running;
      }
    }
    return new Running();
  }

  private void give(Running running) {
    synchronized (idle) {
      running.since = System.nanoTime();
      idle.addLast(running);
    }
  }

  private void endIdle() {
    synchronized (idle) {
      while (!idle.isEmpty() && System.nanoTime() - idle.getFirst().since > IDLE_MAX.toNanos()) {
        idle.removeFirst().end();
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    synchronized (idle) {
      idle.forEach(Running::end);
      idle.clear();
    }
    delete(folder);
  }

  static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.getLogger(Workers.class.getName())
          .log(System.Logger.Level.WARNING, "{0} could not be removed", folder);
    }
  }

  /// The jars and folders that the worker's classes come from.
  private static Set<Path> classPath() {
    Set<Path> places = new LinkedHashSet<>();
    for (var type :
        List.of(
            "dev.tiphys.render.worker.Worker",
            "com.marcnuri.helm.Helm",
            "com.marcnuri.helm.jni.HelmLib",
            "com.marcnuri.helm.jni.linux.amd64.LinuxAmd64NativeLibrary",
            "com.sun.jna.Native",
            "sjsonnet.SjsonnetMain",
            "scala.Option",
            "os.Path",
            "ujson.Value",
            "upickle.core.Visitor",
            "geny.Generator",
            "fastparse.Parsed",
            "mainargs.Flag",
            "sourcecode.Line",
            "pprint.PPrinter",
            "fansi.Str",
            "scalatags.Text",
            "scala.collection.compat.package",
            "org.yaml.snakeyaml.Yaml",
            "org.json.JSONObject",
            "org.tukaani.xz.XZ",
            "net.jpountz.xxhash.XXHashFactory")) {
      try {
        var source =
            Class.forName(type, false, Worker.class.getClassLoader())
                .getProtectionDomain()
                .getCodeSource();
        places.add(Path.of(source.getLocation().toURI()));
      } catch (ClassNotFoundException | NoClassDefFoundError | URISyntaxException e) {
        // What is really needed will be missed by the worker, which then says so.
      }
    }
    return places;
  }

  /// Debian keeps what a JDK is configured by below `/etc`.
  private static Map<String, Path> configurations() throws IOException {
    Map<String, Path> found = new LinkedHashMap<>();
    try (var etc = Files.newDirectoryStream(Path.of("/etc"), "java-*")) {
      etc.forEach(place -> found.put(place.toString(), place));
    }
    return found;
  }

  private final class Running {
    private final Process process;
    private final DataOutputStream orders;
    private final DataInputStream answers;
    private final StringBuffer errors = new StringBuffer();
    private volatile long since;
    private volatile @org.jspecify.annotations.Nullable String ended;

    Running() {
      try {
        var home = Path.of(System.getProperty("java.home"));
        Map<String, Path> shown = new LinkedHashMap<>();
        if (!home.startsWith("/usr")) {
          shown.put(home.toString(), home);
        }
        shown.putAll(configurations());
        List<String> places = new ArrayList<>();
        for (var place : classPath()) {
          var inside = "/worker/" + places.size() + (Files.isDirectory(place) ? "" : ".jar");
          shown.put(inside, place);
          places.add(inside);
        }
        shown.put(INSIDE, folder);
        process =
            Cell.here()
                .start(
                    new Cell.View(shown, "/tmp", Map.of("HOME", "/tmp", "LANG", "C.UTF-8")),
                    List.of(
                        home.resolve("bin/java").toString(),
                        "-Xmx512m",
                        "-Xss4m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        String.join(":", places),
                        Worker.class.getName()));
      } catch (IOException e) {
        throw new RenderFailure("the worker cannot be started: %s", e.getMessage());
      }
      orders = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
      answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
      Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
      try (var in = process.getErrorStream()) {
        var buffer = new byte[1 << 12];
        for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          if (errors.length() < 1 << 14) {
            errors.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
          }
        }
      } catch (IOException e) {
        // It has ended.
      }
    }

    String said() {
      var text = errors.toString().strip();
      return text.length() > 500 ? text.substring(text.length() - 500) : text;
    }

    String ask(String what, Order order) throws IOException {
      var start = System.nanoTime();
      var watch =
          clock.scheduleAtFixedRate(
              () -> watch(start), WATCH.toMillis(), WATCH.toMillis(), TimeUnit.MILLISECONDS);
      try {
        order.write(orders);
        var well = answers.readByte() == 1;
        var length = answers.readInt();
        if (length > limits.outputBytes()) {
          ended = "printed more than %d bytes".formatted(limits.outputBytes());
          throw new IOException(ended);
        }
        var text = new String(answers.readNBytes(length), StandardCharsets.UTF_8);
        if (!well) {
          give(this);
          throw new RenderFailure("%s: %s", what, shown(text));
        }
        return text;
      } finally {
        watch.cancel(false);
      }
    }

    private void watch(long start) {
      if (System.nanoTime() - start > limits.time().toNanos()) {
        ended = "took longer than %d s".formatted(limits.time().toSeconds());
      } else if (memory() > limits.memoryBytes()) {
        ended = "needed more than %d bytes of memory".formatted(limits.memoryBytes());
      }
      if (ended != null) {
        end();
      }
    }

    /// What the process and its own occupy.
    private long memory() {
      return process
          .descendants()
          .mapToLong(
              handle -> {
                try {
                  var fields = Files.readString(Path.of("/proc/" + handle.pid() + "/statm"));
                  return Long.parseLong(fields.split(" ")[1]) * 4096;
                } catch (IOException | RuntimeException e) {
                  return 0;
                }
              })
          .sum();
    }

    void end() {
      Cell.kill(process);
    }
  }
}
