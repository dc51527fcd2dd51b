package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.schema.Merge;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.validation.Validation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Validates a Workflow together with the templates that it refers to. What is wrong with a library
/// counts only as far as the run can come there.
final class Check {
  private static final Pattern TEMPLATE = Pattern.compile("spec\\.templates\\[([0-9]{1,9})].*");

  private Check() {}

  /// @param libraries by owner
  /// @param whole the owner of the library that is run as a whole, or null
  /// @param reachable the templates that the run can come to call, by key
  /// @param strict whether unknown fields are wrong
  /// @param defaults the spec of the controller's `workflowDefaults`, or null
  static List<Finding> findings(
      Document workflow,
      Map<String, Document> libraries,
      @Nullable String whole,
      ObjectNode reachable,
      boolean strict,
      @Nullable JsonNode defaults) {
    var owners = new ArrayList<String>();
    var documents = new ArrayList<Document>();
    owners.add("");
    documents.add(whole == null ? withDefaults(workflow, defaults) : workflow);
    libraries.forEach(
        (owner, library) -> {
          owners.add(owner);
          documents.add(owner.equals(whole) ? withDefaults(library, defaults) : library);
        });
    var numbered = new ArrayList<Document>();
    for (var i = 0; i < documents.size(); i++) {
      numbered.add(renamed(documents.get(i), Integer.toString(i)));
    }
    var findings = new ArrayList<Finding>();
    for (var finding : Validation.check(numbered)) {
      if (!strict && finding.message().startsWith("unknown field ")) {
        continue;
      }
      var i = Integer.parseInt(finding.file());
      var document = documents.get(i);
      if (i == 0 || concerns(finding, document, owners.get(i), whole, reachable)) {
        findings.add(
            new Finding(document.file(), finding.line(), finding.path(), finding.message()));
      }
    }
    return findings;
  }

  /// The same document, called by a number, so that its findings can be told from those of others.
  private static Document renamed(Document document, String file) {
    return new Document(
        file,
        document.yaml(),
        document.json(),
        document.resource(),
        document.findings().stream()
            .map(f -> new Finding(file, f.line(), f.path(), f.message()))
            .toList());
  }

  private static boolean concerns(
      Finding finding,
      Document library,
      String owner,
      @Nullable String whole,
      ObjectNode reachable) {
    if (owner.equals(whole) || library.resource() == null) {
      return true;
    }
    var template = TEMPLATE.matcher(finding.path());
    return template.matches()
        && reachable.has(
            owner
                + "/"
                + library
                    .json()
                    .path("spec")
                    .path("templates")
                    .path(Integer.parseInt(template.group(1)))
                    .path("name")
                    .asText());
  }

  private static Document withDefaults(Document document, @Nullable JsonNode defaults) {
    if (defaults == null || document.resource() == null) {
      return document;
    }
    var json = (ObjectNode) document.json().deepCopy();
    json.set("spec", Merge.over(json.withObject("/spec"), defaults, "WorkflowSpec"));
    return document.changed(json);
  }
}
