package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.stepdispatch.runner.ExecutorPlugin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DocumentPluginsTest {
  private static List<Document> configMap(String sidecar) {
    var text =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: hello
          labels: {workflows.argoproj.io/configmap-type: ExecutorPlugin}
        data:
          sidecar.automountServiceAccountToken: "false"
          sidecar.container: "%s"
        """
            .formatted(sidecar);
    return Manifests.read(text.getBytes(StandardCharsets.UTF_8), "plugin.yaml").documents();
  }

  @Test
  void a_config_map_describes_a_plugin_at_the_port_of_its_sidecar() {
    assertThat(DocumentPlugins.of(configMap("{image: i, ports: [{containerPort: 4355}]}")))
        .containsExactly(new ExecutorPlugin("hello", URI.create("http://127.0.0.1:4355"), null));
  }

  @Test
  void a_sidecar_without_a_port_is_refused() {
    assertThatThrownBy(() -> DocumentPlugins.of(configMap("{image: i}")))
        .hasMessage(
            "executor plugin 'hello': sidecar.container should have ports[0].containerPort");
  }
}
