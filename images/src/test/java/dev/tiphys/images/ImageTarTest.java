package dev.tiphys.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With the profile `images`, of what it built; else there is nothing to test.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ImageTarTest {
  private static final Path TARGET = Path.of(System.getProperty("tiphys.root"), "images/target");

  @TempDir Path work;

  private static List<Path> tars() throws IOException {
    if (!Files.isDirectory(TARGET)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(TARGET)) {
      return files.filter(file -> file.toString().endsWith(".tar")).toList();
    }
  }

  /// The image is all that the function has: no file of this machine, no right to write.
  @Test
  void a_function_answers_from_its_image_alone() throws Exception {
    var tars = tars();
    Assumptions.assumeFalse(tars.isEmpty(), "no image was built: mvn -Pimages package");
    for (var tar : tars) {
      var function = tar.getFileName().toString().replace(".tar", "");
      var image = work.resolve(function);
      var config = unpack(tar, image);
      var command = config.at("/config/Entrypoint").valueStream().map(JsonNode::asText).toList();
      var rootfs = new Rootfs(image.resolve("root"), command.getLast());
      assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
      try (var surroundings = new Surroundings(work);
          var client = HttpClient.newHttpClient();
          var running =
              Running.start(
                  rootfs.inside(false, command),
                  surroundings.environment(Running.freePort()),
                  work.resolve("log"),
                  client)) {
        var wakes = dev.tiphys.manifests.Images.wakes().get(function);
        var answers =
            surroundings.events().stream()
                .filter(event -> wakes.isEmpty() || wakes.contains(event.getType()))
                .map(running::post)
                .toList();
        assertThat(answers)
            .as("%s\n%s", function, Files.readString(work.resolve("log")))
            .contains(204);
      }
      // A cache that does not fit is said there, and would cost what it should save.
      assertThat(Files.readString(work.resolve("log"))).doesNotContain("[error]", "app.aot");
    }
  }

  private static JsonNode unpack(Path tar, Path to) throws IOException {
    Files.createDirectories(to.resolve("root"));
    try (var in = new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(tar)))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Files.copy(in, to.resolve(entry.getName()));
      }
    }
    Commands.run(
        List.of(
            "tar", "-xf", to.resolve("layer.tar").toString(), "-C", to.resolve("root").toString()));
    return new ObjectMapper().readTree(to.resolve("config.json").toFile());
  }
}
