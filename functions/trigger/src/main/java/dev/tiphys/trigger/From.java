package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.naming.Dns1123;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.workflow.Resource;
import dev.tiphys.trigger.Resources.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// A resource that a Workflow is made from, as `argo submit --from KIND/NAME` names it.
public record From(Kind kind, String name) {
  /// Reads `KIND/NAME`; the kind as manifests write it, singular, plural or short.
  ///
  /// @throws InvalidSubmission if it is not of that form
  public static From parse(String text) {
    var slash = text.indexOf('/');
    if (slash < 0) {
      throw InvalidSubmission.because(
          "", "expected --from KIND/NAME, found '%s'".formatted(Names.shown(text)));
    }
    return new From(kind(text.substring(0, slash)), text.substring(slash + 1));
  }

  /// The kind of that name.
  ///
  /// @throws InvalidSubmission if no Workflow can be made from it
  public static Kind kind(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "workflowtemplate", "workflowtemplates", "wftmpl" -> Kind.WORKFLOW_TEMPLATE;
      case "clusterworkflowtemplate", "clusterworkflowtemplates", "cwftmpl" ->
          Kind.CLUSTER_WORKFLOW_TEMPLATE;
      case "cronworkflow", "cronworkflows", "cronwf", "cwf" -> Kind.CRON_WORKFLOW;
      default ->
          throw InvalidSubmission.because(
              "",
              "cannot submit from kind '%s': expected CronWorkflow, WorkflowTemplate or ClusterWorkflowTemplate"
                  .formatted(Names.shown(text)));
    };
  }

  /// The Workflow that this resource stands for, without a name yet.
  ///
  /// @param at when a CronWorkflow shall seem to be due
  /// @throws InvalidSubmission if there is no such resource
  Document workflow(Resources resources, String namespace, Instant at) {
    var problem = Dns1123.subdomainProblem(name);
    if (problem != null) {
      throw InvalidSubmission.because("", kind + ": " + problem);
    }
    var source =
        resources
            .find(kind, namespace, name)
            .orElseThrow(
                () ->
                    InvalidSubmission.because(
                        "",
                        kind.clusterScoped()
                            ? "%s '%s' not found".formatted(kind, name)
                            : "%s '%s' not found in namespace %s"
                                .formatted(kind, name, namespace)));
    return workflow(source, at);
  }

  /// The same, of the resource itself.
  Document workflow(JsonNode source, Instant at) {
    var workflow = JsonNodeFactory.instance.objectNode();
    workflow.put("apiVersion", Resource.API_VERSION).put("kind", "Workflow");
    workflow.withObject("/metadata").put("generateName", name + "-");
    switch (kind) {
      case WORKFLOW_TEMPLATE, CLUSTER_WORKFLOW_TEMPLATE -> template(workflow);
      case CRON_WORKFLOW -> cron(workflow, source, at);
      case WORKFLOW_EVENT_BINDING, CONFIG_MAP, SECRET ->
          throw new IllegalArgumentException(kind + " is no workflow");
    }
    return Unplaced.document(workflow, kind + "/" + name);
  }

  private void template(ObjectNode workflow) {
    var reference = workflow.withObject("/spec/workflowTemplateRef").put("name", name);
    if (kind.clusterScoped()) {
      reference.put("clusterScope", true);
    }
  }

  private void cron(ObjectNode workflow, JsonNode cron, Instant at) {
    workflow.set("spec", cron.path("spec").path("workflowSpec"));
    var metadata = (ObjectNode) workflow.get("metadata");
    for (var field : new String[] {"labels", "annotations"}) {
      var values = cron.path("spec").path("workflowMetadata").path(field);
      if (values.isObject()) {
        metadata.set(field, values.deepCopy());
      }
    }
    metadata.withObject("/labels").put(Names.CRON_WORKFLOW, name);
    metadata
        .withObject("/annotations")
        .put(Names.SCHEDULED_TIME, at.truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
