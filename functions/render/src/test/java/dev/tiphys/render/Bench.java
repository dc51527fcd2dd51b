package dev.tiphys.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sources.tree.Tree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Renders sources that tests write as YAML.
final class Bench {
  static final String COMMIT = "0123456789012345678901234567890123456789";

  private Bench() {}

  static ApplicationSource source(String yaml) {
    return ApplicationSource.from(
        YamlReader.read(
                ("{repoURL: 'https://git.example/a', targetRevision: main, " + yaml + "}")
                    .getBytes(StandardCharsets.UTF_8),
                "source.yaml")
            .getFirst()
            .toJson());
  }

  static RenderRequest request(Tree tree, String revision, String... sources) {
    List<RenderRequest.Input> inputs = new ArrayList<>();
    for (var source : sources) {
      inputs.add(new RenderRequest.Input(source(source), tree, revision));
    }
    return new RenderRequest(RenderedApp.named("argo", "colchis"), inputs, Cluster.UNKNOWN, false);
  }

  static List<ObjectNode> render(Renderer renderer, Tree tree, String... sources) {
    return renderer.render(request(tree, COMMIT, sources)).manifests();
  }

  static String configMap(String name) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n";
  }
}
