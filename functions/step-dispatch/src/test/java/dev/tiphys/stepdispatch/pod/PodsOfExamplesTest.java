package dev.tiphys.stepdispatch.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The pods of every template of Argo's examples that makes one.
///
/// `-Dpods.write` writes the expected pods anew, for who changes what pods are like to look at.
@DisplayNameGeneration(ReplaceUnderscores.class)
class PodsOfExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("tiphys.root"), "../shared/cases/workflows/examples");
  private static final Path EXPECTED = Path.of("src/test/resources/pods");

  /// Whose pods are compared as a whole, by file and template.
  private static final List<String> COMPARED =
      List.of(
          "hello-world.hello-world",
          "scripts-bash.gen-random-int",
          "sidecar-nginx.sidecar-nginx-example",
          "init-container.init-container-example",
          "artifact-passing.print-message-from-file",
          "output-parameter.hello-world-to-file",
          "volumes-pvc.hello-world-to-file",
          "pod-spec-patch.hello-world",
          "daemon-nginx.nginx-server",
          "secrets.print-secret",
          "timeouts-step.sleep",
          "graph-workflow.main",
          "output-artifact-s3.hello-world-to-file");

  private static final PodSettings SETTINGS =
      new PodSettings(
          "tiphys/step-dispatch",
          Steps.SETTINGS.executor(),
          Steps.SETTINGS.mainContainer(),
          URI.create("http://broker/tiphys"),
          true,
          PodSecurity.PRIVILEGED,
          Steps.SETTINGS.limits(),
          dev.tiphys.stepdispatch.runner.RunnerConfig.of(
              Steps.yaml(
                  """
                  images:
                    'nginx:1.13': {entrypoint: [nginx], cmd: [-g, daemon off;]}
                    'influxdb:1.2': {entrypoint: [/entrypoint.sh], cmd: [influxd]}
                    'mysql:5.7': {entrypoint: [mysqld]}
                    'alpine/git:v2.26.2': {entrypoint: [git]}
                    'docker:19.03.13-dind': {entrypoint: [dockerd]}
                    'couchbase:2.0': {entrypoint: [x]}
                  """)));

  private static PodSchema schema;

  /// A template of an example, with the spec around it.
  record Case(String name, JsonNode template, JsonNode spec) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void readSchema() throws IOException {
    schema = new PodSchema();
  }

  static Stream<Case> pods() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (var files = Files.walk(EXAMPLES)) {
      for (var file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        for (var document : YamlReader.read(Files.readAllBytes(file), file.toString())) {
          var json = document.toJson();
          var spec =
              json.path("spec").has("workflowSpec")
                  ? json.path("spec").path("workflowSpec")
                  : json.path("spec");
          for (var template : spec.path("templates")) {
            if (Stream.of("container", "script", "containerSet").anyMatch(template::hasNonNull)) {
              var name = file.getFileName().toString().replace(".yaml", "");
              cases.add(new Case(name + "." + template.path("name").asText(), template, spec));
            }
          }
        }
      }
    }
    // Its patch is made of values that a step has as its outputs.
    assertThat(
            cases.removeIf(
                c -> c.name().equals("pod-spec-from-previous-step.setup-resources-tmpl")))
        .isTrue();
    assertThat(cases).hasSizeGreaterThan(200);
    return cases.stream();
  }

  private static PodManifest.Made made(Case of) {
    // Numbers that have tags in them are none yet.
    var template = Steps.yaml(of.template().toString().replaceAll("\\{\\{[^}]*}}", "1"));
    if (template.path("container").path("image").isMissingNode() && template.has("container")) {
      ((com.fasterxml.jackson.databind.node.ObjectNode) template.path("container"))
          .put("image", "busybox");
    }
    return PodManifest.of(Steps.step(template, of.spec(), null), anyImage(template), Steps.NOW);
  }

  /// Images whose command nobody knows are given one: what it is does not matter here.
  private static PodSettings anyImage(JsonNode template) {
    var images = new java.util.TreeMap<>(SETTINGS.runner().images());
    for (var image : template.findValuesAsText("image")) {
      images.putIfAbsent(
          image,
          new dev.tiphys.stepdispatch.runner.RunnerConfig.ImageCommand(
              List.of("/entrypoint"), List.of()));
    }
    var runner = SETTINGS.runner();
    return new PodSettings(
        SETTINGS.image(),
        SETTINGS.executor(),
        SETTINGS.mainContainer(),
        SETTINGS.sink(),
        true,
        SETTINGS.security(),
        SETTINGS.limits(),
        new dev.tiphys.stepdispatch.runner.RunnerConfig(
            images,
            runner.grace(),
            runner.path(),
            runner.logMax(),
            runner.outputMax(),
            runner.engine(),
            runner.plugins()));
  }

  @ParameterizedTest
  @MethodSource("pods")
  void a_pod_is_one_that_a_cluster_takes(Case of) {
    var made = made(of);
    assertThat(schema.problems(made.pod(), "Pod")).isEmpty();
    for (var before : made.before()) {
      assertThat(schema.problems(before, before.path("kind").asText())).isEmpty();
    }
  }

  @Test
  void a_pod_that_a_cluster_would_not_take_is_found() {
    var pod = Steps.pod("{container: {image: x, command: [a], imagePulPolicy: Always}}");
    assertThat(schema.problems(pod, "Pod"))
        .containsExactly(".spec.containers[].imagePulPolicy: expected a field that is known");
  }

  static Stream<Case> compared() throws IOException {
    var found = pods().filter(of -> COMPARED.contains(of.name())).toList();
    assertThat(found.stream().map(Case::name)).containsAll(COMPARED);
    return found.stream();
  }

  @ParameterizedTest
  @MethodSource("compared")
  void a_pod_is_as_expected(Case of) throws IOException {
    var made = made(of);
    var all = Steps.JSON.createArrayNode();
    made.before().forEach(all::add);
    all.add(made.pod());
    var text = Steps.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n";
    var file = EXPECTED.resolve(of.name() + ".json");
    if (System.getProperty("pods.write") != null) {
      Files.createDirectories(EXPECTED);
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(read(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
