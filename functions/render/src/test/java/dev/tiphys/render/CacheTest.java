package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.sources.tree.Tree;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A commit that touches nothing that was read renders nothing.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CacheTest {
  private static final String OTHER = "9999999999999999999999999999999999999999";

  private static final MemoryTree REPOSITORY =
      MemoryTree.of(
          "app/a.yaml", Bench.configMap("a"),
          "app/sub/b.yaml", Bench.configMap("b"),
          "base/kustomization.yaml", "resources: [c.yaml]",
          "base/c.yaml", Bench.configMap("c"),
          "overlay/kustomization.yaml", "resources: [../base]\nnamePrefix: x-",
          "other/kustomization.yaml", "resources: [../base]",
          "chart/Chart.yaml", "{apiVersion: v2, name: chart, version: 1.0.0}",
          "chart/templates/d.yaml",
              Bench.configMap("d") + "data: {v: '{{ .Values.v }}', r: '{{ .Values.r }}'}",
          "chart/values.yaml", "{v: 1, r: none}",
          "values/prod.yaml", "v: 2");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-24T09:00:00Z"));
  private final MemoryObjectStore store = new MemoryObjectStore();
  private Renderer renderer = renderer();

  private Renderer renderer() {
    InstantSource clock = now::get;
    return new Renderer(
        () -> RenderSettings.DEFAULT, Renderer.Fetches.NONE, RenderCache.in(store), clock);
  }

  @AfterEach
  void close() {
    renderer.close();
  }

  private int known(Tree tree, String revision, String source) {
    return renderer.render(Bench.request(tree, revision, source)).fromCache();
  }

  private void assertUntouchedBy(String source, String path) {
    known(REPOSITORY, Bench.COMMIT, source);
    assertThat(known(REPOSITORY.with(path, "changed: true"), OTHER, source))
        .as("%s after a change of %s", source, path)
        .isEqualTo(1);
  }

  private void assertTouchedBy(String source, String path, String text) {
    known(REPOSITORY, Bench.COMMIT, source);
    assertThat(known(REPOSITORY.with(path, text), OTHER, source))
        .as("%s after a change of %s", source, path)
        .isZero();
  }

  @Test
  void a_directory_depends_on_its_files() {
    assertUntouchedBy("path: app", "base/c.yaml");
    assertTouchedBy("path: app", "app/a.yaml", Bench.configMap("z"));
    assertTouchedBy("path: app", "app/new.yaml", Bench.configMap("z"));
  }

  @Test
  void a_directory_does_not_depend_on_subdirectories_that_it_does_not_enter() {
    assertUntouchedBy("path: app", "app/sub/b.yaml");
    assertTouchedBy(
        "path: app, directory: {recurse: true}", "app/sub/b.yaml", Bench.configMap("z"));
  }

  @Test
  void a_file_of_overrides_that_appears_counts() {
    assertTouchedBy("path: app", "app/.argocd-source.yaml", "directory: {recurse: true}");
  }

  @Test
  void a_kustomization_depends_on_its_bases() {
    assertUntouchedBy("path: overlay", "other/kustomization.yaml");
    assertUntouchedBy("path: overlay", "app/a.yaml");
    assertTouchedBy("path: overlay", "base/c.yaml", Bench.configMap("z"));
  }

  @Test
  void a_chart_depends_on_its_value_files() {
    var source = "path: chart, helm: {valueFiles: [../values/prod.yaml]}";
    assertUntouchedBy(source, "app/a.yaml");
    assertTouchedBy(source, "values/prod.yaml", "v: 3");
    assertTouchedBy(source, "chart/values.yaml", "v: 3");
  }

  @Test
  void a_missing_value_file_that_appears_counts() {
    assertTouchedBy(
        "path: chart, helm: {valueFiles: [../values/test.yaml], ignoreMissingValueFiles: true}",
        "values/test.yaml",
        "v: 3");
  }

  @Test
  void a_revision_counts_only_for_who_uses_it() {
    known(REPOSITORY, Bench.COMMIT, "path: chart");
    assertThat(known(REPOSITORY, OTHER, "path: chart")).isEqualTo(1);
    var uses = "path: chart, helm: {parameters: [{name: r, value: $ARGOCD_APP_REVISION}]}";
    known(REPOSITORY, Bench.COMMIT, uses);
    var again = renderer.render(Bench.request(REPOSITORY, OTHER, uses));
    assertThat(again.fromCache()).isZero();
    assertThat(again.manifests().getFirst().at("/data/r").asText()).isEqualTo(OTHER);
  }

  @Test
  void a_branch_that_goes_back_finds_what_it_had() {
    known(REPOSITORY, Bench.COMMIT, "path: app");
    known(REPOSITORY.with("app/a.yaml", Bench.configMap("z")), OTHER, "path: app");
    assertThat(known(REPOSITORY, Bench.COMMIT, "path: app")).isEqualTo(1);
  }

  @Test
  void another_process_finds_what_this_one_rendered() {
    known(REPOSITORY, Bench.COMMIT, "path: app");
    renderer.close();
    renderer = renderer();
    assertThat(known(REPOSITORY, Bench.COMMIT, "path: app")).isEqualTo(1);
  }

  @Test
  void what_is_asked_for_anew_is_rendered_anew() {
    known(REPOSITORY, Bench.COMMIT, "path: app");
    var request = Bench.request(REPOSITORY, Bench.COMMIT, "path: app");
    var fresh = new RenderRequest(request.app(), request.inputs(), request.cluster(), true);
    assertThat(renderer.render(fresh).fromCache()).isZero();
  }

  @Test
  void what_is_stored_and_cannot_be_read_is_rendered_again() {
    known(REPOSITORY, Bench.COMMIT, "path: app");
    store
        .list("renders/", "", 10)
        .forEach(entry -> store.put(entry.key(), "<html>no</html>".getBytes()));
    renderer.close();
    renderer = renderer();
    assertThat(known(REPOSITORY, Bench.COMMIT, "path: app")).isZero();
  }

  @Test
  void after_three_failures_the_same_is_not_tried_for_an_hour() {
    var broken = REPOSITORY.with("app/a.yaml", "apiVersion: v1\nkind: [\nmetadata:");
    for (var i = 0; i < 3; i++) {
      assertThatThrownBy(() -> known(broken, Bench.COMMIT, "path: app"))
          .hasMessageStartingWith("a.yaml");
    }
    assertThatThrownBy(() -> known(broken, Bench.COMMIT, "path: app"))
        .hasMessageStartingWith("Manifest generation error (cached): a.yaml");
    assertThat(known(REPOSITORY, OTHER, "path: app")).as("another revision is tried").isZero();
    now.updateAndGet(time -> time.plus(FailurePause.PAUSE));
    assertThatThrownBy(() -> known(broken, Bench.COMMIT, "path: app"))
        .hasMessageStartingWith("a.yaml");
  }
}
