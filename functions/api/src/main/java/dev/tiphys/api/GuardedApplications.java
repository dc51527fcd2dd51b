package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The applications that a caller may see, and of those what the caller may do (C302 to C306). One
/// that may not be seen is not there.
record GuardedApplications(Applications inner, Caller caller) implements Applications {
  private static final String RESOURCE = "applications";

  private String object(JsonNode application) {
    var project = application.at("/spec/project").asText("");
    var namespace = Resources.namespace(application);
    return (project.isEmpty() ? "default" : project)
        + "/"
        + (namespace.isEmpty() || namespace.equals(inner.namespace()) ? "" : namespace + "/")
        + Resources.name(application);
  }

  private boolean isSeen(JsonNode application) {
    return caller.may(RESOURCE, "get", object(application));
  }

  /// An application that the caller sees and may do something with.
  private ObjectNode required(Key key, String action) {
    var found = get(key).orElseThrow(() -> Refusal.notFound(RESOURCE, key.name()));
    caller.require(RESOURCE, action, object(found));
    return found;
  }

  @Override
  public String namespace() {
    return inner.namespace();
  }

  @Override
  public List<ObjectNode> list() {
    return inner.list().stream().filter(this::isSeen).toList();
  }

  @Override
  public Optional<ObjectNode> get(Key key) {
    return inner.get(key).filter(this::isSeen);
  }

  @Override
  public ObjectNode create(ObjectNode application, boolean validate) {
    caller.require(RESOURCE, "create", object(application));
    return inner.create(application, validate);
  }

  @Override
  public ObjectNode replace(ObjectNode application, boolean validate) {
    var key = new Key(Resources.namespace(application), Resources.name(application));
    var before = required(key, "update");
    if (!object(before).equals(object(application))) {
      caller.require(RESOURCE, "create", object(application));
    }
    return inner.replace(application, validate);
  }

  @Override
  public boolean delete(Key key, Cascade cascade) {
    required(key, "delete");
    return inner.delete(key, cascade);
  }

  @Override
  public ObjectNode refresh(Key key, boolean hard) {
    required(key, "get");
    return inner.refresh(key, hard);
  }

  @Override
  public ObjectNode operate(Key key, ObjectNode operation) {
    var application = required(key, "sync");
    if (!operation.at("/sync/manifests").isEmpty()) {
      caller.require(RESOURCE, "override", object(application));
    }
    ObjectNode signed = operation.deepCopy();
    signed.putObject("initiatedBy").put("username", caller.name());
    return inner.operate(key, signed);
  }

  @Override
  public void begin(Key key, ObjectNode operation) {
    operate(key, operation);
  }

  @Override
  public void terminate(Key key) {
    required(key, "sync");
    inner.terminate(key);
  }

  @Override
  public List<JsonNode> manifests(Key key, ObjectNode sync) {
    required(key, "get");
    return inner.manifests(key, sync);
  }

  @Override
  public List<ObjectNode> managed(Key key, ObjectNode sync) {
    required(key, "get");
    return inner.managed(key, sync);
  }

  @Override
  public ObjectNode tree(Key key) {
    required(key, "get");
    return inner.tree(key);
  }

  @Override
  public ObjectNode windows(Key key) {
    required(key, "get");
    return inner.windows(key);
  }

  @Override
  public Optional<JsonNode> live(Key key, ObjectRef object) {
    required(key, "get");
    return inner.live(key, object);
  }

  @Override
  public List<ObjectNode> actions(Key key, ObjectRef object) {
    required(key, "get");
    return inner.actions(key, object);
  }

  @Override
  public void act(Key key, ObjectRef object, String action, Map<String, String> parameters) {
    required(key, "action/%s/%s/%s".formatted(object.group(), object.kind(), action));
    inner.act(key, object, action, parameters);
  }

  @Override
  public Workflows.Subscription subscribe(Consumer<Key> changed) {
    return inner.subscribe(changed);
  }
}
