package dev.tiphys.language.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExamplesTest {
  private static final Path EXAMPLES =
      Path.of(System.getProperty("tiphys.root"), "..", "shared", "cases", "workflows", "examples");

  @Test
  void every_public_example_is_without_findings() throws IOException {
    var documents = new ArrayList<Document>();
    var findings = new ArrayList<Finding>();
    for (var file : files()) {
      var manifests =
          Manifests.read(Files.readAllBytes(file), EXAMPLES.relativize(file).toString());
      findings.addAll(manifests.findings());
      documents.addAll(manifests.documents());
    }
    findings.addAll(Validation.check(documents));
    assertThat(documents).hasSizeGreaterThan(200);
    assertThat(findings).isEmpty();
  }

  private static List<Path> files() throws IOException {
    try (var files = Files.walk(EXAMPLES)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
