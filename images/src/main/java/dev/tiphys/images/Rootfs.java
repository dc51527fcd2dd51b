package dev.tiphys.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/// The files of one image.
///
/// @param folder that will be `/`
/// @param main the class that is run
record Rootfs(Path folder, String main) {
  /// All files are of that time: the cache knows jars by it.
  static final Instant TIME = Instant.parse("2026-11-24T00:00:00Z");

  /// What functions use of the JDK. Spring asks java.desktop for the properties of beans.
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.desktop",
          "java.instrument",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.sql",
          "java.xml",
          "jdk.httpserver",
          "jdk.net",
          "jdk.unsupported");

  private static final String SUPERVISOR = "dev/tiphys/stepdispatch/pod/supervisor";

  private static final Pattern LIBRARY = Pattern.compile("=> (/\\S+)|^\\s+(/\\S+ld-linux\\S+)");

  /// Flags of every start, in training as in production: a cache is for the flags it was made with.
  static List<String> flags() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-XX:MaxRAMPercentage=60",
        "-Djava.io.tmpdir=/tmp");
  }

  /// Makes one from a runtime and jars.
  static Rootfs make(Path folder, Path runtime, List<Path> jars, String main) throws IOException {
    Commands.run(List.of("rm", "-rf", folder.toString()));
    Files.createDirectories(folder.resolve("app/lib"));
    for (var empty : List.of("tmp", "proc", "dev", "etc")) {
      Files.createDirectories(folder.resolve(empty));
    }
    Files.createDirectories(folder.resolve("opt"));
    // Linked where that can be done: the runtimes of all functions are one on this disk.
    Commands.run(List.of("cp", "-rl", runtime.toString(), folder.resolve("opt/java").toString()));
    for (var jar : jars) {
      Files.copy(jar, folder.resolve("app/lib").resolve(jar.getFileName().toString()));
    }
    supervisor(folder, jars);
    libraries(folder, runtime);
    Files.writeString(
        folder.resolve("etc/passwd"), "tiphys:x:65532:65532:tiphys:/tmp:/sbin/nologin\n");
    Files.writeString(folder.resolve("etc/group"), "tiphys:x:65532:\n");
    Files.writeString(folder.resolve("etc/nsswitch.conf"), "hosts: files dns\n");
    var rootfs = new Rootfs(folder, main);
    rootfs.date();
    return rootfs;
  }

  /// The program that pods of steps take from the image of the function which makes them.
  private static void supervisor(Path folder, List<Path> jars) throws IOException {
    for (var jar : jars) {
      try (var content = new ZipFile(jar.toFile())) {
        var program = content.getEntry(SUPERVISOR);
        if (program != null) {
          var file = folder.resolve("supervisor");
          Files.copy(content.getInputStream(program), file);
          file.toFile().setExecutable(true, false);
        }
      }
    }
  }

  /// The runtime, linked once for all functions.
  static Path runtime(Path target) {
    var runtime = target.resolve("runtime");
    if (!Files.exists(runtime.resolve("release"))) {
      var java = Path.of(System.getProperty("java.home"));
      Commands.run(
          List.of(
              java.resolve("bin/jlink").toString(),
              "--add-modules",
              String.join(",", MODULES),
              "--strip-debug",
              "--no-header-files",
              "--no-man-pages",
              "--output",
              runtime.toString()));
      // Nobody draws or plays anything here.
      for (var unused :
          List.of(
              "awt",
              "awt_xawt",
              "fontmanager",
              "freetype",
              "javajpeg",
              "jsound",
              "lcms",
              "mlib_image",
              "splashscreen")) {
        runtime.resolve("lib/lib" + unused + ".so").toFile().delete();
      }
    }
    return runtime;
  }

  /// The libraries of the system that the runtime is linked with, and the one that finds hosts.
  private static void libraries(Path folder, Path runtime) throws IOException {
    var needed = new TreeSet<String>();
    try (var files = Files.walk(runtime)) {
      var programs =
          Stream.concat(
                  Stream.of(runtime.resolve("bin/java")),
                  files.filter(file -> file.toString().endsWith(".so")))
              .toList();
      for (var program : programs) {
        var found = LIBRARY.matcher(Commands.run(List.of("ldd", program.toString())));
        while (found.find()) {
          var path = found.group(1) == null ? found.group(2) : found.group(1);
          if (!path.startsWith(runtime.toString())) {
            needed.add(path);
          }
        }
      }
    }
    needed.add("/lib64/ld-linux-x86-64.so.2");
    for (var path : needed) {
      var to = folder.resolve(path.substring(1));
      Files.createDirectories(to.getParent());
      Files.copy(Path.of(path).toRealPath(), to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void date() throws IOException {
    try (var files = Files.walk(folder.resolve("app"))) {
      for (var file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(TIME));
      }
    }
  }

  /// What is run inside, with those flags before the class.
  List<String> command(List<String> more) throws IOException {
    var command = new ArrayList<String>();
    command.add("/opt/java/bin/java");
    command.addAll(flags());
    command.addAll(more);
    command.add("-cp");
    try (var jars = Files.list(folder.resolve("app/lib"))) {
      command.add(
          jars.map(jar -> "/app/lib/" + jar.getFileName())
              .sorted()
              .collect(Collectors.joining(":")));
    }
    command.add(main);
    return command;
  }

  /// What is run in production.
  List<String> command() throws IOException {
    return command(List.of("-XX:AOTCache=/app/app.aot"));
  }

  /// The same in a sandbox of this machine that has these files and nothing else, not even a place
  /// to write, but `/tmp` where `writable` says so.
  List<String> inside(boolean writable, List<String> command) {
    var inside =
        new ArrayList<>(
            List.of(
                "bwrap",
                "--unshare-pid",
                "--die-with-parent",
                "--ro-bind",
                folder.toString(),
                "/",
                "--dev",
                "/dev",
                "--proc",
                "/proc"));
    if (writable) {
      inside.addAll(List.of("--bind", folder.resolve("tmp").toString(), "/tmp"));
    }
    inside.addAll(command);
    return inside;
  }
}
