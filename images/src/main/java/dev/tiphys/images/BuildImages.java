package dev.tiphys.images;

import dev.tiphys.manifests.Images;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Makes the images of functions as tars: `images/target/<function>.tar`.
public final class BuildImages {
  private final Path root;
  private final Path target;
  private final Surroundings surroundings;

  BuildImages(Path root, Surroundings surroundings) {
    this.root = root;
    this.surroundings = surroundings;
    target = root.resolve("images/target");
  }

  /// @param args the root of the sources, and the names of functions with commas, or `all`
  public static void main(String[] args) throws Exception {
    var root = Path.of(args[0]).toAbsolutePath();
    Files.createDirectories(root.resolve("images/target"));
    try (var surroundings = new Surroundings(root.resolve("images/target"))) {
      var build = new BuildImages(root, surroundings);
      var mains = new TreeMap<>(Images.mains());
      if (!args[1].equals("all")) {
        mains.keySet().retainAll(List.of(args[1].split(",")));
      }
      for (var function : mains.entrySet()) {
        var rootfs = build.rootfs(function.getKey(), function.getValue());
        var tar = build.target.resolve(function.getKey() + ".tar");
        ImageTar.write(rootfs, "tiphys/" + function.getKey() + ":latest", tar);
        System.out.printf(
            "%s: %d MiB, of which the cache %d%n",
            tar, Files.size(tar) >> 20, Files.size(rootfs.folder().resolve("app/app.aot")) >> 20);
      }
    }
    // The servers of the surroundings have threads of their own.
    System.exit(0);
  }

  /// The files of one function, with its cache.
  Rootfs rootfs(String function, Class<?> main) throws IOException {
    var folder = target.resolve("root-" + function);
    var rootfs = Rootfs.make(folder, Rootfs.runtime(target), jars(function), main.getName());
    // What step-dispatch puts into the pods of steps is asked for at this place of its image.
    var supervisor =
        root.resolve("functions")
            .resolve(function)
            .resolve("target/classes/dev/tiphys/stepdispatch/pod/supervisor");
    if (Files.exists(supervisor)) {
      var copy = Files.copy(supervisor, folder.resolve("supervisor"));
      copy.toFile().setExecutable(true, false);
    }
    train(function, rootfs);
    return rootfs;
  }

  /// As the profile `images` wrote them down.
  private List<Path> jars(String function) throws IOException {
    var built = root.resolve("functions").resolve(function).resolve("target");
    var list = built.resolve("image.classpath");
    if (!Files.exists(list)) {
      throw new IllegalStateException(list + " is missing: build with mvn -Pimages package");
    }
    var jars = new ArrayList<Path>();
    try (var own = Files.newDirectoryStream(built, "tiphys-*.jar")) {
      own.forEach(jars::add);
    }
    for (var path : Files.readString(list).strip().split(":")) {
      jars.add(Path.of(path));
    }
    return jars;
  }

  /// Lets the function answer what it is for, and keeps what it loaded: in the same place and with
  /// the same flags as in production, for the cache is good for nothing else.
  private void train(String function, Rootfs rootfs) throws IOException {
    var wakes = Images.wakes().get(function);
    var log = target.resolve(function + "-training.log");
    var command = rootfs.command(List.of("-XX:AOTCacheOutput=/tmp/app.aot"));
    var answers = new ArrayList<Integer>();
    try (var client = HttpClient.newHttpClient();
        var running =
            Running.start(
                rootfs.inside(true, command),
                surroundings.environment(Running.freePort()),
                log,
                client)) {
      for (var round = 0; round < 2; round++) {
        for (var event : surroundings.events()) {
          if (wakes.isEmpty() || wakes.contains(event.getType())) {
            answers.add(running.post(event));
          }
        }
      }
    }
    if (answers.stream().noneMatch(code -> code >= 200 && code <= 299)) {
      throw new IllegalStateException(
          function + " took no event, but answered " + answers + ":\n" + Files.readString(log));
    }
    var cache = rootfs.folder().resolve("tmp/app.aot");
    if (!Files.exists(cache)) {
      throw new IllegalStateException(
          function + " left no cache; it answered " + answers + ":\n" + Files.readString(log));
    }
    Files.move(cache, rootfs.folder().resolve("app/app.aot"));
    try (var left = Files.newDirectoryStream(rootfs.folder().resolve("tmp"))) {
      for (var file : left) {
        Commands.run(List.of("rm", "-rf", file.toString()));
      }
    }
    System.out.println(function + " answered in training " + answers);
  }
}
