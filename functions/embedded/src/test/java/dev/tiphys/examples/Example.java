package dev.tiphys.examples;

import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A row of `examples.tsv`.
///
/// @param needs such as `pure-engine` or `network`
/// @param outcome the phase, or `definition`, or a phase and how probable it is
/// @param nodes how many nodes the run has, or `-`
record Example(
    String file,
    List<String> images,
    List<String> needs,
    String outcome,
    boolean deterministic,
    String nodes) {
  private static final Path CASES =
      Path.of(System.getProperty("tiphys.root"), "..", "shared", "cases", "workflows");

  private static final Set<String> HERE =
      Set.of(
          "pure-engine",
          "secret",
          "k8s-api(configmap)",
          "k8s-api",
          "executor-plugin",
          "database",
          "artifact-store",
          "network");

  static Stream<Example> all() {
    try {
      return Files.readAllLines(CASES.resolve("examples.tsv")).stream().skip(1).map(Example::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Example of(String file) {
    return all().filter(example -> example.file().equals(file)).findFirst().orElseThrow();
  }

  private static Example read(String line) {
    var columns = line.split("\t");
    return new Example(
        columns[0],
        List.of(columns[3].split(" ")),
        List.of(columns[4].split(",")),
        columns[6],
        columns[7].equals("yes"),
        columns[8]);
  }

  boolean isDefinition() {
    return outcome.equals("definition");
  }

  /// Whether one machine is all it needs: an engine, volumes, and resources that can be given.
  boolean needsOneMachine() {
    return needs.stream()
        .allMatch(
            need ->
                HERE.contains(need)
                    || need.startsWith("volume(")
                    || need.startsWith("needs-template:"));
  }

  /// How the run may end: one phase, or either if chance has a part in it.
  Set<String> phases() {
    // Ends so without the CRD of OpenShift, says `notable`.
    if (file.equals("resource-flags.yaml")) {
      return Set.of("Failed");
    }
    // What they download here is a program that does not mind where it runs.
    if (outcome.equals("env-dependent")) {
      return Set.of("Succeeded");
    }
    return outcome.contains(" ") ? Set.of("Succeeded", "Failed") : Set.of(outcome);
  }

  List<Document> documents() {
    return documents(UnaryOperator.identity());
  }

  /// @param moved puts addresses of this machine in place of others
  List<Document> documents(UnaryOperator<String> moved) {
    return documents(CASES.resolve("examples").resolve(file), moved);
  }

  /// What is there for all of them: whatever examples define, and what they ask people to create.
  static List<Document> library() {
    var around = Path.of(resource("around-examples.yaml"));
    return Stream.concat(
            all().filter(Example::isDefinition).flatMap(e -> e.documents().stream()),
            documents(around, UnaryOperator.identity()).stream())
        .toList();
  }

  private static URI resource(String name) {
    return URI.create(Objects.requireNonNull(Example.class.getResource("/" + name)).toString());
  }

  private static List<Document> documents(Path file, UnaryOperator<String> moved) {
    try {
      var bytes = moved.apply(Files.readString(file)).getBytes(StandardCharsets.UTF_8);
      return Manifests.read(bytes, file.getFileName().toString()).documents();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return file;
  }
}
