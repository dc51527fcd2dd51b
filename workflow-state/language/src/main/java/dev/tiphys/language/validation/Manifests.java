package dev.tiphys.language.validation;

import dev.tiphys.language.application.DeliveryResource;
import dev.tiphys.language.schema.Shape;
import dev.tiphys.language.schema.Spelling;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.workflow.Resource;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlNode;
import dev.tiphys.language.yaml.YamlNode.Mapping;
import dev.tiphys.language.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The documents of a file.
///
/// @param documents in order, those with findings too; none if the file is not YAML
/// @param findings what is wrong with the file as a whole. That of its documents is theirs, and
///     part of what [Validation#check] gives
public record Manifests(List<Document> documents, List<Finding> findings) {
  private static final Set<String> KINDS =
      Set.of(
          "Workflow",
          "WorkflowTemplate",
          "ClusterWorkflowTemplate",
          "CronWorkflow",
          "WorkflowEventBinding",
          "Application",
          "AppProject",
          "ApplicationSet");

  /// Reads YAML or JSON, one document or many. Never throws for what stands in the file.
  ///
  /// @param name what findings call the file
  public static Manifests read(byte[] bytes, String name) {
    List<YamlNode> trees;
    try {
      trees = YamlReader.read(bytes, name);
    } catch (MalformedYamlException e) {
      return new Manifests(
          List.of(),
          List.of(new Finding(name, e.line(), "", "column " + e.column() + ": " + e.problem())));
    }
    return new Manifests(trees.stream().map(tree -> document(name, tree)).toList(), List.of());
  }

  private static Document document(String file, YamlNode tree) {
    var kind = text(tree, "kind");
    if (kind == null) {
      var problem =
          tree instanceof Mapping
              ? "kind is required"
              : "expected a map, found " + tree.described();
      return new Document(
          file, tree, tree.toJson(), null, List.of(new Finding(file, tree.line(), "", problem)));
    }
    var version = text(tree, "apiVersion");
    var argo = version != null && version.startsWith("argoproj.io/") && KINDS.contains(kind);
    var shaped = argo ? Shape.of(tree, kind) : Shape.ofAnything(tree);
    var findings = new ArrayList<Finding>();
    if (argo && !Resource.API_VERSION.equals(version)) {
      findings.add(
          new Finding(
              file,
              tree.locate("apiVersion").line(),
              "apiVersion",
              "expected " + Resource.API_VERSION + ", found " + version));
    }
    if (version == null) {
      findings.add(new Finding(file, tree.line(), "", "apiVersion is required"));
    } else if (!argo && version.startsWith("argoproj.io/")) {
      var near = Spelling.nearest(kind, KINDS);
      if (near != null) {
        findings.add(
            new Finding(
                file,
                tree.locate("kind").line(),
                "kind",
                "unknown kind " + kind + "; did you mean " + near + "?"));
      }
    }
    shaped
        .problems()
        .forEach(p -> findings.add(new Finding(file, p.line(), p.path(), p.message())));
    Resource resource = null;
    try {
      resource = Resource.from(shaped.json());
      DeliveryResource.from(shaped.json());
    } catch (MalformedResourceException e) {
      var message = e.getMessage().substring(e.path().isEmpty() ? 0 : e.path().length() + 2);
      findings.add(new Finding(file, tree.locate(e.path()).line(), e.path(), message));
    }
    return new Document(file, tree, shaped.json(), resource, List.copyOf(findings));
  }

  private static @Nullable String text(YamlNode tree, String key) {
    return tree instanceof Mapping mapping
            && mapping.get(key) instanceof YamlNode.Scalar scalar
            && scalar.value().isTextual()
        ? scalar.value().textValue()
        : null;
  }
}
