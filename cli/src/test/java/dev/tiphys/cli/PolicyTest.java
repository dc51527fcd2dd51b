package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tiphys rbac` and `tiphys appset generate`.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PolicyTest {
  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome tiphys(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var code = Tiphys.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void a_policy_says_yes_or_no() throws IOException {
    var policy = file("p.csv", "p, role:dev, applications, sync, web/*, allow\ng, ann, role:dev\n");
    assertThat(tiphys("rbac", "can", "ann", "sync", "app", "web/shop", "--policy-file", policy))
        .isEqualTo(new Outcome(0, "Yes\n", ""));
    assertThat(tiphys("rbac", "can", "ann", "delete", "app", "web/shop", "--policy-file", policy))
        .isEqualTo(new Outcome(1, "No\n", ""));
    assertThat(tiphys("rbac", "can", "role:admin", "get", "proj").out()).isEqualTo("Yes\n");
    assertThat(tiphys("rbac", "can", "role:admin", "get", "proj", "--no-use-builtin-policy").out())
        .isEqualTo("No\n");
  }

  @Test
  void what_is_no_resource_or_action_is_refused_unless_asked_otherwise() {
    assertThat(tiphys("rbac", "can", "x", "get", "things").err())
        .isEqualTo("tiphys rbac can: invalid RBAC resource 'things'\n");
    assertThat(tiphys("rbac", "can", "x", "fly", "app").code()).isEqualTo(2);
    assertThat(tiphys("rbac", "can", "x", "fly", "things", "--no-strict").out()).isEqualTo("No\n");
  }

  @Test
  void a_policy_that_cannot_be_used_is_told_with_its_line() throws IOException {
    var map =
        file(
            "cm.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-rbac-cm}\n"
                + "data:\n  policy.csv: |\n    # mine\n    p, a, b\n");
    assertThat(tiphys("rbac", "validate", "--policy-file", map))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "policy, line 2: expected 6 fields (p, subject, resource, action, object, effect),"
                    + " found 3\n"));
    assertThat(tiphys("rbac", "validate", "--policy-file", file("ok.csv", "g, a, role:b")).out())
        .isEqualTo("Policy is valid.\n");
  }

  @Test
  void a_set_is_generated_without_a_server() throws IOException {
    var set =
        file(
            "set.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: s}
            spec:
              goTemplate: true
              generators:
              - matrix:
                  generators:
                  - clusters: {selector: {matchLabels: {tier: one}}}
                  - list: {elements: [{app: shop}, {app: mail}]}
              template:
                metadata: {name: '{{.nameNormalized}}-{{.app}}'}
                spec:
                  project: default
                  destination: {server: '{{.server}}', namespace: web}
                  source: {repoURL: https://example.com/r.git, path: '{{.app}}'}
            """);
    var settings =
        file(
            "clusters.yaml",
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: c
              labels: {argocd.argoproj.io/secret-type: cluster, tier: one}
            stringData: {name: East_1, server: https://east.example.com}
            """);
    assertThat(tiphys("appset", "generate", set, "--settings", settings, "-o", "name"))
        .isEqualTo(
            new Outcome(0, "application/argocd/east-1-shop\napplication/argocd/east-1-mail\n", ""));
    assertThat(tiphys("appset", "generate", set, "--settings", settings).out())
        .contains("server: https://east.example.com", "path: shop");
  }

  @Test
  void a_set_that_cannot_be_generated_says_why() throws IOException {
    var set =
        file(
            "set.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: s}
            spec:
              goTemplate: true
              goTemplateOptions: [missingkey=error]
              generators: [{list: {elements: [{a: x}]}}]
              template:
                metadata: {name: '{{.b}}'}
                spec: {project: default, destination: {name: in-cluster}}
            """);
    var outcome = tiphys("appset", "generate", set);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("applicationset s: RenderTemplateParamsError: failed to execute go template")
        .endsWith("map has no entry for key \"b\"\n");
  }
}
