package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// A small host that keeps applications and registrations in memory. An operation goes on only as
/// far as a test moves it.
final class MemoryDelivery implements Delivery, Applications, Registrations {
  private final Map<Key, ObjectNode> kept = new LinkedHashMap<>();
  private final Map<String, Registration> registered = new LinkedHashMap<>();
  private final List<Consumer<Key>> subscribers = new CopyOnWriteArrayList<>();
  final List<String> done = new CopyOnWriteArrayList<>();
  private final Trusted trusted = new MemoryTrusted();
  final MemoryAccounts accounts = new MemoryAccounts();
  private int version;

  @Override
  public Applications applications() {
    return this;
  }

  @Override
  public ApplicationSets sets() {
    return new ApplicationSets() {
      @Override
      public boolean delete(Key key, boolean orphan) {
        done.add("delete set " + key + (orphan ? " orphan" : ""));
        return key.name().equals("set");
      }

      @Override
      public List<ObjectNode> generate(ObjectNode set) {
        done.add("generate " + Resources.name(set));
        return list();
      }

      @Override
      public List<ObjectNode> applications(Key key) {
        return list();
      }

      @Override
      public Workflows.Subscription subscribe(Consumer<Key> changed) {
        return MemoryDelivery.this.subscribe(changed);
      }
    };
  }

  @Override
  public Registrations registrations() {
    return this;
  }

  @Override
  public Trusted trusted() {
    return trusted;
  }

  @Override
  public Accounts accounts() {
    return accounts;
  }

  @Override
  public void webhook(Map<String, List<String>> headers, byte[] body) {
    done.add("webhook " + new String(body, StandardCharsets.UTF_8));
  }

  @Override
  public String namespace() {
    return "argocd";
  }

  @Override
  public synchronized List<ObjectNode> list() {
    return kept.values().stream().map(ObjectNode::deepCopy).toList();
  }

  @Override
  public synchronized Optional<ObjectNode> get(Key key) {
    return Optional.ofNullable(kept.get(key)).map(ObjectNode::deepCopy);
  }

  private ObjectNode put(ObjectNode application) {
    var key = new Key(Resources.namespace(application), Resources.name(application));
    synchronized (this) {
      version++;
      application.withObject("/metadata").put("resourceVersion", "" + version);
      kept.put(key, application.deepCopy());
    }
    subscribers.forEach(one -> one.accept(key));
    return application;
  }

  /// Something happens to an application.
  ObjectNode change(Key key, UnaryOperator<ObjectNode> change) {
    return put(change.apply(get(key).orElseThrow()));
  }

  @Override
  public ObjectNode create(ObjectNode application, boolean validate) {
    return put(application);
  }

  @Override
  public ObjectNode replace(ObjectNode application, boolean validate) {
    return put(application);
  }

  @Override
  public boolean delete(Key key, Cascade cascade) {
    done.add("delete " + key + " " + cascade);
    boolean there;
    synchronized (this) {
      there = kept.remove(key) != null;
    }
    subscribers.forEach(one -> one.accept(key));
    return there;
  }

  @Override
  public ObjectNode refresh(Key key, boolean hard) {
    done.add("refresh " + key + (hard ? " hard" : ""));
    return get(key).orElseThrow();
  }

  @Override
  public ObjectNode operate(Key key, ObjectNode operation) {
    done.add("operate " + key + " " + operation);
    return change(
        key,
        application -> {
          application.set("operation", operation);
          return application;
        });
  }

  @Override
  public void begin(Key key, ObjectNode operation) {
    operate(key, operation);
  }

  @Override
  public void terminate(Key key) {
    done.add("terminate " + key);
  }

  @Override
  public List<JsonNode> manifests(Key key, ObjectNode sync) {
    return List.of(sync);
  }

  @Override
  public List<ObjectNode> managed(Key key, ObjectNode sync) {
    var items = new ArrayList<ObjectNode>();
    for (var kind : List.of("ConfigMap", "Deployment")) {
      items.add(JsonNodeFactory.instance.objectNode().put("kind", kind).put("name", "web"));
    }
    return items;
  }

  @Override
  public ObjectNode tree(Key key) {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public ObjectNode windows(Key key) {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public Optional<JsonNode> live(Key key, ObjectRef object) {
    return Optional.empty();
  }

  @Override
  public List<ObjectNode> actions(Key key, ObjectRef object) {
    return List.of(JsonNodeFactory.instance.objectNode().put("name", "restart"));
  }

  @Override
  public void act(Key key, ObjectRef object, String action, Map<String, String> parameters) {
    done.add("act " + key + " " + object.kind() + "/" + object.name() + " " + action + parameters);
  }

  @Override
  public Workflows.Subscription subscribe(Consumer<Key> changed) {
    subscribers.add(changed);
    return () -> subscribers.remove(changed);
  }

  @Override
  public synchronized List<Registration> list(Type type) {
    return registered.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(type + "/"))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public synchronized void put(Type type, Registration registration) {
    registered.put(type + "/" + registration.name(), registration);
  }

  @Override
  public synchronized boolean delete(Type type, String name) {
    return registered.remove(type + "/" + name) != null;
  }

  @Override
  public Connection test(Type type, Registration registration) {
    return new Connection("Successful", "");
  }
}
