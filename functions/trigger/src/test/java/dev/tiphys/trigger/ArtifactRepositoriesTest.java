package dev.tiphys.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Which artifact repository a run has (F059).
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArtifactRepositoriesTest {
  private static final String MAP =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: artifact-repositories
        annotations: {workflows.argoproj.io/default-artifact-repository: usual}
      data:
        usual: |
          s3: {bucket: usual, keyFormat: "{{workflow.name}}"}
        other: |
          archiveLogs: true
          s3: {bucket: other}
        broken: "not: [yaml"
      """;

  private static String workflow(String reference) {
    return """
    apiVersion: argoproj.io/v1alpha1
    kind: Workflow
    metadata: {name: wf, namespace: team}
    spec:
      entrypoint: main
    %s
      templates: [{name: main, container: {image: busybox, command: ["true"]}}]
    """
        .formatted(reference);
  }

  @Test
  void a_run_has_the_one_that_it_names() {
    var pinned = Desk.with(MAP).pin(workflow("  artifactRepositoryRef: {key: other}"));
    assertThat(pinned.path("artifactRepositoryRef"))
        .isEqualTo(
            Desk.json(
                "{configMap: artifact-repositories, key: other, namespace: team,"
                    + " artifactRepository: {archiveLogs: true, s3: {bucket: other}}}"));
  }

  @Test
  void else_the_default_one_of_its_namespace() {
    var found = Desk.with(MAP).pin(workflow("")).path("artifactRepositoryRef");
    assertThat(found.path("key").asText()).isEqualTo("usual");
    assertThat(found.path("artifactRepository").path("s3").path("bucket").asText())
        .isEqualTo("usual");
  }

  @Test
  void else_the_one_of_the_configuration() {
    var config =
        new ControllerConfig(
            null, TemplateReferencing.OFF, false, false, Desk.json("{s3: {bucket: mine}}"), null);
    var found = new Desk(Desk.with().documents(), config).pin(workflow(""));
    assertThat(found.path("artifactRepositoryRef"))
        .isEqualTo(Desk.json("{default: true, artifactRepository: {s3: {bucket: mine}}}"));
  }

  @Test
  void else_that_of_the_host_and_nothing_is_pinned() {
    assertThat(Desk.with().pin(workflow("")).has("artifactRepositoryRef")).isFalse();
  }

  @Test
  void one_that_is_not_there_is_told_with_its_place() {
    var reference = "  artifactRepositoryRef: {configMap: nowhere, key: k}";
    assertThat(Desk.with(MAP).refusal(workflow(reference)))
        .containsExactly(
            "wf.yaml:6: spec.artifactRepositoryRef: ConfigMap 'nowhere' not found in namespace team");
    assertThat(Desk.with(MAP).refusal(workflow("  artifactRepositoryRef: {key: none}")))
        .containsExactly(
            "wf.yaml:6: spec.artifactRepositoryRef: ConfigMap 'artifact-repositories' has no key 'none'");
    assertThat(Desk.with(MAP).refusal(workflow("  artifactRepositoryRef: {key: broken}")))
        .containsExactly(
            "wf.yaml:6: spec.artifactRepositoryRef: ConfigMap 'artifact-repositories', key 'broken': expected"
                + " an artifact repository in YAML");
  }
}
