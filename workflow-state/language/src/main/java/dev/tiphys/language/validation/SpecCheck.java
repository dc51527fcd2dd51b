package dev.tiphys.language.validation;

import dev.tiphys.language.workflow.Parameter;
import dev.tiphys.language.workflow.Template;
import dev.tiphys.language.workflow.WorkflowSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Checks one spec: what it says itself, with the eyes of what it becomes after merging.
final class SpecCheck {
  private static final Set<String> POD_GC =
      Set.of("", "OnPodCompletion", "OnPodSuccess", "OnWorkflowCompletion", "OnWorkflowSuccess");

  private static final Set<String> CLAIM_GC =
      Set.of("", "OnWorkflowCompletion", "OnWorkflowSuccess");

  private final WorkflowSpec effective;
  private final WorkflowSpec written;
  private final Library library;
  private final Report report;
  private final boolean runs;
  private final Map<String, Template> templates = new HashMap<>();

  /// @param effective the spec with everything merged into it
  /// @param written the same spec as it stands in the document
  /// @param runs a Workflow, whose arguments must have values, and not a library
  SpecCheck(
      WorkflowSpec effective, WorkflowSpec written, Library library, Report report, boolean runs) {
    this.effective = effective;
    this.written = written;
    this.library = library;
    this.report = report;
    this.runs = runs;
    effective
        .templates()
        .forEach(
            template -> {
              if (template.name() != null) {
                templates.putIfAbsent(template.name(), template);
              }
            });
  }

  void check() {
    checkTemplateNames();
    checkArguments();
    checkEntrypoint();
    Rules.checkCommon(
        effective.synchronization(), effective.metrics(), effective.retryStrategy(), report);
    checkSettings();
    var globals = globals();
    var calls = new CallCheck(templates, library, globals);
    var onExit = effective.onExit();
    if (onExit != null && !onExit.isEmpty()) {
      calls.checkTemplateName(onExit, report.at("onExit"), "spec.onExit");
    }
    calls.checkHooks(effective.hooks(), report.at("hooks"), "spec.hooks");
    var seen = new HashSet<String>();
    for (var i = 0; i < written.templates().size(); i++) {
      var name = written.templates().get(i).name();
      var template = name == null ? null : templates.get(name);
      // Of two templates with one name only the first can be meant.
      if (template != null && seen.add(name)) {
        new TemplateCheck(
                template,
                written.templates().get(i),
                "templates." + name,
                calls,
                report.at("templates", i))
            .check();
      }
    }
  }

  private void checkTemplateNames() {
    var seen = new HashSet<String>();
    for (var i = 0; i < written.templates().size(); i++) {
      var here = report.at("templates", i);
      var name = written.templates().get(i).name();
      if (name == null || name.isEmpty()) {
        here.add("templates[" + i + "].name is required");
        continue;
      }
      var problem = Names.problem(name);
      if (problem != null) {
        here.at("name").add("templates[" + i + "]." + problem);
      } else if (!seen.add(name)) {
        here.at("name").add("templates[" + i + "].name '" + name + "' is not unique");
      }
    }
  }

  private void checkArguments() {
    Rules.checkParameters(
        written.arguments().parameters(), report.at("arguments"), "spec.arguments");
    Rules.checkArtifacts(written.arguments().artifacts(), report.at("arguments"), "spec.arguments");
    if (!runs) {
      return;
    }
    for (var parameter : effective.arguments().parameters()) {
      if (!hasValue(parameter)) {
        report
            .at("arguments.parameters")
            .add(
                "spec.arguments."
                    + parameter.name()
                    + ".value or spec.arguments."
                    + parameter.name()
                    + ".valueFrom is required");
      }
    }
  }

  private static boolean hasValue(Parameter parameter) {
    return parameter.value() != null
        || parameter.valueFrom() != null
        || parameter.default_() != null;
  }

  private void checkEntrypoint() {
    var entrypoint = effective.entrypoint();
    if (entrypoint == null || entrypoint.isEmpty()) {
      if (runs) {
        report.add("spec.entrypoint is required");
      }
      return;
    }
    var template = templates.get(entrypoint);
    if (template == null) {
      if (!entrypoint.contains("{{")) {
        report.at("entrypoint").add("spec.entrypoint template name '" + entrypoint + "' undefined");
      }
      return;
    }
    if (!runs) {
      return;
    }
    for (var input : template.inputs().parameters()) {
      if (!hasValue(input) && effective.arguments().parameter(input.name()) == null) {
        report
            .at("entrypoint")
            .add(
                "templates."
                    + entrypoint
                    + " inputs.parameters."
                    + input.name()
                    + " was not supplied");
      }
    }
    for (var input : template.inputs().artifacts()) {
      if (input.location() == null
          && !input.optional()
          && effective.arguments().artifact(input.name()) == null) {
        report
            .at("entrypoint")
            .add(
                "templates."
                    + entrypoint
                    + " inputs.artifacts."
                    + input.name()
                    + " was not supplied");
      }
    }
  }

  private void checkSettings() {
    var parallelism = effective.parallelism();
    if (parallelism != null && parallelism < 1) {
      report.at("parallelism").add("parallelism must be at least 1, found " + parallelism);
    }
    var deadline = effective.activeDeadlineSeconds();
    if (deadline != null && deadline < 0) {
      report.at("activeDeadlineSeconds").add("activeDeadlineSeconds must not be negative");
    }
    var podGC = effective.podGC();
    if (podGC != null && podGC.strategy() != null && !POD_GC.contains(podGC.strategy())) {
      report.at("podGC.strategy").add("podGC.strategy unknown strategy '" + podGC.strategy() + "'");
    }
    var claims = effective.json().path("volumeClaimGC").path("strategy").asText("");
    if (!CLAIM_GC.contains(claims)) {
      report
          .at("volumeClaimGC.strategy")
          .add("volumeClaimGC.strategy unknown strategy '" + claims + "'");
    }
    var artifacts = effective.json().path("artifactGC").path("strategy").asText("");
    if (!PlaceCheck.STRATEGIES.contains(artifacts)) {
      report
          .at("artifactGC.strategy")
          .add("artifactGC.strategy unknown strategy '" + artifacts + "'");
    }
    for (var after : effective.json().path("ttlStrategy").properties()) {
      if (after.getValue().asLong(0) < 0) {
        report.at("ttlStrategy").at(after.getKey()).add("expected 0 or more seconds");
      }
    }
    effective
        .workflowMetadata()
        .labelsFrom()
        .forEach(
            (label, expression) ->
                Syntax.expression(
                    expression,
                    report.at("workflowMetadata.labelsFrom").at(label).at("expression"),
                    "workflowMetadata.labelsFrom." + label));
    var shutdown = effective.shutdown();
    if (shutdown != null && !Set.of("", "Stop", "Terminate").contains(shutdown)) {
      report.at("shutdown").add("expected Stop or Terminate, found " + shutdown);
    }
  }

  /// The variables below `workflow.` that somebody may use.
  private Globals globals() {
    var exported = new HashSet<String>();
    effective.templates().forEach(template -> addGlobals(template, exported));
    library.templates().forEach(template -> addGlobals(template, exported));
    var parameters = new HashSet<String>();
    effective.arguments().parameters().forEach(parameter -> parameters.add(parameter.name()));
    return new Globals(parameters, exported, !runs);
  }

  private static void addGlobals(Template template, Set<String> exported) {
    for (var output : template.outputs().parameters()) {
      if (output.globalName() != null) {
        exported.add(output.globalName());
      }
    }
    for (var output : template.outputs().artifacts()) {
      if (output.globalName() != null) {
        exported.add(output.globalName());
      }
    }
  }
}
