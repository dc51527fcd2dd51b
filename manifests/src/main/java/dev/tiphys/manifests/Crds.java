package dev.tiphys.manifests;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// The CustomResourceDefinitions of all kinds.
final class Crds {
  static final String GROUP = "argoproj.io";
  private static final String VERSION = "v1alpha1";

  private record Kind(
      String kind, String plural, List<String> shortNames, boolean namespaced, boolean status) {
    String singular() {
      return kind.toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("Workflow", "workflows", List.of("wf"), true, true),
          new Kind("WorkflowTemplate", "workflowtemplates", List.of("wftmpl"), true, false),
          new Kind(
              "ClusterWorkflowTemplate",
              "clusterworkflowtemplates",
              List.of("clusterwftmpl", "cwft"),
              false,
              false),
          new Kind("CronWorkflow", "cronworkflows", List.of("cwf", "cronwf"), true, true),
          new Kind("WorkflowEventBinding", "workfloweventbindings", List.of("wfeb"), true, false),
          new Kind("Application", "applications", List.of("app", "apps"), true, true),
          new Kind("AppProject", "appprojects", List.of("appproj", "appprojs"), true, true),
          new Kind("ApplicationSet", "applicationsets", List.of("appset", "appsets"), true, true));

  private Crds() {}

  /// All of them.
  static List<ObjectNode> all() {
    return KINDS.stream().map(Crds::definition).toList();
  }

  private static ObjectNode definition(Kind kind) {
    var crd = JsonNodeFactory.instance.objectNode();
    crd.put("apiVersion", "apiextensions.k8s.io/v1").put("kind", "CustomResourceDefinition");
    crd.putObject("metadata")
        .put("name", kind.plural() + "." + GROUP)
        .putObject("labels")
        .put("app.kubernetes.io/part-of", "tiphys");
    var spec = crd.putObject("spec");
    spec.put("group", GROUP).put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
    var names = spec.putObject("names");
    names.put("kind", kind.kind()).put("listKind", kind.kind() + "List");
    names.put("plural", kind.plural()).put("singular", kind.singular());
    kind.shortNames().forEach(names.putArray("shortNames")::add);
    names.putArray("categories").add("argo");
    var version = spec.putArray("versions").addObject();
    version.put("name", VERSION).put("served", true).put("storage", true);
    if (kind.kind().equals("Application")) {
      applicationColumns(version);
    }
    if (kind.kind().equals("Workflow")) {
      columns(version);
      // Argo's labels of the phase cost a write each; this costs none.
      version.putArray("selectableFields").addObject().put("jsonPath", ".status.phase");
    }
    version.putObject("schema").set("openAPIV3Schema", schema(kind));
    if (kind.status()) {
      version.putObject("subresources").putObject("status");
    }
    return crd;
  }

  private static ObjectNode schema(Kind kind) {
    var schema = StructuralSchema.of(kind.kind());
    var properties = schema.withObjectProperty("properties");
    // The API server has its own idea of these, and refuses any other.
    properties.set("metadata", JsonNodeFactory.instance.objectNode().put("type", "object"));
    if (kind.status()) {
      properties.set(
          "status",
          kind.kind().equals("Workflow")
              ? status()
              : StructuralSchema.anything().put("type", "object"));
    }
    schema.putArray("required").add("metadata").add("spec");
    return schema;
  }

  /// What people and rules may ask for; the rest is as the function that writes it says.
  private static ObjectNode status() {
    var status = StructuralSchema.anything().put("type", "object");
    var properties = status.putObject("properties");
    for (var text : List.of("phase", "message", "progress", "startedAt", "finishedAt")) {
      properties.putObject(text).put("type", "string");
    }
    for (var number : List.of("observedVersion", "observedGeneration")) {
      properties.putObject(number).put("type", "integer").put("format", "int64");
    }
    return status;
  }

  private static void columns(ObjectNode version) {
    var columns = version.putArray("additionalPrinterColumns");
    column(columns.addObject(), "Status", "string", ".status.phase");
    column(columns.addObject(), "Age", "date", ".status.startedAt");
    column(columns.addObject(), "Message", "string", ".status.message");
  }

  private static void applicationColumns(ObjectNode version) {
    var columns = version.putArray("additionalPrinterColumns");
    column(columns.addObject(), "Sync Status", "string", ".status.sync.status");
    column(columns.addObject(), "Health Status", "string", ".status.health.status");
    column(columns.addObject().put("priority", 10), "Revision", "string", ".status.sync.revision");
    column(columns.addObject().put("priority", 10), "Project", "string", ".spec.project");
  }

  private static void column(ObjectNode column, String name, String type, String path) {
    column.put("name", name).put("type", type).put("jsonPath", path);
  }
}
