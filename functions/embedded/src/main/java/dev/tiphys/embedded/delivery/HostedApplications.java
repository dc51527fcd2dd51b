package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Refusal.Code;
import dev.tiphys.api.Workflows;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.delivery.actions.ResourceActions;
import dev.tiphys.delivery.app.AppCommand.RequestSync;
import dev.tiphys.delivery.app.AppRefused;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.sync.AutoSync;
import dev.tiphys.delivery.sync.SyncCommand.TerminateSync;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.delivery.windows.SyncWindows;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationCheck;
import dev.tiphys.language.naming.GeneratedName;
import dev.tiphys.language.workflow.MalformedResourceException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The applications of a host, as people and their clients see them and ask something of them.
public final class HostedApplications implements Applications {
  private static final Duration REFRESH_MAX = Duration.ofSeconds(20);
  private static final String FINALIZER = "resources-finalizer.argocd.argoproj.io";
  private static final String RESOURCE = "applications";
  private static final ResourceActions ACTIONS = new ResourceActions(Map.of());

  private final DeliveryChain chain;
  private final DeliveryResources resources;
  private final ApplicationStatus status;

  HostedApplications(DeliveryChain chain) {
    this.chain = chain;
    this.resources = chain.resources();
    this.status = new ApplicationStatus(chain.apps().large());
  }

  @Override
  public String namespace() {
    return DeliveryResources.CONTROL_NAMESPACE;
  }

  @Override
  public List<ObjectNode> list() {
    return resources.list().stream().map(this::shown).toList();
  }

  @Override
  public Optional<ObjectNode> get(Key key) {
    return resources.get(key.namespace(), key.name()).map(this::shown);
  }

  private ObjectNode shown(ObjectNode object) {
    try {
      var id = DeliveryResources.id(object);
      // Read before the state, so that what is shown is never older than its version says.
      var version = chain.version(id);
      var state = chain.apps().load(id, 0);
      status.write(object, Application.from(object), state, sync(id, state));
      object.withObject("/metadata").put("resourceVersion", Long.toString(version));
    } catch (IllegalArgumentException e) {
      // What stands in a file may be no Application; it is shown as it stands there.
      object
          .putObject("status")
          .putArray("conditions")
          .addObject()
          .put("type", "InvalidSpecError")
          .put("message", String.valueOf(e.getMessage()));
    }
    return object;
  }

  private SyncState sync(AppId app, AppState state) {
    if (state.operation() == null) {
      return SyncState.NONE;
    }
    var id = new SyncId(app.namespace(), app.name(), state.operation().sync());
    return chain.syncs().load(id).state();
  }

  private ObjectNode needed(Key key) {
    return resources
        .get(key.namespace(), key.name())
        .orElseThrow(() -> Refusal.notFound(RESOURCE, key.name()));
  }

  private static void check(ObjectNode application, boolean validate) {
    try {
      var problems = ApplicationCheck.check(Application.from(application));
      if (validate && !problems.isEmpty()) {
        throw Refusal.invalid(
            problems.stream().map(Object::toString).collect(Collectors.joining("; ")));
      }
      DeliveryResources.id(application);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public ObjectNode create(ObjectNode application, boolean validate) {
    var object = written(application);
    var metadata = object.withObject("/metadata");
    if (DeliveryResources.name(object).isEmpty() && metadata.hasNonNull("generateName")) {
      var prefix = metadata.path("generateName").asText();
      metadata.put("name", GeneratedName.of(prefix, new SecureRandom()));
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", ApplicationStatus.text(chain.clock().instant()));
    check(object, validate);
    var name = DeliveryResources.name(object);
    if (resources.get(DeliveryResources.namespace(object), name).isPresent()) {
      throw Refusal.exists(RESOURCE, name);
    }
    return store(object);
  }

  /// What a client may write, in the namespace where it belongs.
  private static ObjectNode written(ObjectNode application) {
    ObjectNode object = application.deepCopy();
    object.remove(List.of("status", "operation"));
    object.put("apiVersion", "argoproj.io/v1alpha1").put("kind", "Application");
    if (DeliveryResources.namespace(object).isEmpty()) {
      object.withObject("/metadata").put("namespace", DeliveryResources.CONTROL_NAMESPACE);
    }
    object.withObject("/metadata").remove("resourceVersion");
    return object;
  }

  @Override
  public ObjectNode replace(ObjectNode application, boolean validate) {
    var object = written(application);
    var key = new Key(DeliveryResources.namespace(object), DeliveryResources.name(object));
    requireNotGiven(key);
    var before = needed(key);
    for (var field : List.of("uid", "creationTimestamp")) {
      var value = before.path("metadata").get(field);
      if (value != null) {
        object.withObject("/metadata").set(field, value);
      }
    }
    check(object, validate);
    return store(object);
  }

  private ObjectNode store(ObjectNode object) {
    resources.put(object);
    var id = DeliveryResources.id(object);
    chain.changed(id);
    chain.refresh(id, Refresh.NORMAL);
    chain.look(id);
    return shown(object.deepCopy());
  }

  private void requireNotGiven(Key key) {
    if (resources.isGiven(key.namespace(), key.name())) {
      throw new Refusal(
          Code.FAILED_PRECONDITION,
          "Application %s stands in a file that this server was started with: change it there"
              .formatted(key.name()));
    }
  }

  @Override
  public boolean delete(Key key, Cascade cascade) {
    requireNotGiven(key);
    var found = resources.get(key.namespace(), key.name());
    if (found.isEmpty()) {
      return false;
    }
    var id = DeliveryResources.id(found.get());
    var application = Application.from(found.get());
    var held = application.finalizers().stream().anyMatch(each -> each.startsWith(FINALIZER));
    if (cascade != Cascade.NONE || held) {
      new Cascading(chain, id, application)
          .delete(cascade == Cascade.BACKGROUND ? "background" : "foreground");
    }
    resources.delete(key.namespace(), key.name());
    chain.changed(id);
    return true;
  }

  @Override
  public ObjectNode refresh(Key key, boolean hard) {
    var id = DeliveryResources.id(needed(key));
    var done = new CountDownLatch(1);
    var asked = chain.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    var deaf =
        chain.listen(
            app -> {
              if (app.equals(id) && isLooked(id, asked)) {
                done.countDown();
              }
            });
    try {
      chain.refresh(id, hard ? Refresh.HARD : Refresh.NORMAL);
      if (!isLooked(id, asked)) {
        done.await(REFRESH_MAX.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      deaf.run();
    }
    return shown(needed(key));
  }

  /// Whether what was asked for then has been compared, or has failed.
  private boolean isLooked(AppId app, Instant since) {
    var state = chain.apps().load(app, 0);
    var rendered = state.rendered();
    var failed = state.failed();
    var compared = state.compared();
    if (failed != null) {
      return !failed.at().isBefore(since);
    }
    // A comparison that found what the last one did left no trace.
    return rendered != null
        && !rendered.at().isBefore(since)
        && compared != null
        && (compared.sources().equals(rendered.sources())
            || compared.status().equals("Unknown") && !compared.at().isBefore(since));
  }

  /// What is to be brought to the cluster.
  private record Wanted(List<ResolvedSource> sources, Blob manifests) {}

  @Override
  public ObjectNode operate(Key key, ObjectNode operation) {
    var object = needed(key);
    var id = DeliveryResources.id(object);
    var application = Application.from(object);
    if (!operation.path("sync").path("manifests").isEmpty()) {
      throw new Refusal(
          Code.UNIMPLEMENTED,
          "manifests: only what was rendered from the sources of an application is synced");
    }
    requireWindow(application);
    var state = chain.apps().load(id).state();
    var wanted = wanted(state, application, operation.path("sync"));
    ObjectNode resolved = operation.deepCopy();
    AutoSync.revisions(
        resolved.withObject("/sync"), application.spec().multiSource(), wanted.sources());
    if (!resolved.has("initiatedBy")) {
      resolved.putObject("initiatedBy").put("username", "admin");
    }
    var uid = UUID.randomUUID().toString();
    try {
      chain.publish(
          chain
              .apps()
              .handle(
                  id,
                  "sync " + uid,
                  new RequestSync(
                      uid, resolved, wanted.sources(), wanted.manifests(), chain.clock().instant()),
                  null));
    } catch (MalformedResourceException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    } catch (AppRefused e) {
      throw new Refusal(Code.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
    }
    return shown(needed(key));
  }

  private void requireWindow(Application application) {
    var window = windows(application).decide(true, chain.clock().instant(), null);
    if (!window.allowed()) {
      throw new Refusal(Code.FAILED_PRECONDITION, "cannot sync: " + window.explained());
    }
  }

  private SyncWindows windows(Application application) {
    return resources
        .project(application.spec().project())
        .map(project -> SyncWindows.of(project.spec().syncWindows(), application))
        .orElseGet(() -> new SyncWindows(List.of()));
  }

  /// What was rendered last, or what was deployed from the revisions and sources that are named.
  private static Wanted wanted(AppState state, Application application, JsonNode sync) {
    var rendered = state.rendered();
    var wishes = wishes(sync);
    if (rendered != null
        && !sync.has("source")
        && !sync.has("sources")
        && means(wishes, rendered.sources(), application)) {
      return new Wanted(rendered.sources(), rendered.manifests());
    }
    for (var entry : state.history().reversed()) {
      if (means(wishes, entry.sources(), null) && sameSources(sync, entry.sources())) {
        return new Wanted(entry.sources(), entry.manifests());
      }
    }
    if (rendered == null) {
      throw new Refusal(
          Code.FAILED_PRECONDITION,
          state.failed() == null
              ? "nothing has been rendered of this application yet: try again in a moment"
              : state.failed().message());
    }
    throw new Refusal(
        Code.FAILED_PRECONDITION,
        "revision: expected the newest or one of the history, found %s; set targetRevision to it"
            .formatted(String.join(", ", wishes)));
  }

  private static List<String> wishes(JsonNode sync) {
    var revisions = new java.util.ArrayList<String>();
    sync.path("revisions").forEach(each -> revisions.add(each.asText()));
    var single = sync.path("revision").asText("");
    if (revisions.isEmpty() && !single.isEmpty()) {
      revisions.add(single);
    }
    return revisions;
  }

  private static boolean means(
      List<String> wishes, List<ResolvedSource> sources, @Nullable Application application) {
    if (wishes.isEmpty()) {
      return true;
    }
    for (var i = 0; i < Math.min(wishes.size(), sources.size()); i++) {
      var wish = wishes.get(i);
      var target =
          application == null ? "" : sources.get(i).source().path("targetRevision").asText("");
      if (!wish.equals(target) && (wish.isEmpty() || !sources.get(i).revision().startsWith(wish))) {
        return false;
      }
    }
    return wishes.size() <= sources.size();
  }

  private static boolean sameSources(JsonNode sync, List<ResolvedSource> sources) {
    if (sync.has("source")) {
      return sources.size() == 1 && sources.getFirst().source().equals(sync.get("source"));
    }
    for (var i = 0; i < sync.path("sources").size(); i++) {
      if (i >= sources.size() || !sources.get(i).source().equals(sync.path("sources").get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void terminate(Key key) {
    var id = DeliveryResources.id(needed(key));
    var state = chain.apps().load(id).state();
    if (state.operation() == null) {
      throw new Refusal(
          Code.FAILED_PRECONDITION, "Unable to terminate operation. No operation is in progress");
    }
    var sync = new SyncId(id.namespace(), id.name(), state.operation().sync());
    chain.publish(
        chain
            .syncs()
            .handle(
                sync,
                "terminate " + UUID.randomUUID(),
                new TerminateSync("Operation terminated", chain.clock().instant()),
                null));
  }

  @Override
  public List<JsonNode> manifests(Key key, @Nullable String revision) {
    var object = needed(key);
    var state = chain.apps().load(DeliveryResources.id(object)).state();
    var sync = JsonNodeFactory.instance.objectNode();
    if (revision != null && !revision.isEmpty()) {
      sync.put("revision", revision);
    }
    var wanted = wanted(state, Application.from(object), sync);
    var manifests = new java.util.ArrayList<JsonNode>();
    status.array(wanted.manifests()).forEach(manifests::add);
    return manifests;
  }

  @Override
  public List<ObjectNode> managed(Key key) {
    return new LiveView(chain, needed(key)).managed();
  }

  @Override
  public ObjectNode tree(Key key) {
    return new LiveView(chain, needed(key)).tree();
  }

  @Override
  public ObjectNode windows(Key key) {
    var windows = windows(Application.from(needed(key)));
    var now = chain.clock().instant();
    var shown = JsonNodeFactory.instance.objectNode();
    var active = shown.putArray("activeWindows");
    windows.active(now).forEach(each -> active.add(described(each)));
    var assigned = shown.putArray("assignedWindows");
    windows.windows().forEach(each -> assigned.add(described(each)));
    return shown.put("canSync", windows.decide(true, now, null).allowed());
  }

  private static ObjectNode described(dev.tiphys.language.application.SyncWindow window) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", window.kind())
        .put("schedule", window.schedule())
        .put("duration", window.duration())
        .put("manualSync", window.manualSync());
  }

  @Override
  public Optional<JsonNode> live(Key key, ObjectRef object) {
    return new LiveView(chain, needed(key)).live(object);
  }

  @Override
  public List<ObjectNode> actions(Key key, ObjectRef object) {
    return actions(key).of(object);
  }

  @Override
  public void act(Key key, ObjectRef object, String action, Map<String, String> parameters) {
    actions(key).run(object, action, parameters);
  }

  private ObjectActions actions(Key key) {
    var object = needed(key);
    return new ObjectActions(chain, Application.from(object), ACTIONS, new LiveView(chain, object));
  }

  @Override
  public Workflows.Subscription subscribe(Consumer<Key> changed) {
    var deaf = chain.listen(app -> changed.accept(new Key(app.namespace(), app.name())));
    return deaf::run;
  }
}
