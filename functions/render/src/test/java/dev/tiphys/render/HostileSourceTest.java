package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.tree.Tree;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Attack cases 49, 50, 52, 53 and 56: what a hostile repository tries while it is rendered.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostileSourceTest {
  private static final MemoryTree CHART =
      MemoryTree.of(
          "chart/Chart.yaml", "{apiVersion: v2, name: chart, version: 1.0.0}",
          "chart/templates/a.yaml", Bench.configMap("a") + "data: {v: '{{ .Values.v }}'}",
          "secret/values.yaml", "v: inside");

  private Renderer renderer = new Renderer(RenderSettings.DEFAULT);

  @AfterEach
  void close() {
    renderer.close();
  }

  private void assertRefused(Tree tree, String source, String message) {
    assertThatThrownBy(() -> Bench.render(renderer, tree, source))
        .isInstanceOfAny(RenderFailure.class, SourceFailure.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"->/etc/passwd", "->../../etc/passwd", "->/", "->../../.git/config"})
  void a_link_out_of_the_repository_is_refused_in_a_directory(String link) {
    assertRefused(MemoryTree.of("app/a.yaml", link), "path: app", "outside of the repository");
  }

  @ParameterizedTest
  @ValueSource(strings = {"->/etc/passwd", "->../../../etc/passwd"})
  void a_link_out_of_the_repository_is_refused_in_a_chart(String link) {
    assertRefused(CHART.with("chart/files/x", link), "path: chart", "outside of the repository");
  }

  @Test
  void a_link_out_of_the_repository_is_refused_in_a_kustomization() {
    assertRefused(
        MemoryTree.of(
            "app/kustomization.yaml", "resources: [a.yaml]", "app/a.yaml", "->/etc/hosts"),
        "path: app",
        "outside of the repository");
  }

  @Test
  void links_in_a_circle_are_refused() {
    assertRefused(
        MemoryTree.of("app/a.yaml", "->b.yaml", "app/b.yaml", "->a.yaml"), "path: app", "circle");
  }

  @Test
  void a_path_out_of_the_repository_is_refused() {
    assertRefused(CHART, "path: ../other", "outside of the repository");
    assertRefused(CHART, "path: /etc", "outside of the repository");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../other/values.yaml",
        "../../../../etc/passwd",
        "/../../etc/passwd",
        "$ARGOCD_APP_NAME/../../../etc/passwd",
        "$values/../../etc/passwd"
      })
  void a_value_file_out_of_the_repository_is_refused(String file) {
    assertThatThrownBy(
            () ->
                Bench.render(
                    renderer,
                    CHART,
                    "path: chart, helm: {valueFiles: ['" + file + "']}",
                    "ref: values"))
        .hasMessageContaining("outside of the repository");
  }

  @Test
  void a_value_file_that_is_a_link_out_is_refused_directly_and_by_glob() {
    var linked = CHART.with("values/a.yaml", "->/etc/passwd");
    assertRefused(
        linked, "path: chart, helm: {valueFiles: [../values/a.yaml]}", "outside of the repository");
    assertRefused(
        linked,
        "path: chart, helm: {valueFiles: ['../values/*.yaml']}",
        "outside of the repository");
  }

  @Test
  void an_absolute_value_file_is_one_of_the_repository() {
    var objects =
        Bench.render(renderer, CHART, "path: chart, helm: {valueFiles: [/secret/values.yaml]}");
    assertThat(objects.getFirst().at("/data/v").asText()).isEqualTo("inside");
    assertRefused(
        CHART, "path: chart, helm: {valueFiles: [/etc/passwd]}", "'etc/passwd' does not exist");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "gopher://a/b", "s3://bucket/values.yaml"})
  void a_value_file_of_another_scheme_is_refused(String file) {
    assertRefused(CHART, "path: chart, helm: {valueFiles: ['" + file + "']}", "the URL scheme '");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{{ lookup \"v1\" \"Secret\" \"kube-system\" \"\" }}",
        "{{ getHostByName \"localhost\" }}"
      })
  void a_template_learns_nothing_of_cluster_and_network(String template) {
    var objects =
        Bench.render(
            renderer,
            CHART.with(
                "chart/templates/a.yaml", Bench.configMap("a") + "data: {v: '" + template + "'}"),
            "path: chart");
    assertThat(objects.getFirst().at("/data/v").asText()).isIn("", "map[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{ env \"PATH\" }}", "{{ expandenv \"$PATH\" }}"})
  void a_template_has_no_environment(String template) {
    assertRefused(
        CHART.with(
            "chart/templates/a.yaml", Bench.configMap("a") + "data: {v: '" + template + "'}"),
        "path: chart",
        "not defined");
  }

  @Test
  void a_template_that_never_ends_is_ended_and_the_next_chart_renders() {
    renderer.close();
    renderer =
        new Renderer(
            () ->
                RenderSettings.DEFAULT.with(RenderLimits.DEFAULT.withTime(Duration.ofSeconds(12))),
            Renderer.Fetches.NONE,
            RenderCache.inMemory(),
            InstantSource.system());
    var endless =
        CHART.with(
            "chart/templates/b.yaml",
            "{{- range until 100000 }}{{- range until 100000 }}{{- range until 100000 }}"
                + "{{- end }}{{- end }}{{- end }}");
    assertRefused(endless, "path: chart", "took longer than 12 s");
    assertThat(Bench.render(renderer, CHART, "path: chart")).hasSize(1);
  }

  @Test
  void templates_that_call_one_another_for_ever_are_an_error() {
    var recursive =
        CHART.with(
            "chart/templates/b.yaml",
            "{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}");
    assertRefused(recursive, "path: chart", "helm template");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/a/b//c?ref=v1",
        "git@github.com:a/b.git",
        "github.com/a/b",
        "https://example.com/manifest.yaml",
        "ssh://git@host/a"
      })
  void a_remote_base_is_not_fetched(String base) {
    assertRefused(
        MemoryTree.of("app/kustomization.yaml", "resources: ['" + base + "']"),
        "path: app",
        "remote bases are not fetched");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../base", "../../../../etc"})
  void a_base_out_of_the_repository_is_refused(String base) {
    assertRefused(
        MemoryTree.of("app/kustomization.yaml", "resources: ['" + base + "']"),
        "path: app",
        "outside of the repository");
  }

  @Test
  void a_generator_reads_nothing_above_its_directory() {
    assertRefused(
        MemoryTree.of(
            "app/kustomization.yaml",
            "configMapGenerator: [{name: a, files: [../secret.txt]}]",
            "secret.txt",
            "inside the repository, but above"),
        "path: app",
        "kustomize build");
  }

  @Test
  void a_plugin_of_kustomize_that_runs_a_program_is_refused() {
    assertRefused(
        MemoryTree.of(
            "app/kustomization.yaml",
            "transformers: [t.yaml]\nresources: [a.yaml]",
            "app/a.yaml",
            Bench.configMap("a"),
            "app/t.yaml",
            """
            apiVersion: v1
            kind: T
            metadata:
              name: t
              annotations:
                config.kubernetes.io/function: "exec: {path: /bin/sh}"
            """),
        "path: app",
        "kustomize build");
  }

  @Test
  void lists_of_lists_without_end_are_refused() {
    var list = Bench.configMap("a").indent(2).strip();
    var text = new StringBuilder("{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}");
    for (var i = 0; i < 20; i++) {
      text.insert(0, "{apiVersion: v1, kind: List, items: [").append("]}");
    }
    assertThat(list).isNotEmpty();
    assertRefused(MemoryTree.of("app/a.yaml", text.toString()), "path: app", "lists");
  }

  @Test
  void more_objects_than_the_limit_are_refused() {
    var limits = RenderLimits.DEFAULT;
    var few =
        new RenderLimits(
            limits.directoryBytes(),
            limits.fileBytes(),
            limits.copiedBytes(),
            limits.copiedEntries(),
            limits.outputBytes(),
            2,
            limits.time(),
            limits.memoryBytes());
    var strict = new Renderer(RenderSettings.DEFAULT.with(few));
    var three =
        String.join(
            "---\n", List.of(Bench.configMap("a"), Bench.configMap("b"), Bench.configMap("c")));
    assertThatThrownBy(() -> Bench.render(strict, MemoryTree.of("app/a.yaml", three), "path: app"))
        .hasMessageContaining("more than 2 objects");
  }

  @ParameterizedTest
  @ValueSource(strings = {"import '/etc/passwd'", "importstr '../../../etc/passwd'"})
  void an_import_of_Jsonnet_out_of_the_repository_is_refused(String text) {
    assertRefused(MemoryTree.of("app/a.jsonnet", text), "path: app", "outside of the repository");
  }
}
