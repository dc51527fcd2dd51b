package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DiffReportTest {
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec:
        replicas: 2
        template: {spec: {containers: [{name: a, image: "i:1", resources: {limits: {cpu: 0.5}}}]}}
      """;

  @TempDir private Path folder;

  private record Printed(int code, String out, String err) {}

  private static Printed diff(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var all = new String[arguments.length + 1];
    all[0] = "diff";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    var code = Tiphys.execute(new PrintWriter(out), new PrintWriter(err), all);
    return new Printed(code, out.toString(), err.toString());
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String live(String replicas) {
    return DEPLOYMENT
        .replace("name: web", "name: web, namespace: default, uid: u")
        .replace("replicas: 2", "replicas: %s\n  revisionHistoryLimit: 10".formatted(replicas))
        .replace("0.5", "500m");
  }

  @Test
  void defaults_and_amounts_are_no_difference() throws Exception {
    var found = diff(file("w.yaml", DEPLOYMENT), "--live", file("l.yaml", live("2")));

    assertThat(found).isEqualTo(new Printed(0, "", ""));
  }

  @Test
  void a_difference_is_shown_line_by_line() throws Exception {
    var found = diff(file("w.yaml", DEPLOYMENT), "--live", file("l.yaml", live("3")));

    assertThat(found.code()).isEqualTo(1);
    assertThat(found.out())
        .startsWith("===== apps/Deployment web ======\n--- live\n+++ wanted\n@@ ")
        .contains("\n-  replicas: 3\n+  replicas: 2\n");
    assertThat(
            diff(
                    file("w.yaml", DEPLOYMENT),
                    "--live",
                    file("l.yaml", live("3")),
                    "--exit-code=false")
                .code())
        .isZero();
  }

  @Test
  void what_an_application_and_argocd_cm_ignore_is_no_difference() throws Exception {
    var app =
        file(
            "app.yaml",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web}
            spec:
              project: default
              destination: {namespace: default, server: "https://kubernetes.default.svc"}
              ignoreDifferences: [{group: apps, kind: Deployment, jsonPointers: [/spec/replicas]}]
            """);
    var settings =
        file(
            "cm.yaml",
            """
            kind: ConfigMap
            data:
              resource.customizations.ignoreDifferences.apps_Deployment: "jsonPointers: [/spec/replicas]"
            """);
    var wanted = file("w.yaml", DEPLOYMENT);
    var live = file("l.yaml", live("3"));

    assertThat(diff(wanted, "--live", live, "--app", app).code()).isZero();
    assertThat(diff(wanted, "--live", live, "--argocd-cm", settings).code()).isZero();
  }

  @Test
  void values_of_secrets_are_hidden() throws Exception {
    var wanted = "{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {p: hunter2}}";
    var live = "{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {p: b2xk}}";
    for (var format : new String[] {"text", "json"}) {
      var found = diff(file("w.yaml", wanted), "--live", file("l.yaml", live), "-o", format);

      assertThat(found.code()).isEqualTo(1);
      assertThat(found.out()).contains("++++++++").doesNotContain("hunter2", "b2xk", "aHVudGVyMg");
    }
  }

  @Test
  void wrong_input_is_told_with_its_place() throws Exception {
    var wanted = file("w.yaml", DEPLOYMENT);

    assertThat(diff(wanted, "--live", "none.yaml"))
        .isEqualTo(new Printed(2, "", "tiphys diff: none.yaml: no such file\n"));
    assertThat(diff(wanted, "--live", wanted, "--context", "x").code()).isEqualTo(2);
    assertThat(diff(wanted, "--kubeconfig", "none").err()).contains("none cannot be read");
    assertThat(diff(wanted, "--live", wanted, "--app", wanted).err())
        .contains("expected an Application");
  }

  @Test
  void a_cluster_is_asked() throws Exception {
    try (var sandbox = Sandbox.start()) {
      var config = file("config", sandbox.kubeconfig());
      var wanted = file("w.yaml", DEPLOYMENT);

      var missing = diff(wanted, "--kubeconfig", config);
      var other =
          diff(
              file("x.yaml", DEPLOYMENT.replace("apps/v1", "example.org/v1")),
              "--kubeconfig",
              config);

      assertThat(missing.code()).isEqualTo(1);
      assertThat(missing.out()).contains("\n+  replicas: 2\n").doesNotContain("\n-  ");
      assertThat(other.code()).isEqualTo(2);
      assertThat(other.err())
          .contains("x.yaml: no matches for kind \"Deployment\" in version \"example.org/v1\"");
    }
  }
}
