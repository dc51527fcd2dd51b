package dev.tiphys.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConfigurationTest {
  private static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "config").getFirst().toJson();
  }

  @Test
  void a_map_is_the_configuration_itself() {
    assertThat(Configuration.of(yaml("images: {a: {cmd: [b]}}")))
        .isEqualTo(yaml("images: {a: {cmd: [b]}}"));
  }

  @Test
  void the_keys_of_Argo_s_ConfigMap_hold_texts() {
    var config =
        Configuration.of(
            yaml(
                """
                kind: ConfigMap
                data:
                  images: |
                    a: {cmd: [b]}
                  config: |
                    workflowDefaults: {spec: {priority: 3}}
                """));
    assertThat(config)
        .isEqualTo(yaml("{images: {a: {cmd: [b]}}, workflowDefaults: {spec: {priority: 3}}}"));
  }

  @Test
  void a_text_that_is_no_YAML_is_refused_with_its_place() {
    assertThatThrownBy(() -> Configuration.of(yaml("{kind: ConfigMap, data: {images: \"[\"}}")))
        .hasMessageContaining("data.images");
  }
}
