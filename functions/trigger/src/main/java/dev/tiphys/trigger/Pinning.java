package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.schema.Merge;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.workflow.Parameter;
import dev.tiphys.language.workflow.Workflow;
import dev.tiphys.language.workflow.WorkflowSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Workflow with everything that its run will ever read of the resources around it: what
/// [dev.tiphys.events.RunFact.RunStarted] keeps.
final class Pinning {
  private final Document workflow;
  private final JsonNode assumed;
  private final Birth birth;
  private final ObjectNode json;
  private final ObjectNode metadata;
  private final Catalog catalog;
  private final ConfigMaps configMaps;
  private final List<String> slots;
  private final @Nullable String podGcDelay;
  private final ArtifactRepositories repositories;
  private final List<Finding> findings = new ArrayList<>();

  /// @param workflow readable, with what was submitted applied
  private Pinning(Document workflow, Resources resources, ControllerConfig config, Birth birth) {
    this.birth = birth;
    assumed =
        config.workflowDefaults() == null ? MissingNode.getInstance() : config.workflowDefaults();
    json = (ObjectNode) workflow.json().deepCopy();
    metadata = Identity.complete(json.withObject("/metadata"), assumed.get("metadata"), birth);
    json.set("metadata", metadata);
    this.workflow = workflow.changed(json.deepCopy());
    var namespace = metadata.path("namespace").asText();
    catalog = new Catalog(resources, namespace);
    configMaps = new ConfigMaps(resources, namespace);
    slots = config.slots(namespace, resources);
    podGcDelay = config.podGcDelay();
    repositories = new ArtifactRepositories(resources, namespace, config.artifactRepository());
  }

  /// @param strict whether unknown fields are wrong
  /// @return `workflow`, `storedTemplates`, `storedWorkflowTemplateSpec` if it runs a template as a
  ///     whole, `configMaps`, `slots` if there are limits on how many runs go on at once, and
  ///     `artifactRepositoryRef` unless it is the host's
  /// @throws InvalidSubmission if there is anything wrong with it
  static ObjectNode pin(
      Document workflow,
      boolean strict,
      Resources resources,
      ControllerConfig config,
      Birth birth) {
    var pinning = new Pinning(workflow, resources, config, birth);
    try {
      return pinning.pin(strict, config.templateReferencing());
    } catch (MalformedResourceException e) {
      // Each document is well formed, so it is their merging that made it.
      throw new InvalidSubmission(
          List.of(pinning.finding("spec", "merged with what it refers to: " + e.getMessage())));
    }
  }

  private ObjectNode pin(boolean strict, TemplateReferencing referencing) {
    var defaults = assumed.get("spec");
    var reference = Workflow.from(json).spec().workflowTemplateRef();
    catalog.collect(json.path("spec"));
    if (defaults != null) {
      catalog.collect(defaults);
    }
    var whole =
        reference == null ? null : Catalog.owner(reference.name(), reference.clusterScope());
    var template = whole == null ? null : catalog.found().get(whole);
    if (whole != null && (template == null || template.resource() == null)) {
      throw new InvalidSubmission(
          Check.findings(workflow, catalog.found(), whole, json.objectNode(), strict, defaults));
    }
    var spec = WorkflowSpec.from(merged(template, defaults));
    var globals = globals(spec);
    var stored = Closure.of(spec, catalog, globals, configMaps);
    findings.addAll(0, Check.findings(workflow, catalog.found(), whole, stored, strict, defaults));
    findings.addAll(referencing.check(workflow));
    Identity.check(metadata, this::add);
    var repository = repositories.find(spec, this::add);
    WorkflowLabels.apply(spec.workflowMetadata(), globals, metadata, this::add);
    if (reference != null) {
      var label =
          reference.clusterScope() ? Names.CLUSTER_WORKFLOW_TEMPLATE : Names.WORKFLOW_TEMPLATE;
      metadata.withObject("/labels").put(label, reference.name());
    }
    if (!findings.isEmpty()) {
      throw new InvalidSubmission(findings);
    }
    var pinned = pinned(spec, template != null, stored);
    if (repository != null) {
      pinned.set("artifactRepositoryRef", repository);
    }
    return pinned;
  }

  private JsonNode merged(@Nullable Document template, @Nullable JsonNode defaults) {
    JsonNode spec = json.withObject("/spec");
    if (template != null) {
      spec = Merge.over(spec, template.json().path("spec"), "WorkflowSpec");
    }
    return defaults == null ? spec : Merge.over(spec, defaults, "WorkflowSpec");
  }

  private Globals globals(WorkflowSpec spec) {
    var values = new LinkedHashMap<String, String>();
    for (var parameter : spec.arguments().parameters()) {
      var value = value(parameter);
      if (value != null) {
        values.put(parameter.name(), value);
        checkEnum(parameter, value);
      }
    }
    return new Globals(metadata, spec, Map.copyOf(values), birth);
  }

  private @Nullable String value(Parameter parameter) {
    if (parameter.value() != null) {
      return parameter.value();
    }
    var from = parameter.valueFrom();
    var reference = from == null ? null : from.configMapKeyRef();
    var value = reference == null ? null : configMaps.parameter(reference);
    if (value == null && from != null) {
      value = from.default_();
    }
    if (value == null) {
      value = parameter.default_();
    }
    if (value == null && reference != null && !reference.optional()) {
      var problem = String.valueOf(configMaps.problem(reference));
      findings.add(finding(path(parameter) + ".valueFrom.configMapKeyRef", problem));
    }
    return value;
  }

  /// Validation sees a value and an `enum` only where both stand in one document.
  private void checkEnum(Parameter parameter, String value) {
    var allowed = parameter.enum_();
    var written = written(parameter);
    if (allowed != null && !allowed.contains(value) && !written.has("enum")) {
      findings.add(
          finding(
              path(parameter) + ".value",
              "spec.arguments.%s.value should be present in spec.arguments.%s.enum list"
                  .formatted(parameter.name(), parameter.name())));
    }
  }

  private JsonNode written(Parameter parameter) {
    for (var one : json.path("spec").path("arguments").path("parameters")) {
      if (one.path("name").asText().equals(parameter.name())) {
        return one;
      }
    }
    return MissingNode.getInstance();
  }

  private String path(Parameter parameter) {
    var list = json.path("spec").path("arguments").path("parameters");
    for (var i = 0; i < list.size(); i++) {
      if (list.get(i).path("name").asText().equals(parameter.name())) {
        return "spec.arguments.parameters[" + i + "]";
      }
    }
    return "spec.arguments.parameters." + parameter.name();
  }

  /// Adds a finding, unless one tells of the same place already.
  private void add(String path, String message) {
    if (findings.stream().noneMatch(finding -> finding.path().equals(path))) {
      findings.add(finding(path, message));
    }
  }

  private Finding finding(String path, String message) {
    return new Finding(workflow.file(), workflow.yaml().locate(path).line(), path, message);
  }

  private ObjectNode pinned(WorkflowSpec spec, boolean whole, ObjectNode stored) {
    var pinned = JsonNodeFactory.instance.objectNode();
    pinned.set("workflow", json);
    pinned.set("storedTemplates", stored);
    if (whole) {
      pinned.set("storedWorkflowTemplateSpec", spec.json());
    } else {
      json.set("spec", spec.json());
    }
    pinned.set("configMaps", configMaps.pinned());
    if (podGcDelay != null) {
      pinned.put("podGCDeleteDelayDuration", podGcDelay);
    }
    if (!slots.isEmpty()) {
      slots.forEach(pinned.putArray("slots")::add);
    }
    return pinned;
  }
}
