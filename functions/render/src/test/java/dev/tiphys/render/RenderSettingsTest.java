package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RenderSettingsTest {
  @Test
  void options_of_a_version_replace_those_of_all() {
    var settings =
        RenderSettings.of(
            Map.of(
                "kustomize.buildOptions",
                " --enable-helm  --x=1 ",
                "kustomize.buildOptions.v5.0.0",
                "--y"));

    assertThat(settings.optionsFor("")).containsExactly("--enable-helm", "--x=1");
    assertThat(settings.optionsFor("v4.0.0")).containsExactly("--enable-helm", "--x=1");
    assertThat(settings.optionsFor("v5.0.0")).containsExactly("--y");
  }

  @Test
  void programs_are_registered_by_version_and_the_newer_key_wins() {
    var settings =
        RenderSettings.of(
            Map.of("kustomize.version.v5", "/old", "kustomize.path.v5", "/new", "other", "x"));

    assertThat(settings.kustomizePrograms()).isEqualTo(Map.of("v5", Path.of("/new")));
  }

  @Test
  void types_can_be_switched_off() {
    var settings = RenderSettings.of(Map.of("helm.enable", "false", "jsonnet.enable", "false"));

    assertThat(settings.disabled()).containsExactly(SourceType.HELM);
    assertThat(settings.jsonnet()).isFalse();
    assertThat(RenderSettings.of(Map.of())).isEqualTo(RenderSettings.DEFAULT);
  }
}
