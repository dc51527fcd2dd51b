package dev.tiphys.cli;

import dev.tiphys.cli.local.LocalHost;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// What the JVM does while its start-up caches are made: every kind of command once, in one process
/// for each cache. The launcher runs it after each build.
final class Training {
  private static final PrintWriter NOWHERE = new PrintWriter(Writer.nullWriter());

  private Training() {}

  /// @param arguments `lean` for the commands that need neither a host nor a server, or `full` for
  ///     those that do; and a manifest without a mistake, whose run succeeds
  public static void main(String[] arguments) throws IOException {
    var manifest = arguments[1];
    switch (arguments[0]) {
      case "lean" -> lean(manifest);
      case "full" -> full(manifest);
      default -> throw new IllegalArgumentException("expected lean or full: " + arguments[0]);
    }
  }

  private static void lean(String manifest) {
    command("--help");
    command("version");
    command("lint", manifest);
    command("eval", "tags", "hello {{name}}", "-p", "name=world");
    command("eval", "expr", "asInt(n) + 1 > 2 ? upper('yes') : 'no'", "-p", "n=5");
  }

  private static void full(String manifest) throws IOException {
    var folder = Files.createTempDirectory("tiphys-training");
    try {
      var store = folder.resolve("run").toString();
      command("run", manifest, "--runner=process", "--store=" + store);
      command("run", manifest, "--runner=process", "--store=" + store, "-o", "json");
      server(manifest, folder.resolve("up").toString());
    } finally {
      delete(folder);
    }
  }

  private static void server(String manifest, String store) {
    var options =
        new LocalHost.Options(store, "process", null, LocalHost.Kubernetes.UNSAID, List.of());
    try (var host = LocalHost.open(options)) {
      var server = "--server=" + host.serve("127.0.0.1", 0, null);
      command("submit", manifest, "--name=training", "--watch", server);
      command("list", server);
      command("get", "@latest", server);
      command("logs", "training", server);
    }
  }

  private static void command(String... arguments) {
    var code = Tiphys.execute(NOWHERE, new PrintWriter(System.err, true), arguments);
    if (code != 0) {
      throw new IllegalStateException(
          "'" + String.join(" ", arguments) + "' ended with " + code + " while training");
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
