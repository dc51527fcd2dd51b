package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RenderTest {
  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome tiphys(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var code = Tiphys.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  private void write(String path, String text) throws IOException {
    var file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @BeforeEach
  void files() throws IOException {
    write("app/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ns}\n");
    write("app/sub/b.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\n");
    write("chart/Chart.yaml", "{apiVersion: v2, name: chart, version: 1.0.0}");
    write(
        "chart/templates/c.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n"
            + "data: {v: {{ .Values.v | quote }}}\n");
    write("values.yaml", "v: from the file");
  }

  @Test
  void a_folder_is_rendered_as_yaml() {
    var outcome = tiphys("render", folder.resolve("app").toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .isEqualTo("---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: ns\n");
  }

  @Test
  void options_say_how_and_names_are_enough() {
    var outcome =
        tiphys("render", folder.resolve("app").toString(), "--directory-recurse", "-o", "name");
    assertThat(outcome.out()).isEqualTo("ConfigMap/ns/a\nSecret/b\n");
  }

  @Test
  void a_chart_takes_its_values_from_options() throws Exception {
    new ProcessBuilder("git", "init", "-q", folder.toString()).start().waitFor();
    var outcome =
        tiphys(
            "render",
            folder.resolve("chart").toString(),
            "--values",
            "../values.yaml",
            "--name",
            "argo",
            "-o",
            "json");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("\"name\": \"argo\"").contains("from the file");
  }

  @Test
  void an_application_is_rendered_with_the_files_from_here() throws IOException {
    write(
        "application.yaml",
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: medea}
        spec:
          destination: {namespace: colchis}
          source: {repoURL: 'https://git.example/x', path: chart, helm: {valuesObject: {v: 1}}}
        """);
    var outcome =
        tiphys(
            "render",
            folder.toString(),
            "--app",
            folder.resolve("application.yaml").toString(),
            "-o",
            "name");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).isEqualTo("ConfigMap/medea\n");
  }

  @Test
  void a_commit_is_rendered_as_it_was() throws Exception {
    for (var words :
        new String[] {
          "init -q -b main", "add -A", "-c user.name=a -c user.email=a@b commit -q -m one", "tag v1"
        }) {
      var command = new java.util.ArrayList<>(java.util.List.of("git", "-C", folder.toString()));
      command.addAll(java.util.List.of(words.split(" ")));
      assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
    write("app/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: later}\n");
    var app = folder.resolve("app").toString();
    assertThat(tiphys("render", app, "-o", "name").out()).isEqualTo("ConfigMap/later\n");
    assertThat(tiphys("render", app, "--revision", "v1", "-o", "name").out())
        .isEqualTo("ConfigMap/ns/a\n");
    var unknown = tiphys("render", app, "--revision", "v2");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("unable to resolve 'v2' to a commit SHA");
  }

  @Test
  void what_cannot_be_rendered_says_why_and_fails() throws IOException {
    write("app/broken.yaml", "apiVersion: v1\nkind: [\nmetadata:\n");
    var outcome = tiphys("render", folder.resolve("app").toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("tiphys render: broken.yaml:");
  }

  @Test
  void what_is_not_there_is_wrong_input() {
    var outcome = tiphys("render", folder.resolve("nowhere").toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("no such folder");
    assertThat(tiphys("render").code()).isEqualTo(2);
  }
}
