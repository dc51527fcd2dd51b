package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Lists, shows, stores and deletes the templates of one kind.
record TemplateRoutes(Templates templates, Templates.Kind kind) {
  Reply list(Call call) {
    var labels = LabelSelector.parse(call.text("listOptions.labelSelector"));
    var fields =
        FieldSelector.parse(
            call.text("listOptions.fieldSelector"),
            FieldSelector.NameFilter.parse(call.text("nameFilter")));
    var pattern = call.text("namePattern");
    var mask = FieldMask.parse(call.text("fields"));
    var all =
        templates.list(kind, call.namespaceOrAll()).stream()
            .filter(labels::test)
            .filter(fields::test)
            .filter(template -> Resources.name(template).contains(pattern))
            .toList();
    return Reply.of(mask.apply(Page.of(kind.toString(), all, call)));
  }

  Reply get(Call call) {
    var name = call.name();
    return Reply.of(
        FieldMask.parse(call.text("fields"))
            .apply(
                templates
                    .get(kind, namespace(call), name)
                    .orElseThrow(() -> Refusal.notFound(kind.resource(), name))));
  }

  Reply create(Call call) {
    var body = call.body("template", "createOptions", "namespace");
    var template = Resources.read(body, "template", kind.toString(), namespace(call));
    if (WorkflowRoutes.dryRun(body)) {
      templates.validate(kind, namespace(call), template.deepCopy());
      return Reply.of(template);
    }
    return Reply.of(templates.create(kind, namespace(call), named(template)));
  }

  Reply lint(Call call) {
    var body = call.body("template", "createOptions", "namespace");
    var template = Resources.read(body, "template", kind.toString(), namespace(call));
    templates.validate(kind, namespace(call), template.deepCopy());
    return Reply.of(template);
  }

  Reply replace(Call call) {
    var body = call.body("template", "name", "namespace");
    var template = named(Resources.read(body, "template", kind.toString(), namespace(call)));
    if (!Resources.name(template).equals(call.name())) {
      throw Refusal.invalid(
          "template.metadata.name: expected %s as in the path, found '%s'"
              .formatted(call.name(), Resources.name(template)));
    }
    return Reply.of(templates.replace(kind, namespace(call), template));
  }

  Reply delete(Call call) {
    var name = call.name();
    if (!templates.delete(kind, namespace(call), name)) {
      throw Refusal.notFound(kind.resource(), name);
    }
    return Reply.empty();
  }

  private static ObjectNode named(ObjectNode template) {
    if (Resources.name(template).isEmpty()) {
      throw Refusal.invalid("template.metadata.name: expected a name, found nothing");
    }
    return template;
  }

  private String namespace(Call call) {
    return kind == Templates.Kind.CLUSTER_WORKFLOW_TEMPLATE ? "" : call.namespace();
  }
}
