package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Refusal.Code;
import dev.tiphys.api.Workflows;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationCheck;
import dev.tiphys.language.naming.GeneratedName;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The applications of a host, as people and their clients see them and ask something of them.
public final class HostedApplications implements Applications {
  private static final String RESOURCE = "applications";

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
      hold(object, chain.deletions().finalizers(object, state));
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

  private static void hold(ObjectNode object, List<String> finalizers) {
    var metadata = object.withObject("/metadata");
    if (finalizers.isEmpty()) {
      metadata.remove("finalizers");
    } else {
      finalizers.forEach(metadata.putArray("finalizers")::add);
    }
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
    object.withObject("/metadata").remove(List.of("resourceVersion", "deletionTimestamp"));
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
    chain.deletions().keep(DeliveryResources.id(object), object);
    return resources.get(key.namespace(), key.name()).isPresent() ? store(object) : object;
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
    chain.deletions().begin(found.get(), cascade);
    return true;
  }

  @Override
  public ObjectNode refresh(Key key, boolean hard) {
    new Refreshing(chain).await(DeliveryResources.id(needed(key)), hard);
    return shown(needed(key));
  }

  @Override
  public ObjectNode operate(Key key, ObjectNode operation) {
    new HostedOperations(chain).begin(needed(key), operation);
    return shown(needed(key));
  }

  @Override
  public void begin(Key key, ObjectNode operation) {
    new HostedOperations(chain).beginWritten(needed(key), operation);
  }

  @Override
  public void terminate(Key key) {
    new HostedOperations(chain).terminate(DeliveryResources.id(needed(key)));
  }

  @Override
  public List<JsonNode> manifests(Key key, ObjectNode sync) {
    return new HostedOperations(chain).shown(needed(key), sync);
  }

  @Override
  public ObjectNode windows(Key key) {
    return new HostedWindows(chain, Application.from(needed(key))).shown();
  }

  @Override
  public List<ObjectNode> managed(Key key, ObjectNode sync) {
    var object = needed(key);
    return new LiveView(chain, object)
        .managed(sync.isEmpty() ? null : new HostedOperations(chain).manifests(object, sync));
  }

  @Override
  public ObjectNode tree(Key key) {
    return new LiveView(chain, needed(key)).tree();
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
    return new ObjectActions(
        chain, Application.from(object), chain.clusters().actions(), new LiveView(chain, object));
  }

  @Override
  public Workflows.Subscription subscribe(Consumer<Key> changed) {
    var deaf = chain.listen(app -> changed.accept(new Key(app.namespace(), app.name())));
    return deaf::run;
  }
}
