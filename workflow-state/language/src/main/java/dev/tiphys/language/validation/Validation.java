package dev.tiphys.language.validation;

import dev.tiphys.language.application.DeliveryResource;
import dev.tiphys.language.schema.Merge;
import dev.tiphys.language.workflow.ClusterWorkflowTemplate;
import dev.tiphys.language.workflow.CronWorkflow;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.workflow.Other;
import dev.tiphys.language.workflow.Resource;
import dev.tiphys.language.workflow.Workflow;
import dev.tiphys.language.workflow.WorkflowEventBinding;
import dev.tiphys.language.workflow.WorkflowSpec;
import dev.tiphys.language.workflow.WorkflowTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Finds everything about a set of documents that is wrong before a run.
public final class Validation {
  private final Library library;
  private final List<Finding> findings = new ArrayList<>();

  private Validation(Library library) {
    this.library = library;
  }

  /// All findings of all documents, in their order. References resolve among these documents.
  public static List<Finding> check(List<Document> documents) {
    return check(documents, _ -> true);
  }

  /// As above, of those that are wanted; the others are there to be referred to.
  public static List<Finding> check(List<Document> documents, Predicate<Document> wanted) {
    var validation = new Validation(Library.of(documents));
    for (var document : documents.stream().filter(wanted).toList()) {
      validation.findings.addAll(document.findings());
      if (document.resource() != null) {
        validation.check(document, document.resource());
      }
    }
    return List.copyOf(validation.findings);
  }

  private void check(Document document, Resource resource) {
    var report = new Report(document, findings);
    switch (resource) {
      case Workflow workflow -> {
        Names.checkMetadata(workflow.metadata(), Names.WORKFLOW_CHARS_MAX, report);
        checkSpec(workflow.spec(), report.at("spec"), true);
      }
      case WorkflowTemplate template -> {
        Names.checkMetadata(template.metadata(), Names.WORKFLOW_CHARS_MAX, report);
        checkSpec(template.spec(), report.at("spec"), false);
      }
      case ClusterWorkflowTemplate template -> {
        Names.checkMetadata(template.metadata(), Names.WORKFLOW_CHARS_MAX, report);
        checkSpec(template.spec(), report.at("spec"), false);
      }
      case CronWorkflow cron -> {
        Names.checkMetadata(cron.metadata(), Names.CRON_CHARS_MAX, report);
        CronCheck.check(cron, report.at("spec"));
        checkSpec(cron.workflowSpec(), report.at("spec").at("workflowSpec"), true);
      }
      case WorkflowEventBinding binding -> {
        var submit = binding.submit();
        Syntax.expression(binding.selector(), report.at("spec.event.selector"), "event.selector");
        if (submit != null) {
          for (var i = 0; i < submit.arguments().parameters().size(); i++) {
            var from = submit.arguments().parameters().get(i).valueFrom();
            Syntax.expression(
                from == null ? null : from.event(),
                report.at("spec.submit.arguments").at("parameters", i).at("valueFrom.event"),
                "valueFrom.event");
          }
          library.spec(submit.workflowTemplateRef(), report.at("spec.submit.workflowTemplateRef"));
        }
      }
      case Other other ->
          DeliveryResource.from(other.json())
              .ifPresent(
                  delivered ->
                      delivered
                          .problems()
                          .forEach(p -> findings.add(document.finding(p.path(), p.message()))));
    }
  }

  private void checkSpec(WorkflowSpec spec, Report report, boolean runs) {
    var reference = spec.workflowTemplateRef();
    var referenced =
        reference == null ? null : library.spec(reference, report.at("workflowTemplateRef"));
    if (reference != null && referenced == null) {
      return;
    }
    WorkflowSpec effective;
    try {
      effective = Merge.effective(spec, referenced, null);
    } catch (MalformedResourceException e) {
      // Each of them is well formed, so it is their merging that made it.
      report.add("merged with what it refers to: " + e.getMessage());
      return;
    }
    new SpecCheck(effective, spec, library, report, runs).check();
  }
}
