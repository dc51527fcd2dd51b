package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Templates;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.validation.Manifests;
import dev.tiphys.language.validation.Validation;
import dev.tiphys.trigger.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The templates in the store, checked before they get there.
record HostTemplates(StoredResources stored) implements Templates {
  private static Resources.Kind kind(Kind kind) {
    return switch (kind) {
      case WORKFLOW_TEMPLATE -> Resources.Kind.WORKFLOW_TEMPLATE;
      case CLUSTER_WORKFLOW_TEMPLATE -> Resources.Kind.CLUSTER_WORKFLOW_TEMPLATE;
    };
  }

  @Override
  public List<ObjectNode> list(Kind kind, String namespace) {
    return stored.list(kind(kind), namespace);
  }

  @Override
  public Optional<ObjectNode> get(Kind kind, String namespace, String name) {
    return stored.find(kind(kind), namespace, name).map(ObjectNode.class::cast);
  }

  @Override
  public void validate(Kind kind, String namespace, ObjectNode template) {
    var read =
        Manifests.read(template.toString().getBytes(StandardCharsets.UTF_8), kind.toString());
    var findings = new ArrayList<>(read.findings());
    findings.addAll(Validation.check(read.documents()));
    if (!findings.isEmpty()) {
      throw Refusal.invalid(
          findings.stream().map(HostTemplates::text).collect(Collectors.joining("; ")));
    }
  }

  private static String text(Finding finding) {
    return finding.path().isEmpty() ? finding.message() : finding.path() + ": " + finding.message();
  }

  private static String name(ObjectNode template) {
    return template.path("metadata").path("name").asText();
  }

  @Override
  public ObjectNode create(Kind kind, String namespace, ObjectNode template) {
    validate(kind, namespace, template);
    if (get(kind, namespace, name(template)).isPresent()) {
      throw Refusal.exists(kind.resource(), name(template));
    }
    stored.put(kind(kind), namespace, name(template), template);
    return template;
  }

  @Override
  public ObjectNode replace(Kind kind, String namespace, ObjectNode template) {
    validate(kind, namespace, template);
    if (get(kind, namespace, name(template)).isEmpty()) {
      throw Refusal.notFound(kind.resource(), name(template));
    }
    stored.put(kind(kind), namespace, name(template), template);
    return template;
  }

  @Override
  public boolean delete(Kind kind, String namespace, String name) {
    var there = get(kind, namespace, name).isPresent();
    stored.delete(kind(kind), namespace, name);
    return there;
  }
}
