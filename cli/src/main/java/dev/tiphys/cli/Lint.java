package dev.tiphys.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.validation.Validation;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Finds what is wrong with manifests.
final class Lint {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Lint() {}

  /// Prints the findings of all files.
  ///
  /// @return the exit code: 0 for none, else 2
  /// @throws BadInput if a file cannot be read or a folder has no manifest
  static int run(
      List<String> names,
      LintCommand.Format format,
      InputStream standardInput,
      PrintWriter out,
      PrintWriter err)
      throws IOException {
    var documents = new ArrayList<Document>();
    var findings = new ArrayList<Finding>();
    for (var name : expand(names)) {
      var manifests = Manifests.read(Input.read(name, standardInput), name);
      // A file that is no YAML has findings of its own; those of documents come with validation.
      if (manifests.documents().isEmpty()) {
        findings.addAll(manifests.findings());
      }
      documents.addAll(manifests.documents());
    }
    findings.addAll(Validation.check(documents));
    print(findings, format, out);
    for (var ignored : IgnoredHere.in(documents)) {
      err.println("warning: " + Inert.text(ignored.toString()));
    }
    err.flush();
    return findings.isEmpty() ? 0 : 2;
  }

  /// Folders become the manifests in and below them, in the order of their names.
  static List<String> expand(List<String> names) throws IOException {
    var files = new LinkedHashSet<String>();
    for (var name : names) {
      if (name.equals("-") || !Files.isDirectory(Path.of(name))) {
        files.add(name);
        continue;
      }
      try (var below = Files.walk(Path.of(name))) {
        var found = below.filter(Lint::isManifest).map(Path::toString).sorted().toList();
        if (found.isEmpty()) {
          throw new BadInput(name + ": no .yaml, .yml or .json file in or below this folder");
        }
        files.addAll(found);
      }
    }
    return List.copyOf(files);
  }

  private static boolean isManifest(Path file) {
    var name = file.getFileName().toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))
        // Tests of workflows lie beside them, and are none.
        && !name.endsWith(".test.yaml")
        && !name.endsWith(".test.yml")
        && Files.isRegularFile(file);
  }

  private static void print(List<Finding> findings, LintCommand.Format format, PrintWriter out)
      throws IOException {
    switch (format) {
      case SIMPLE -> findings.forEach(finding -> out.println(Inert.text(finding.toString())));
      case JSON -> out.println(JSON.writeValueAsString(findings));
      case PRETTY -> {
        var file = "";
        for (var finding : findings) {
          if (!finding.file().equals(file)) {
            file = finding.file();
            out.println(Inert.text(file) + ":");
          }
          out.println("   ✖ " + Inert.text(finding.toString()));
        }
        out.println(
            findings.isEmpty()
                ? "✔ no linting errors found!"
                : "\n✖ "
                    + findings.size()
                    + (findings.size() == 1 ? " error" : " errors")
                    + " found");
      }
    }
  }
}
