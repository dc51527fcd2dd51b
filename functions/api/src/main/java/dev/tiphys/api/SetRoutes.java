package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.Key;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What of Argo CD's routes below `/api/v1/applicationsets` is of sets of applications alone: lists
/// and watches of them, what one would generate, what it made, and its deletion.
record SetRoutes(
    Definitions definitions, ApplicationSets sets, String controlNamespace, Limits limits) {
  private static final Definitions.Kind KIND = Definitions.Kind.APPLICATION_SET;

  private Key key(Call call) {
    var namespace = call.text("appsetNamespace");
    return new Key(namespace.isEmpty() ? controlNamespace : namespace, call.name());
  }

  private static Predicate<ObjectNode> filter(Call call) {
    var labels = LabelSelector.parse(call.text("selector"));
    var namespace = call.text("appsetNamespace");
    var projects = Set.of(call.text("projects").split(","));
    return one ->
        labels.test(one)
            && (namespace.isEmpty() || Resources.namespace(one).equals(namespace))
            && (projects.contains("")
                || projects.contains(one.at("/spec/template/spec/project").asText()));
  }

  Reply list(Call call) {
    var list =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", Resources.API_VERSION)
            .put("kind", KIND + "List");
    list.putObject("metadata");
    var items = list.putArray("items");
    definitions.list(KIND, "").stream()
        .filter(filter(call))
        .sorted(Comparator.comparing(Resources::namespace).thenComparing(Resources::name))
        .forEach(items::add);
    return Reply.of(list);
  }

  Reply watch(Call call) {
    var name = call.text("name");
    var source = new Source(definitions, sets, filter(call));
    return new Reply.Stream(
        FieldMask.parse(call.text("fields")),
        stream ->
            new Watching<>(
                    source,
                    key -> name.isEmpty() || key.name().equals(name),
                    limits.heartbeat(),
                    stream)
                .run());
  }

  private record Source(Definitions definitions, ApplicationSets sets, Predicate<ObjectNode> wanted)
      implements Watching.Source<Key> {
    @Override
    public List<ObjectNode> list() {
      return definitions.list(KIND, "").stream().filter(wanted).toList();
    }

    @Override
    public Key key(JsonNode set) {
      return new Key(Resources.namespace(set), Resources.name(set));
    }

    @Override
    public Optional<ObjectNode> get(Key key) {
      return definitions.get(KIND, key.namespace(), key.name()).filter(wanted);
    }

    @Override
    public Workflows.Subscription subscribe(Consumer<Key> changed) {
      return sets.subscribe(changed);
    }
  }

  /// The applications of a set that is given in the body; nothing is changed.
  Reply generate(Call call) {
    var set = call.body("applicationSet").objectAt("applicationSet");
    var metadata = set.withObject("/metadata");
    if (metadata.path("namespace").asText().isEmpty()) {
      metadata.put("namespace", controlNamespace);
    }
    definitions.validate(KIND, metadata.path("namespace").asText(), set);
    var answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("applications").addAll(sets.generate(set));
    return Reply.of(answer);
  }

  /// With `propagationPolicy=orphan` its applications stay.
  Reply delete(Call call) {
    var policy = call.text("propagationPolicy");
    if (!Set.of("", "foreground", "background", "orphan").contains(policy)) {
      throw Refusal.invalid(
          "propagationPolicy in the query: expected foreground, background or orphan, found '%s'"
              .formatted(Refusal.shown(policy)));
    }
    if (!sets.delete(key(call), policy.equals("orphan"))) {
      throw Refusal.notFound(KIND.resource(), call.name());
    }
    return Reply.empty();
  }

  /// Its applications.
  Reply tree(Call call) {
    var tree = JsonNodeFactory.instance.objectNode();
    var nodes = tree.putArray("nodes");
    var set =
        definitions
            .get(KIND, key(call).namespace(), call.name())
            .orElseThrow(() -> Refusal.notFound(KIND.resource(), call.name()));
    for (var application : sets.applications(key(call))) {
      var node =
          nodes
              .addObject()
              .put("group", "argoproj.io")
              .put("version", "v1alpha1")
              .put("kind", "Application")
              .put("namespace", Resources.namespace(application))
              .put("name", Resources.name(application))
              .put("uid", application.at("/metadata/uid").asText());
      node.putObject("health").put("status", application.at("/status/health/status").asText());
      node.putArray("parentRefs")
          .addObject()
          .put("group", "argoproj.io")
          .put("version", "v1alpha1")
          .put("kind", "ApplicationSet")
          .put("namespace", Resources.namespace(set))
          .put("name", Resources.name(set))
          .put("uid", set.at("/metadata/uid").asText());
    }
    return Reply.of(tree);
  }

  /// The rows of the API, those of `one` among them.
  List<Route> rows(DeliveryResourceRoutes one) {
    var base = "/api/v1/applicationsets";
    return List.of(
        Route.get(base, this::list),
        Route.post(base, one::create),
        Route.post(base + "/generate", this::generate),
        Route.get(base + "/{name}", one::get),
        Route.put(base + "/{name}", one::replace),
        Route.delete(base + "/{name}", this::delete),
        Route.get(base + "/{name}/resource-tree", this::tree),
        Route.get("/api/v1/stream/applicationsets", this::watch));
  }
}
