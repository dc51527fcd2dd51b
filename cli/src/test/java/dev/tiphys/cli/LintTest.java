package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LintTest {
  private static final Path ROOT = Path.of(System.getProperty("tiphys.root"));

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int lint(LintCommand.Format format, String... files) throws IOException {
    return Lint.run(
        List.of(files),
        _ -> true,
        format,
        InputStream.nullInputStream(),
        new PrintWriter(out),
        new PrintWriter(err));
  }

  @Test
  void a_sound_manifest_is_said_to_be_sound() throws IOException {
    var hello = ROOT.resolve("docs/hello-world.yaml").toString();
    assertThat(lint(LintCommand.Format.PRETTY, hello)).isZero();
    assertThat(out.toString()).isEqualToNormalizingNewlines("✔ no linting errors found!\n");
  }

  @Test
  void a_finding_names_file_line_and_path() throws IOException {
    var file = folder.resolve("wrong.yaml");
    Files.writeString(
        file,
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata:
          name: wrong
        spec:
          entrypoint: hello
          templtes: []
        """);
    assertThat(lint(LintCommand.Format.SIMPLE, file.toString())).isEqualTo(2);
    assertThat(out.toString()).contains(file + ":7: spec.templtes: ");
  }

  @Test
  void a_file_that_is_no_YAML_is_a_finding_and_control_characters_are_inert() throws IOException {
    var file = folder.resolve("broken.yaml");
    Files.writeString(file, "a: [1\nb: \u001b[2J\n");
    assertThat(lint(LintCommand.Format.SIMPLE, file.toString())).isEqualTo(2);
    assertThat(out.toString()).startsWith(file + ":").doesNotContain("\u001b");
  }

  @Test
  void findings_as_JSON_are_a_list() throws IOException {
    var file = folder.resolve("broken.yaml");
    Files.writeString(file, "kind: Workflow\nkind: Workflow\n");
    assertThat(lint(LintCommand.Format.JSON, file.toString())).isEqualTo(2);
    assertThat(out.toString()).startsWith("[{\"file\":").contains("\"line\":2");
  }

  @Test
  void a_folder_is_read_whole_and_references_resolve_across_its_files() throws IOException {
    Files.writeString(
        folder.resolve("caller.yml"),
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: caller}
        spec:
          workflowTemplateRef: {name: library}
        """);
    var template = folder.resolve("below/library.json");
    Files.createDirectories(template.getParent());
    Files.writeString(
        template,
        """
        {"apiVersion": "argoproj.io/v1alpha1", "kind": "WorkflowTemplate",
         "metadata": {"name": "library"},
         "spec": {"entrypoint": "a",
                  "templates": [{"name": "a", "container": {"image": "x", "command": ["y"]}}]}}
        """);
    assertThat(lint(LintCommand.Format.SIMPLE, folder.toString())).as(out.toString()).isZero();

    Files.delete(template);
    assertThat(lint(LintCommand.Format.SIMPLE, folder.toString())).isEqualTo(2);
    assertThat(out.toString()).contains("library");
  }

  @Test
  void a_file_that_is_not_there_is_bad_input() {
    assertThatThrownBy(() -> lint(LintCommand.Format.SIMPLE, folder + "/none.yaml"))
        .isInstanceOf(BadInput.class)
        .hasMessage(folder + "/none.yaml: no such file");
    assertThatThrownBy(() -> lint(LintCommand.Format.SIMPLE, folder.toString()))
        .hasMessageEndingWith("no .yaml, .yml or .json file in or below this folder");
  }

  @Test
  void fields_of_which_one_machine_makes_no_use_are_warned_of() throws IOException {
    var file = folder.resolve("placed.yaml");
    Files.writeString(
        file,
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Workflow
        metadata: {name: placed}
        spec:
          entrypoint: hello
          nodeSelector: {disk: ssd}
          templates:
            - name: hello
              podSpecPatch: "{}"
              container: {image: busybox, resources: {limits: {cpu: 1}}}
        """);
    assertThat(lint(LintCommand.Format.SIMPLE, file.toString())).isZero();
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "warning: %s:6: spec.nodeSelector: a host of one machine ignores this".formatted(file),
            "warning: %s:9: spec.templates[0].podSpecPatch: a host of one machine ignores this"
                .formatted(file),
            "warning: %s:10: spec.templates[0].container.resources: a host of one machine ignores this"
                .formatted(file));
  }

  @Test
  void tests_of_workflows_beside_them_are_no_manifests() throws IOException {
    Files.copy(ROOT.resolve("docs/hello-world.yaml"), folder.resolve("hello.yaml"));
    Files.writeString(folder.resolve("hello.test.yaml"), "workflow: hello.yaml\ntests: []\n");
    assertThat(lint(LintCommand.Format.SIMPLE, folder.toString())).as(out.toString()).isZero();
  }
}
