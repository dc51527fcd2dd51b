package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.language.application.ApplicationSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RenderSettingsTest {
  @TempDir private Path folder;

  private static RenderSettings settings(Map<String, String> data) {
    var object = JsonNodeFactory.instance.objectNode().put("kind", "ConfigMap");
    object.putObject("metadata").put("name", "argocd-cm");
    data.forEach(object.putObject("data")::put);
    return RenderSettings.of(ArgoSettings.of(List.of(object)));
  }

  private static Rendered rendered(RenderSettings settings, MemoryTree tree, String source)
      throws IOException {
    try (var renderer = new Renderer(settings)) {
      return renderer.render(
          new RenderRequest(
              RenderedApp.named("argo", "colchis"),
              List.of(
                  new RenderRequest.Input(
                      ApplicationSource.from(new ObjectMapper().readTree(source)), tree, "1")),
              Cluster.UNKNOWN,
              true));
    }
  }

  @Test
  void build_options_are_those_of_the_version_or_else_of_all() {
    var settings =
        settings(
            Map.of(
                "kustomize.buildOptions", " --load-restrictor  LoadRestrictionsNone ",
                "kustomize.buildOptions.v5.1.0", "--reorder none"));
    assertThat(settings.kustomizeOptions(""))
        .containsExactly("--load-restrictor", "LoadRestrictionsNone");
    assertThat(settings.kustomizeOptions("v5.1.0")).containsExactly("--reorder", "none");
  }

  @Test
  void tools_can_be_switched_off() {
    var settings = settings(Map.of("helm.enable", "false", "jsonnet.enable", "false"));
    assertThat(settings.disabled()).containsExactly(SourceType.HELM);
    assertThat(settings.jsonnet()).isFalse();
  }

  @Test
  void programs_are_registered_by_version_and_the_newer_key_wins() {
    var settings =
        settings(Map.of("kustomize.version.v5", "/old", "kustomize.path.v5", "/new", "other", "x"));
    assertThat(settings.kustomizePrograms()).isEqualTo(Map.of("v5", Path.of("/new")));
    assertThat(settings(Map.of())).isEqualTo(RenderSettings.DEFAULT);
  }

  @Test
  void a_version_of_kustomize_is_the_program_that_is_registered() throws Exception {
    var program = folder.resolve("kustomize");
    Files.writeString(
        program,
        "#!/bin/sh\nprintf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: %s}\\n' \"$1$3\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    var settings =
        settings(
            Map.of(
                "kustomize.path.v9.9.9",
                program.toString(),
                "kustomize.buildOptions.v9.9.9",
                "--mine"));
    var tree = MemoryTree.of("kustomization.yaml", "resources: []");
    var source = "{\"repoURL\": \"r\", \"path\": \".\", \"kustomize\": {\"version\": \"%s\"}}";
    assertThat(
            rendered(settings, tree, source.formatted("v9.9.9"))
                .manifests()
                .getFirst()
                .at("/metadata/name")
                .asText())
        .isEqualTo("build--mine");
    assertThatThrownBy(() -> rendered(settings, tree, source.formatted("v8")))
        .hasMessageContaining("kustomize.path.v8");
    assertThatThrownBy(() -> settings(Map.of("kustomize.path.v1", "kustomize")))
        .hasMessageContaining("expected the whole path of a program");
  }

  @Test
  void charts_of_a_kustomization_need_a_program_and_are_told_of_the_cluster() {
    var cluster = new Cluster("1.32.4", List.of("apps/v1"));
    assertThat(KustomizeOptions.helm(null, cluster))
        .containsExactly("--helm-kube-version", "1.32.4", "--helm-api-versions", "apps/v1");
    if (Cell.program("helm").isEmpty()) {
      assertThatThrownBy(() -> KustomizeOptions.of(List.of("--enable-helm"), null, () -> cluster))
          .hasMessageContaining("--enable-helm needs the program helm");
    }
  }

  @Test
  void a_word_that_leads_elsewhere_is_refused() {
    for (var word : List.of("--output=/tmp/x", "-o", "--helm-command=/bin/sh", "--mount")) {
      assertThatThrownBy(() -> KustomizeOptions.of(List.of(word), null, () -> Cluster.UNKNOWN))
          .isInstanceOf(RenderFailure.class)
          .hasMessageContaining("is not for use here");
    }
  }

  @Test
  void plain_directories_do_not_ask_for_the_cluster() throws Exception {
    var tree = MemoryTree.of("a.yaml", Bench.configMap("a"));
    try (var renderer = new Renderer(RenderSettings.DEFAULT)) {
      var source =
          ApplicationSource.from(
              new ObjectMapper().readTree("{\"repoURL\": \"r\", \"path\": \".\"}"));
      var request =
          new RenderRequest(
              RenderedApp.named("argo", "colchis"),
              List.of(new RenderRequest.Input(source, tree, "1")),
              () -> {
                throw new AssertionError("asked");
              },
              false);
      assertThat(renderer.render(request).manifests()).hasSize(1);
      assertThat(renderer.render(request).fromCache()).isEqualTo(1);
    }
  }
}
