package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.Key;
import dev.tiphys.api.Definitions;
import dev.tiphys.api.Refusal;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.engine.cron.CronStatus;
import dev.tiphys.language.naming.GeneratedName;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.cron.Identities;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The definitions of a host: those in the store, checked before they get there, and those that it
/// was given, which only it can change.
///
/// @param given those that stand in files
/// @param host wakes a CronWorkflow that has changed
record HostDefinitions(StoredResources stored, Resources given, Host host) implements Definitions {
  private static final String DEFAULT = "default";

  private static Resources.Kind kind(Kind kind) {
    return switch (kind) {
      case WORKFLOW_TEMPLATE -> Resources.Kind.WORKFLOW_TEMPLATE;
      case CLUSTER_WORKFLOW_TEMPLATE -> Resources.Kind.CLUSTER_WORKFLOW_TEMPLATE;
      case CRON_WORKFLOW -> Resources.Kind.CRON_WORKFLOW;
      case WORKFLOW_EVENT_BINDING -> Resources.Kind.WORKFLOW_EVENT_BINDING;
      case APP_PROJECT -> Resources.Kind.APP_PROJECT;
      case APPLICATION_SET -> Resources.Kind.APPLICATION_SET;
    };
  }

  @Override
  public List<ObjectNode> list(Kind kind, String namespace) {
    if (kind == Kind.APPLICATION_SET) {
      return host.sets().list().stream()
          .filter(json -> namespace.isEmpty() || namespace(json).equals(namespace))
          .toList();
    }
    var all = new ArrayList<>(new LayeredResources(given, stored).all(kind(kind)));
    if (kind == Kind.APP_PROJECT && all.stream().noneMatch(one -> name(one).equals(DEFAULT))) {
      all.add(DeliveryResources.defaultProject());
    }
    return all.stream()
        .map(json -> shown(kind, json))
        .filter(json -> namespace.isEmpty() || namespace(json).equals(namespace))
        .toList();
  }

  @Override
  public Optional<ObjectNode> get(Kind kind, String namespace, String name) {
    if (kind == Kind.APPLICATION_SET) {
      return host.sets().get(namespace, name);
    }
    return given
        .find(kind(kind), namespace, name)
        .or(() -> stored.find(kind(kind), namespace, name))
        .or(() -> implied(kind, name))
        .map(json -> shown(kind, json));
  }

  /// What is there even if nobody has written it.
  private static Optional<JsonNode> implied(Kind kind, String name) {
    return kind == Kind.APP_PROJECT && name.equals(DEFAULT)
        ? Optional.of(DeliveryResources.defaultProject())
        : Optional.empty();
  }

  /// As people see it: with what only the log knows.
  private ObjectNode shown(Kind kind, JsonNode json) {
    var shown = (ObjectNode) json.deepCopy();
    if (!kind.clusterScoped() && namespace(shown).isEmpty()) {
      shown.withObject("/metadata").put("namespace", "default");
    }
    if (kind == Kind.CRON_WORKFLOW) {
      var id = Identities.of(shown);
      var state = host.crons().state(id);
      shown.withObject("/metadata").put("uid", id.uid());
      shown.set("status", CronStatus.of(state));
      if (state.stopped()) {
        shown.withObject("/metadata/labels").put(CronStatus.COMPLETED, "true");
      }
    }
    return shown;
  }

  @Override
  public void validate(Kind kind, String namespace, ObjectNode definition) {
    try {
      host.trigger().check(definition, namespace);
    } catch (InvalidSubmission e) {
      throw Refusal.invalid(
          e.findings().stream().map(HostDefinitions::text).collect(Collectors.joining("; ")));
    } catch (RuntimeException e) {
      throw HostIngress.refusal(e);
    }
  }

  private static String text(Finding finding) {
    return finding.path().isEmpty() ? finding.message() : finding.path() + ": " + finding.message();
  }

  private static String name(JsonNode definition) {
    return definition.path("metadata").path("name").asText();
  }

  private static String namespace(JsonNode definition) {
    return definition.path("metadata").path("namespace").asText("");
  }

  @Override
  public ObjectNode create(Kind kind, String namespace, ObjectNode definition) {
    var birth = host.birth();
    var metadata = definition.withObject("/metadata");
    if (name(definition).isEmpty()) {
      var prefix = metadata.path("generateName").asText();
      metadata.put("name", GeneratedName.of(prefix, birth.random()));
    }
    validate(kind, namespace, definition);
    if (get(kind, namespace, name(definition)).isPresent()) {
      throw Refusal.exists(kind.resource(), name(definition));
    }
    metadata.put("uid", birth.uid());
    metadata.put("creationTimestamp", birth.at().truncatedTo(ChronoUnit.SECONDS).toString());
    return store(kind, namespace, definition);
  }

  @Override
  public ObjectNode replace(Kind kind, String namespace, ObjectNode definition) {
    validate(kind, namespace, definition);
    requireNotGiven(kind, namespace, name(definition));
    var before =
        stored
            .find(kind(kind), namespace, name(definition))
            .or(() -> implied(kind, name(definition)))
            .orElseThrow(() -> Refusal.notFound(kind.resource(), name(definition)));
    // It stays the same one, whatever the client left out.
    for (var field : new String[] {"uid", "creationTimestamp", "deletionTimestamp"}) {
      var value = before.path("metadata").get(field);
      definition.withObject("/metadata").remove(field);
      if (value != null) {
        definition.withObject("/metadata").set(field, value);
      }
    }
    return store(kind, namespace, definition);
  }

  private ObjectNode store(Kind kind, String namespace, ObjectNode definition) {
    definition.remove("status");
    definition.withObject("/metadata").remove("resourceVersion");
    if (definition.at("/metadata/annotations") instanceof ObjectNode annotations) {
      // Whoever writes a set refreshes it anyway.
      annotations.remove("argocd.argoproj.io/application-set-refresh");
    }
    stored.put(kind(kind), namespace, name(definition), definition);
    if (kind == Kind.CRON_WORKFLOW) {
      host.wake(Identities.of(definition));
    }
    if (kind == Kind.APPLICATION_SET) {
      host.sets().stored(definition);
      return host.sets().get(namespace, name(definition)).orElse(definition);
    }
    return shown(kind, definition);
  }

  private void requireNotGiven(Kind kind, String namespace, String name) {
    if (given.find(kind(kind), namespace, name).isPresent()) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "%s %s stands in a file that this server was started with: change it there"
              .formatted(kind, name));
    }
  }

  @Override
  public boolean delete(Kind kind, String namespace, String name) {
    if (kind == Kind.APPLICATION_SET) {
      return host.sets().delete(new Key(namespace, name), false);
    }
    requireNotGiven(kind, namespace, name);
    var there = stored.find(kind(kind), namespace, name).isPresent();
    stored.delete(kind(kind), namespace, name);
    return there;
  }
}
