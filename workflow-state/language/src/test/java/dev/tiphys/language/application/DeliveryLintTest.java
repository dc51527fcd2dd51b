package dev.tiphys.language.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.validation.Validation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryLintTest {
  private static final String APPLICATION =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: a}
      spec:
        project: default
        destination: {name: in-cluster, namespace: web}
      """;

  @Test
  void a_good_application_has_no_findings() {
    assertThat(lint(APPLICATION + "  source: {repoURL: r, path: .}\n")).isEmpty();
  }

  @Test
  void an_unknown_field_is_told_with_what_was_meant() {
    assertThat(lint(APPLICATION + "  source: {repoURL: r, path: ., targetRevison: main}\n"))
        .containsExactly(
            "f:7: spec.source.targetRevison: unknown field \"targetRevison\"; did you mean"
                + " \"targetRevision\"?");
  }

  @Test
  void a_number_is_no_revision() {
    assertThat(lint(APPLICATION + "  source: {repoURL: r, path: ., targetRevision: 1.0}\n"))
        .containsExactly(
            "f:7: spec.source.targetRevision: expected a string, found the number 1.0");
  }

  @Test
  void a_source_names_a_repository_and_what_is_taken_of_it() {
    assertThat(lint(APPLICATION))
        .containsExactly(
            "f:4: spec.source: spec.source.repoURL and either spec.source.path or"
                + " spec.source.chart are required");
    assertThat(lint(APPLICATION + "  sources: [{repoURL: r}]\n"))
        .containsExactly(
            "f:7: spec.sources[0]: spec.sources[0].repoURL and one of spec.sources[0].path,"
                + " spec.sources[0].chart and spec.sources[0].ref are required");
    assertThat(lint(APPLICATION + "  source: {repoURL: r, chart: c}\n"))
        .containsExactly(
            "f:7: spec.source.targetRevision: spec.source.targetRevision is required if the"
                + " manifest source is a helm chart");
  }

  @Test
  void references_are_unique_and_of_one_revision() {
    assertThat(
            lint(
                APPLICATION
                    + """
                      sources:
                      - {repoURL: r, ref: a}
                      - {repoURL: s, ref: a}
                      - {repoURL: R.git, ref: b, targetRevision: x}
                      - {repoURL: t, ref: 'c d'}
                    """))
        .containsExactly(
            "f:9: spec.sources[1].ref: ref 'a' is not unique",
            "f:10: spec.sources[2].ref: cannot reference a different revision of the same"
                + " repository: R.git at 'HEAD' and 'x'",
            "f:11: spec.sources[3].ref: ref 'c d' is invalid: only letters, digits, '_' and '-' may"
                + " stand in it");
  }

  @Test
  void one_tool_renders_a_source() {
    assertThat(
            lint(
                APPLICATION
                    + "  source: {repoURL: r, path: ., helm: {version: v2}, kustomize: {}}\n"))
        .containsExactly(
            "f:7: spec.source: multiple application sources defined: Kustomize,Helm",
            "f:7: spec.source.helm.version: helm version 'v2' is not supported");
  }

  @Test
  void a_destination_is_a_server_or_a_name() {
    var head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n";
    var source = ", source: {repoURL: r, path: .}}\n";
    assertThat(lint(head + "spec: {destination: {server: s, name: prod}" + source))
        .containsExactly(
            "f:4: spec.destination: application destination can't have both name and server"
                + " defined: prod s");
    assertThat(lint(head + "spec: {destination: {}" + source))
        .containsExactly("f:4: spec.destination: Destination server missing from app spec");
  }

  @Test
  void a_project_is_checked_with_all_its_rules() {
    assertThat(
            lint(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: AppProject
                metadata: {name: p}
                spec:
                  sourceRepos: ['!*', a, a]
                  destinations:
                  - {server: s, namespace: web}
                  - {server: s, namespace: web}
                  syncWindows:
                  - {kind: allow, schedule: '@daily', duration: 1h, applications: ['*']}
                  - {kind: deny, schedule: '0 0 * * *', duration: 1x}
                  - {kind: permit, schedule: '0 0 * * *', duration: 1h, clusters: [c]}
                  roles:
                  - {name: -r, policies: ['p, proj:p:-r, applications, get, q/*, allow']}
                """))
        .containsExactly(
            "f:5: spec.sourceRepos[0]: source repository has an invalid format, '!*'",
            "f:5: spec.sourceRepos[2]: source repository 'a' already added",
            "f:8: spec.destinations[1]: destination 's/web' already added",
            "f:14: spec.roles[0].name: invalid role name '-r': letters, digits, '-' and '_', the"
                + " first and the last a letter or a digit",
            "f:14: spec.roles[0].policies[0]: invalid policy rule 'p, proj:p:-r, applications, get,"
                + " q/*, allow': object must be of form 'p/*', 'p/<APPNAME>' or"
                + " 'p/<NAMESPACE>/<APPNAME>', not 'q/*'",
            "f:10: spec.syncWindows[0]: cannot parse schedule '@daily': expected five fields",
            "f:11: spec.syncWindows[1]: cannot parse duration '1x': time: unknown unit \"x\" in"
                + " duration \"1x\"",
            "f:11: spec.syncWindows[1]: requires one of application, cluster or namespace",
            "f:12: spec.syncWindows[2]: kind 'permit' mismatch: can only be allow or deny");
  }

  @Test
  void a_set_is_checked_down_to_its_generators() {
    assertThat(
            lint(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {name: s}
                spec:
                  goTemplateOptions: [missingkey=oops]
                  generators:
                  - matrix:
                      generators:
                      - list: {elements: []}
                  - merge: {mergeKeys: [], generators: [{list: {}}, {clusters: {}}]}
                  - lists: {}
                  template:
                    metadata: {name: '{{x}}'}
                    spec: {project: default, destination: {}, source: {repoURL: r}}
                """))
        .containsExactly(
            "f:11: spec.generators[2].lists: unknown field \"lists\"; did you mean \"list\"?",
            "f:8: spec.generators[0].matrix.generators: a matrix needs exactly two child"
                + " generators, found 1",
            "f:10: spec.generators[1].merge.mergeKeys: no merge keys were specified, Merge"
                + " generator requires at least one",
            "f:11: spec.generators[2]: expected one of clusterDecisionResource, clusters, git,"
                + " list, matrix, merge, plugin, pullRequest, scmProvider",
            "f:5: spec.goTemplateOptions[0]: unrecognized option: missingkey=oops");
  }

  private static List<String> lint(String text) {
    var manifests = Manifests.read(text.getBytes(StandardCharsets.UTF_8), "f");
    return Validation.check(manifests.documents()).stream().map(Finding::toString).toList();
  }
}
