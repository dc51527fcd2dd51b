package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.windows.SyncWindows;
import dev.tiphys.language.application.SyncWindow;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/// Lists, shows, stores and deletes projects or sets of applications: Argo CD's routes below
/// `/api/v1/projects` and `/api/v1/applicationsets`.
///
/// @param wrapped the field of a body that holds one; empty if the body is one
record DeliveryResourceRoutes(
    Definitions definitions,
    Definitions.Kind kind,
    String wrapped,
    Applications applications,
    InstantSource clock) {
  Reply list(Call call) {
    var labels = LabelSelector.parse(call.text("selector"));
    var list =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", Resources.API_VERSION)
            .put("kind", kind + "List");
    list.putObject("metadata");
    var items = list.putArray("items");
    definitions.list(kind, applications.namespace()).stream()
        .filter(labels::test)
        .sorted(Comparator.comparing(Resources::name))
        .forEach(items::add);
    return Reply.of(list);
  }

  Reply get(Call call) {
    return Reply.of(found(call));
  }

  /// Sets may be in any namespace, projects in one.
  private String namespace(Call call) {
    var asked = kind == Definitions.Kind.APPLICATION_SET ? call.text("appsetNamespace") : "";
    return asked.isEmpty() ? applications.namespace() : asked;
  }

  private String namespace(ObjectNode given) {
    var asked = kind == Definitions.Kind.APPLICATION_SET ? Resources.namespace(given) : "";
    return asked.isEmpty() ? applications.namespace() : asked;
  }

  private ObjectNode found(Call call) {
    return definitions
        .get(kind, namespace(call), call.name())
        .orElseThrow(() -> Refusal.notFound(kind.resource(), call.name()));
  }

  /// With `upsert`, one that is there and different is replaced; one that is the same is left
  // alone.
  Reply create(Call call) {
    var upsert = call.flag("upsert");
    ObjectNode given;
    if (wrapped.isEmpty()) {
      given = Body.object(call.content(), "an " + kind);
    } else {
      var body = call.body(wrapped, "upsert");
      upsert |= body.flag("upsert");
      given = body.objectAt(wrapped);
    }
    var definition = read(given);
    requireOneProject(definition);
    var namespace = namespace(definition);
    if (call.flag("dryRun")) {
      definitions.validate(kind, namespace, definition);
      return Reply.of(definition);
    }
    var there = definitions.get(kind, namespace, Resources.name(definition));
    if (there.isEmpty()) {
      return Reply.of(definitions.create(kind, namespace, definition));
    }
    if (there.get().path("spec").equals(definition.path("spec"))) {
      return Reply.of(there.get());
    }
    if (!upsert) {
      throw Refusal.invalid(
          "existing %s spec is different; use upsert flag to force update".formatted(kind));
    }
    return Reply.of(definitions.replace(kind, namespace, definition));
  }

  /// Who may make a set depends on its project (C270).
  private void requireOneProject(ObjectNode definition) {
    if (kind == Definitions.Kind.APPLICATION_SET
        && definition.at("/spec/template/spec/project").asText().contains("{{")) {
      throw Refusal.invalid(
          "spec.template.spec.project: expected the name of a project, found a template; a set"
              + " with such a one can stand in a file of the server");
    }
  }

  private ObjectNode read(ObjectNode given) {
    var field = wrapped.isEmpty() ? "body" : wrapped;
    var definition =
        Resources.read(Body.of(field, given), field, kind.toString(), namespace(given));
    if (Resources.name(definition).isEmpty()) {
      throw Refusal.invalid(field + ".metadata.name: expected a name, found nothing");
    }
    return definition;
  }

  Reply replace(Call call) {
    var given =
        wrapped.isEmpty()
            ? Body.object(call.content(), "an " + kind)
            : call.body(wrapped).objectAt(wrapped);
    var definition = read(given);
    if (!Resources.name(definition).equals(call.name())) {
      throw Refusal.invalid(
          "metadata.name: expected %s as in the path, found '%s'"
              .formatted(call.name(), Resources.name(definition)));
    }
    return Reply.of(definitions.replace(kind, namespace(definition), definition));
  }

  /// A project that applications are in stays.
  Reply delete(Call call) {
    var name = call.name();
    if (kind == Definitions.Kind.APP_PROJECT) {
      var users =
          applications.list().stream()
              .filter(one -> one.at("/spec/project").asText().equals(name))
              .count();
      if (users > 0) {
        throw Refusal.invalid("project is referenced by %d applications".formatted(users));
      }
      if (name.equals("default")) {
        throw Refusal.invalid("name 'default' is reserved and cannot be deleted");
      }
    }
    if (!definitions.delete(kind, applications.namespace(), name)) {
      throw Refusal.notFound(kind.resource(), name);
    }
    return Reply.empty();
  }

  /// The windows of a project that are open now.
  Reply windows(Call call) {
    var project = found(call);
    var answer = JsonNodeFactory.instance.objectNode();
    var open = answer.putArray("windows");
    try {
      for (var window : project.at("/spec/syncWindows")) {
        if (!new SyncWindows(List.of(SyncWindow.from(window))).active(clock.instant()).isEmpty()) {
          open.add(window);
        }
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.Code.FAILED_PRECONDITION, "syncWindows: " + e.getMessage());
    }
    return Reply.of(answer);
  }

  /// The rows of the API.
  List<Route> rows(String base) {
    return List.of(
        Route.get(base, this::list),
        Route.post(base, this::create),
        Route.get(base + "/{name}", this::get),
        Route.put(base + "/{name}", this::replace),
        Route.delete(base + "/{name}", this::delete));
  }
}
