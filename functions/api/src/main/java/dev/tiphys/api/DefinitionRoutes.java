package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Lists, shows, stores and deletes the definitions of one kind.
record DefinitionRoutes(Definitions definitions, Definitions.Kind kind) {
  Reply list(Call call) {
    var labels = LabelSelector.parse(call.text("listOptions.labelSelector"));
    var fields =
        FieldSelector.parse(
            call.text("listOptions.fieldSelector"),
            FieldSelector.NameFilter.parse(call.text("nameFilter")));
    var pattern = call.text("namePattern");
    var mask = FieldMask.parse(call.text("fields"));
    var all =
        definitions.list(kind, call.namespaceOrAll()).stream()
            .filter(labels::test)
            .filter(fields::test)
            .filter(definition -> Resources.name(definition).contains(pattern))
            .toList();
    return Reply.of(mask.apply(Page.of(kind.toString(), all, call)));
  }

  Reply get(Call call) {
    var name = call.name();
    return Reply.of(
        FieldMask.parse(call.text("fields"))
            .apply(
                definitions
                    .get(kind, namespace(call), name)
                    .orElseThrow(() -> Refusal.notFound(kind.resource(), name))));
  }

  Reply create(Call call) {
    var body = call.body(kind.field(), "createOptions", "namespace");
    var definition = Resources.read(body, kind.field(), kind.toString(), namespace(call));
    if (WorkflowRoutes.dryRun(body)) {
      definitions.validate(kind, namespace(call), definition.deepCopy());
      return Reply.of(definition);
    }
    return Reply.of(definitions.create(kind, namespace(call), definition));
  }

  Reply lint(Call call) {
    var body = call.body(kind.field(), "createOptions", "namespace");
    var definition = Resources.read(body, kind.field(), kind.toString(), namespace(call));
    definitions.validate(kind, namespace(call), definition.deepCopy());
    return Reply.of(definition);
  }

  Reply replace(Call call) {
    var body = call.body(kind.field(), "name", "namespace");
    var definition = named(Resources.read(body, kind.field(), kind.toString(), namespace(call)));
    if (!Resources.name(definition).equals(call.name())) {
      throw Refusal.invalid(
          "%s.metadata.name: expected %s as in the path, found '%s'"
              .formatted(kind.field(), call.name(), Resources.name(definition)));
    }
    return Reply.of(definitions.replace(kind, namespace(call), definition));
  }

  Reply delete(Call call) {
    var name = call.name();
    if (!definitions.delete(kind, namespace(call), name)) {
      throw Refusal.notFound(kind.resource(), name);
    }
    return Reply.empty();
  }

  Reply suspend(Call call) {
    return suspended(call, true);
  }

  Reply resume(Call call) {
    return suspended(call, false);
  }

  /// As a change of `spec.suspend`, which is all that suspending a CronWorkflow is.
  private Reply suspended(Call call, boolean suspend) {
    call.body("name", "namespace");
    var name = call.name();
    var changed =
        definitions
            .get(kind, namespace(call), name)
            .orElseThrow(() -> Refusal.notFound(kind.resource(), name))
            .deepCopy();
    changed.withObject("/spec").put("suspend", suspend);
    return Reply.of(definitions.replace(kind, namespace(call), changed));
  }

  private ObjectNode named(ObjectNode definition) {
    if (Resources.name(definition).isEmpty()) {
      throw Refusal.invalid(kind.field() + ".metadata.name: expected a name, found nothing");
    }
    return definition;
  }

  private String namespace(Call call) {
    return kind.clusterScoped() ? "" : call.namespace();
  }
}
