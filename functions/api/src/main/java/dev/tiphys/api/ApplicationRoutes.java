package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.Cascade;
import dev.tiphys.api.Applications.Key;
import dev.tiphys.api.Applications.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Lists, shows, changes and syncs applications: Argo CD's routes below `/api/v1/applications`.
record ApplicationRoutes(Applications applications, Limits limits) {
  /// What of an Application is the client's to write.
  private static final Set<String> WRITTEN = Set.of("apiVersion", "kind", "metadata", "spec");

  Reply list(Call call) {
    var wanted = filter(call);
    var name = call.text("name");
    var mask = FieldMask.parse(call.text("fields"));
    var items =
        applications.list().stream()
            .filter(wanted)
            .filter(one -> name.isEmpty() || Resources.name(one).equals(name))
            .sorted(Comparator.comparing(Resources::namespace).thenComparing(Resources::name))
            .toList();
    var list =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", Resources.API_VERSION)
            .put("kind", "ApplicationList");
    list.putObject("metadata");
    list.putArray("items").addAll(items);
    return Reply.of(mask.apply(list));
  }

  private static Predicate<ObjectNode> filter(Call call) {
    var labels = LabelSelector.parse(call.text("selector"));
    var namespace = call.text("appNamespace");
    var repository = call.text("repo");
    var project = call.text("project").isEmpty() ? call.text("projects") : call.text("project");
    return one ->
        labels.test(one)
            && (namespace.isEmpty() || Resources.namespace(one).equals(namespace))
            && (project.isEmpty() || one.at("/spec/project").asText().equals(project))
            && (repository.isEmpty()
                || one.at("/spec/source/repoURL").asText().equals(repository)
                || one.at("/spec/sources").findValuesAsText("repoURL").contains(repository));
  }

  Reply watch(Call call) {
    var wanted = filter(call);
    var name = call.text("name");
    var mask = FieldMask.parse(call.text("fields"));
    var source = new Source(applications, wanted);
    return new Reply.Stream(
        mask,
        stream ->
            new Watching<>(
                    source,
                    key -> name.isEmpty() || key.name().equals(name),
                    limits.heartbeat(),
                    stream)
                .run());
  }

  private record Source(Applications applications, Predicate<ObjectNode> wanted)
      implements Watching.Source<Key> {
    @Override
    public List<ObjectNode> list() {
      return applications.list().stream().filter(wanted).toList();
    }

    @Override
    public Key key(JsonNode application) {
      return new Key(Resources.namespace(application), Resources.name(application));
    }

    @Override
    public Optional<ObjectNode> get(Key key) {
      return applications.get(key).filter(wanted);
    }

    @Override
    public Workflows.Subscription subscribe(Consumer<Key> changed) {
      return applications.subscribe(changed);
    }
  }

  Reply get(Call call) {
    var application =
        switch (call.text("refresh")) {
          case "" -> found(key(call));
          case "normal" -> applications.refresh(key(call), false);
          case "hard" -> applications.refresh(key(call), true);
          default ->
              throw Refusal.invalid(
                  "refresh in the query: expected normal or hard, found '%s'"
                      .formatted(Refusal.shown(call.text("refresh"))));
        };
    return Reply.of(FieldMask.parse(call.text("fields")).apply(application));
  }

  private ObjectNode found(Key key) {
    return applications.get(key).orElseThrow(() -> Refusal.notFound("applications", key.name()));
  }

  private Key key(Call call) {
    return new Key(namespace(call), call.name());
  }

  private String namespace(Call call) {
    var namespace = call.text("appNamespace");
    return namespace.isEmpty() ? applications.namespace() : namespace;
  }

  /// `?upsert=true` replaces one that is there and different; one that is the same is left alone.
  Reply create(Call call) {
    var application = read(call);
    var key = new Key(Resources.namespace(application), Resources.name(application));
    var validate = validate(call);
    var there = applications.get(key);
    if (there.isEmpty()) {
      return Reply.of(applications.create(application, validate));
    }
    if (sameWish(there.get(), application)) {
      return Reply.of(there.get());
    }
    if (!call.flag("upsert")) {
      throw Refusal.invalid(
          "existing application spec is different, use upsert flag to force update");
    }
    return Reply.of(applications.replace(application, validate));
  }

  private static boolean sameWish(JsonNode there, JsonNode given) {
    return there.path("spec").equals(given.path("spec"))
        && there.at("/metadata/labels").equals(given.at("/metadata/labels"))
        && there.at("/metadata/annotations").equals(given.at("/metadata/annotations"))
        && there.at("/metadata/finalizers").equals(given.at("/metadata/finalizers"));
  }

  private static boolean validate(Call call) {
    return call.text("validate").isEmpty() || call.flag("validate");
  }

  /// The Application in the body, without what is not the client's to say.
  private ObjectNode read(Call call) {
    var given = Body.object(call.content(), "an Application");
    var namespace = given.path("metadata").path("namespace").asText();
    var application =
        Resources.read(
            Body.of("application", given),
            "application",
            "Application",
            namespace.isEmpty() ? namespace(call) : namespace);
    if (Resources.name(application).isEmpty()) {
      throw Refusal.invalid("application.metadata.name: expected a name, found nothing");
    }
    application.retain(WRITTEN);
    return application;
  }

  Reply replace(Call call) {
    var application = read(call);
    if (!Resources.name(application).equals(call.name())) {
      throw Refusal.invalid(
          "application.metadata.name: expected %s as in the path, found '%s'"
              .formatted(call.name(), Resources.name(application)));
    }
    found(key(call));
    return Reply.of(applications.replace(application, validate(call)));
  }

  Reply replaceSpec(Call call) {
    var changed = found(key(call)).deepCopy().retain(WRITTEN);
    changed.set("spec", Body.object(call.content(), "the spec of an Application"));
    return Reply.of(applications.replace(changed, validate(call)).path("spec"));
  }

  Reply patch(Call call) {
    var body = call.body("name", "patch", "patchType", "appNamespace", "project");
    var key = key(call);
    var changed = Patches.apply(body.text("patchType"), body.text("patch"), found(key));
    if (!Resources.name(changed).equals(key.name())
        || !Resources.namespace(changed).equals(key.namespace())) {
      throw Refusal.invalid("patch: expected to leave name and namespace as they are");
    }
    changed.retain(WRITTEN);
    return Reply.of(applications.replace(changed, validate(call)));
  }

  Reply delete(Call call) {
    var cascade = call.text("cascade").isEmpty() || call.flag("cascade");
    var policy = call.text("propagationPolicy");
    if (!cascade && !policy.isEmpty()) {
      throw Refusal.invalid("cannot set propagation policy when cascading is disabled");
    }
    var how =
        switch (policy) {
          case "" -> cascade ? Cascade.FOREGROUND : Cascade.NONE;
          case "foreground" -> Cascade.FOREGROUND;
          case "background" -> Cascade.BACKGROUND;
          default ->
              throw Refusal.invalid(
                  "propagationPolicy in the query: expected foreground or background, found '%s'"
                      .formatted(Refusal.shown(policy)));
        };
    if (!applications.delete(key(call), how)) {
      throw Refusal.notFound("applications", call.name());
    }
    return Reply.empty();
  }

  Reply sync(Call call) {
    var key = key(call);
    return Reply.of(applications.operate(key, SyncRequest.operation(call, found(key))));
  }

  Reply rollback(Call call) {
    var key = key(call);
    return Reply.of(applications.operate(key, SyncRequest.rollback(call, found(key))));
  }

  Reply terminate(Call call) {
    applications.terminate(key(call));
    return Reply.empty();
  }

  Reply manifests(Call call) {
    var key = key(call);
    var answer = JsonNodeFactory.instance.objectNode();
    var manifests = answer.putArray("manifests");
    applications
        .manifests(key, SyncRequest.wanted(call, found(key)))
        .forEach(manifest -> manifests.add(manifest.toString()));
    return Reply.of(answer);
  }

  Reply managed(Call call) {
    var key = key(call, "applicationName");
    return managed(call, key, SyncRequest.wanted(call, found(key)));
  }

  /// As above, but compared with manifests that the client brings.
  Reply managedLocally(Call call) {
    return managed(call, key(call, "applicationName"), SyncRequest.local(call));
  }

  private Reply managed(Call call, Key key, ObjectNode sync) {
    var wanted = object(call);
    var answer = JsonNodeFactory.instance.objectNode();
    var items = answer.putArray("items");
    applications.managed(key, sync).stream().filter(item -> fits(item, wanted)).forEach(items::add);
    return Reply.of(answer);
  }

  private Key key(Call call, String variable) {
    return new Key(namespace(call), call.name(variable));
  }

  private static boolean fits(JsonNode item, ObjectRef wanted) {
    return fits(item.path("group"), wanted.group())
        && fits(item.path("kind"), wanted.kind())
        && fits(item.path("namespace"), wanted.namespace())
        && fits(item.path("name"), wanted.name());
  }

  private static boolean fits(JsonNode found, String wanted) {
    return wanted.isEmpty() || found.asText().equals(wanted);
  }

  Reply tree(Call call) {
    return Reply.of(applications.tree(key(call, "applicationName")));
  }

  Reply windows(Call call) {
    return Reply.of(applications.windows(key(call)));
  }

  Reply live(Call call) {
    var object = object(call);
    var live =
        applications
            .live(key(call), object)
            .orElseThrow(
                () ->
                    new Refusal(
                        Refusal.Code.NOT_FOUND,
                        "%s %s not found as part of application %s"
                            .formatted(object.kind(), object.name(), call.name())));
    return Reply.of(JsonNodeFactory.instance.objectNode().put("manifest", live.toString()));
  }

  Reply actions(Call call) {
    var answer = JsonNodeFactory.instance.objectNode();
    answer.putArray("actions").addAll(applications.actions(key(call), object(call)));
    return Reply.of(answer);
  }

  Reply act(Call call) {
    var body =
        call.body(
            "name",
            "namespace",
            "resourceName",
            "version",
            "group",
            "kind",
            "action",
            "appNamespace",
            "project",
            "resourceActionParameters");
    var parameters = new HashMap<String, String>();
    for (var parameter : body.objects("resourceActionParameters", "name", "value")) {
      parameters.put(parameter.text("name"), parameter.text("value"));
    }
    if (body.text("action").isEmpty()) {
      throw Refusal.invalid("action: expected the name of an action, found nothing");
    }
    // Argo CD's clients name the object in the body, older ones in the query.
    var named = !body.text("kind").isEmpty();
    var on =
        named
            ? new ObjectRef(
                body.text("group"),
                body.text("version"),
                body.text("kind"),
                body.text("namespace"),
                body.text("resourceName"))
            : object(call);
    applications.act(key(call), on, body.text("action"), parameters);
    return Reply.empty();
  }

  private static ObjectRef object(Call call) {
    return new ObjectRef(
        call.text("group"),
        call.text("version"),
        call.text("kind"),
        call.text("namespace"),
        call.text("resourceName").isEmpty() ? call.text("name") : call.text("resourceName"));
  }

  /// The rows of the API.
  List<Route> rows() {
    var rows = new ArrayList<Route>();
    var base = "/api/v1/applications";
    rows.add(Route.get(base, this::list));
    rows.add(Route.post(base, this::create));
    rows.add(Route.get(base + "/{name}", this::get));
    rows.add(Route.put(base + "/{name}", this::replace));
    rows.add(Route.patch(base + "/{name}", this::patch));
    rows.add(Route.delete(base + "/{name}", this::delete));
    rows.add(Route.put(base + "/{name}/spec", this::replaceSpec));
    rows.add(Route.post(base + "/{name}/sync", this::sync));
    rows.add(Route.post(base + "/{name}/rollback", this::rollback));
    rows.add(Route.delete(base + "/{name}/operation", this::terminate));
    rows.add(Route.get(base + "/{name}/manifests", this::manifests));
    rows.add(Route.get(base + "/{applicationName}/managed-resources", this::managed));
    rows.add(Route.post(base + "/{applicationName}/managed-resources", this::managedLocally));
    rows.add(Route.get(base + "/{applicationName}/resource-tree", this::tree));
    rows.add(Route.get(base + "/{name}/syncwindows", this::windows));
    rows.add(Route.get(base + "/{name}/resource", this::live));
    rows.add(Route.get(base + "/{name}/resource/actions", this::actions));
    rows.add(Route.post(base + "/{name}/resource/actions/v2", this::act));
    rows.add(Route.get("/api/v1/stream/applications", this::watch));
    return rows;
  }
}
