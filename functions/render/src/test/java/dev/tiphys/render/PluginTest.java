package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PluginTest {
  private static final MemoryTree REPOSITORY =
      MemoryTree.of("app/name.txt", "medea", "shared/more.txt", "x");

  private static PluginDefinition plugin(String generate, String fileName) {
    return new PluginDefinition(
        "print", "v1", List.of(), List.of("sh", "-c", generate), fileName, "", List.of());
  }

  private static Renderer with(PluginDefinition plugin) {
    return new Renderer(RenderSettings.DEFAULT.withPlugins(List.of(plugin)));
  }

  @Test
  void a_plugin_prints_the_objects_of_its_directory() {
    var renderer =
        with(
            plugin(
                "printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: %s, namespace: %s}\\n'"
                    + " \"$(cat name.txt)\" \"$ARGOCD_ENV_SIDE/$PARAM_MAP_A_B/$PARAM_LIST_1/$ARGOCD_APP_NAME\"",
                ""));
    var objects =
        Bench.render(
            renderer,
            REPOSITORY,
            "path: app, plugin: {name: print-v1, env: [{name: SIDE, value: '$ARGOCD_APP_NAMESPACE'}],"
                + " parameters: [{name: map, map: {a-b: m}}, {name: list, array: [p, q]}]}");
    assertThat(objects.getFirst().at("/metadata/name").asText()).isEqualTo("medea");
    assertThat(objects.getFirst().at("/metadata/namespace").asText()).isEqualTo("colchis/m/q/argo");
  }

  @Test
  void a_plugin_is_found_by_a_file() {
    var renderer = with(plugin("echo '{apiVersion: v1, kind: A}'", "*.txt"));
    assertThat(Bench.render(renderer, REPOSITORY, "path: app")).hasSize(1);
    assertThat(
            Bench.render(renderer, MemoryTree.of("app/a.yaml", Bench.configMap("a")), "path: app"))
        .extracting(object -> object.path("kind").asText())
        .containsExactly("ConfigMap");
  }

  @Test
  void a_plugin_that_fails_says_why() {
    var renderer = with(plugin("echo no ship >&2; exit 3", ""));
    assertThatThrownBy(
            () -> Bench.render(renderer, REPOSITORY, "path: app, plugin: {name: print-v1}"))
        .hasMessage("plugin print-v1: generate ended with 3: no ship");
  }

  @Test
  void a_plugin_sees_no_network_no_environment_and_no_other_files() {
    var renderer =
        with(
            plugin(
                "test ! -e /etc/passwd && test ! -e /root && test -z \"$JAVA_HOME$USER\""
                    + " && test \"$(ls /sys/class/net 2>/dev/null | grep -v lo)\" = ''"
                    + " && test \"$(grep -c : /proc/net/dev)\" -le 1"
                    + " && echo '{apiVersion: v1, kind: Sealed}'",
                ""));
    assertThat(Bench.render(renderer, REPOSITORY, "path: app, plugin: {name: print-v1}"))
        .hasSize(1);
  }
}
