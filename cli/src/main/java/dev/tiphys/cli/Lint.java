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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Finds what is wrong with manifests.
final class Lint {
  private static final List<String> KINDS =
      List.of("workflows", "workflowtemplates", "cronworkflows", "clusterworkflowtemplates");

  private static final ObjectMapper JSON = new ObjectMapper();

  private Lint() {}

  /// Prints the findings of all files.
  ///
  /// @return the exit code: 0 for none, else 2
  /// @throws BadInput if a file cannot be read or a folder has no manifest
  static int run(
      List<String> names,
      Predicate<Document> wanted,
      LintCommand.Format format,
      InputStream standardInput,
      PrintWriter out,
      PrintWriter err)
      throws IOException {
    var documents = new ArrayList<Document>();
    var findings = new ArrayList<Finding>();
    for (var name : Input.manifests(names)) {
      var manifests = Manifests.read(Input.read(name, standardInput), name);
      // A file that is no YAML has findings of its own; those of documents come with validation.
      if (manifests.documents().isEmpty()) {
        findings.addAll(manifests.findings());
      }
      documents.addAll(manifests.documents());
    }
    findings.addAll(Validation.check(documents, wanted));
    print(findings, format, out);
    for (var ignored : IgnoredHere.in(documents)) {
      err.println("warning: " + Inert.text(ignored.toString()));
    }
    err.flush();
    return findings.isEmpty() ? 0 : 2;
  }

  /// Chooses documents by the plurals of their kinds, as `argo lint --kinds` has them.
  ///
  /// @throws BadInput if one is none
  static Predicate<Document> kinds(List<String> plurals) {
    var wanted = new HashSet<String>();
    for (var plural : plurals) {
      if (plural.equals("all")) {
        return _ -> true;
      }
      if (!KINDS.contains(plural)) {
        throw new BadInput(
            "--kinds: expected all or one of %s, found '%s'"
                .formatted(String.join(", ", KINDS), plural));
      }
      wanted.add(plural);
    }
    return document ->
        wanted.contains(document.json().path("kind").asText().toLowerCase(Locale.ROOT) + "s");
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
