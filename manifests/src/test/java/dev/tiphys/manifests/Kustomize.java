package dev.tiphys.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Assumptions;

/// What `kubectl apply -k` would send.
public final class Kustomize {
  private static final Map<String, List<JsonNode>> RENDERED = new ConcurrentHashMap<>();

  private Kustomize() {}

  /// Rendered once, as definitions take kubectl seconds.
  public static List<JsonNode> render(String folder) {
    return RENDERED.computeIfAbsent(folder, Kustomize::rendered);
  }

  private static List<JsonNode> rendered(String folder) {
    var path = Path.of(System.getProperty("tiphys.root"), "manifests", folder);
    try {
      var errors = Files.createTempFile("kustomize", ".txt");
      var kubectl =
          new ProcessBuilder("kubectl", "kustomize", path.toString())
              .redirectError(errors.toFile())
              .start();
      var yaml = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (kubectl.waitFor() != 0) {
        throw new AssertionError("kubectl kustomize " + path + ": " + Files.readString(errors));
      }
      Files.delete(errors);
      var objects = new ArrayList<JsonNode>();
      // Each by itself: together they are longer than any file that users may have.
      for (var document : yaml.split("\n---\n")) {
        YamlReader.read(document.getBytes(StandardCharsets.UTF_8), folder)
            .forEach(read -> objects.add(read.toJson()));
      }
      return objects;
    } catch (IOException e) {
      // Debian's own is too old to render overlays, so a bare machine has none.
      return Assumptions.abort("kubectl is needed to render " + path + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
