package dev.tiphys.examples;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// The programs of the examples' images, as this machine has them.
final class Programs {
  /// What must be installed for images that begin so. `.ci/run` knows the packages.
  private static final Map<String, String> OF_IMAGES =
      Map.of(
          "python:", "python3",
          "node:", "node",
          "nginx:", "nginx",
          "influxdb:", "influxd",
          "curlimages/", "curl");

  /// What images run whose containers name no command.
  private static final String CONFIG =
      """
      images:
        alpine:3.23: {cmd: [sh]}
        argoproj/argosay:v2: {entrypoint: [argosay]}
        nginx:1.13: {cmd: [nginx, -g, daemon off;]}
        influxdb:1.2: {entrypoint: [influxd]}
      synchronization:
        limits: {default/workflow: 2, default/template: 2}
      runner:
        path: %s
        gracePeriodSeconds: 5
        kubeconfig: sandbox
        plugins: [{name: workflow-level-hello-executor-plugin, url: "%s"}]
      artifacts: {gcsEndpoint: "%s"}
      """;

  private static final List<Path> USUAL =
      Stream.of("/usr/bin", "/usr/sbin", "/bin", "/usr/local/bin").map(Path::of).toList();

  private final Path folder;

  /// @param folder where programs of ours are put; not below `/tmp`, of which each step has its own
  Programs(Path folder) throws IOException, URISyntaxException {
    this.folder = folder;
    for (var set : List.of("programs", "hurry")) {
      copy(Objects.requireNonNull(Programs.class.getResource("/" + set)), folder.resolve(set));
    }
    // That of the images is busybox's, which bash is nearer to than Debian's sh is.
    Files.createSymbolicLink(folder.resolve("programs/sh"), Path.of("/bin/bash"));
  }

  private static void copy(URL resources, Path into) throws IOException, URISyntaxException {
    Files.createDirectories(into);
    try (var files = Files.list(Path.of(resources.toURI()))) {
      for (var file : files.toList()) {
        var copy = Files.copy(file, into.resolve(file.getFileName()));
        copy.toFile().setExecutable(true, false);
      }
    }
  }

  /// The controller's configuration with these programs.
  ///
  /// @param hurry whether sleeping takes a hundredth of the time
  /// @param plugin the URL of the executor plugin that an example wants
  /// @param google the URL of Google's storage
  ObjectNode config(boolean hurry, String plugin, String google) {
    var path = hurry ? List.of("hurry", "programs") : List.of("programs");
    var text =
        CONFIG.formatted(
            path.stream().map(set -> "\"" + folder.resolve(set) + "\"").toList(), plugin, google);
    var config = YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "config").getFirst();
    return (ObjectNode) config.toJson();
  }

  /// Programs that are needed for these images and not there.
  static List<String> missing(List<String> images) {
    return OF_IMAGES.entrySet().stream()
        .filter(entry -> images.stream().anyMatch(image -> image.startsWith(entry.getKey())))
        .map(Map.Entry::getValue)
        .distinct()
        .filter(program -> !isHere(program))
        .sorted()
        .toList();
  }

  private static boolean isHere(String program) {
    var path = Arrays.stream(System.getenv("PATH").split(":")).map(Path::of);
    return Stream.concat(USUAL.stream(), path)
        .anyMatch(directory -> Files.isExecutable(directory.resolve(program)));
  }
}
