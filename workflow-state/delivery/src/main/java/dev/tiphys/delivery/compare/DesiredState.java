package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.sync.Hooks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was rendered for an application, ready to be compared again and again (§2): where it is
/// wanted, marked as the application's, each object once. Safe for many threads.
public final class DesiredState {
  /// An object that is wanted, and what the last comparison of it said.
  static final class Wanted {
    private final ObjectNode object;
    private final ObjectKey key;
    private volatile @Nullable Remembered last;

    private record Remembered(Object by, String version, Difference difference) {}

    private Wanted(ObjectNode object, ObjectKey key) {
      this.object = object;
      this.key = key;
    }

    ObjectNode object() {
      return object;
    }

    ObjectKey key() {
      return key;
    }

    /// What `by` said of the live object in this very version.
    @Nullable Difference remembered(Object by, JsonNode live) {
      var known = last;
      return known != null && known.by() == by && known.version().equals(version(live))
          ? known.difference()
          : null;
    }

    void remember(Object by, JsonNode live, Difference difference) {
      if (!live.path("metadata").path("resourceVersion").asText("").isEmpty()) {
        last = new Remembered(by, version(live), difference);
      }
    }

    private static String version(JsonNode live) {
      var metadata = live.path("metadata");
      return metadata.path("uid").asText("") + "/" + metadata.path("resourceVersion").asText("");
    }
  }

  private final Scope scope;
  private final Map<ObjectKey, Wanted> ordinary = new LinkedHashMap<>();
  private final List<ObjectNode> hooks = new ArrayList<>();
  private final List<Warning> warnings = new ArrayList<>();

  private DesiredState(Scope scope) {
    this.scope = scope;
  }

  /// @param rendered the objects of all sources in their order; of two with one name the last
  ///   counts
  /// @throws CompareFailure if they cannot be marked as the application's
  public static DesiredState of(List<ObjectNode> rendered, Scope scope, CompareSettings settings) {
    var state = new DesiredState(scope);
    Map<ObjectKey, ObjectNode> last = new LinkedHashMap<>();
    Map<ObjectKey, Integer> times = new LinkedHashMap<>();
    var tracking = new Tracking(settings);
    for (var each : rendered) {
      var object = each.deepCopy();
      state.place(object);
      var key = ObjectKey.of(object);
      if (settings.excluded().excludes(key.group(), key.kind(), scope.cluster())) {
        state.warn(
            "ExcludedResourceWarning",
            "Resource %s/%s %s is excluded in the settings",
            key.group(),
            key.kind(),
            key.name());
        continue;
      }
      tracking.track(object, scope.instance(), scope.namespace());
      key = named(key, object, last.size());
      times.merge(key, 1, Integer::sum);
      last.remove(key);
      last.put(key, object);
    }
    times.forEach(
        (key, count) -> {
          if (count > 1) {
            state.warn(
                "RepeatedResourceWarning",
                "Resource %s appeared %d times among application resources.",
                key,
                count);
          }
        });
    last.forEach(state::add);
    return state;
  }

  /// A generated name is another one each time.
  private static ObjectKey named(ObjectKey key, JsonNode object, int index) {
    return key.name().isEmpty()
        ? new ObjectKey(
            key.group(),
            key.kind(),
            key.namespace(),
            object.path("metadata").path("generateName").asText("") + index)
        : key;
  }

  private void warn(String type, String format, Object... args) {
    warnings.add(new Warning(type, format.formatted(args)));
  }

  private void place(ObjectNode object) {
    var metadata = object.withObjectProperty("metadata");
    var apiVersion = object.path("apiVersion").asText("");
    if (!scope.isNamespaced(apiVersion, object.path("kind").asText(""))) {
      metadata.remove("namespace");
    } else if (metadata.path("namespace").asText("").isEmpty() && !scope.namespace().isEmpty()) {
      metadata.put("namespace", scope.namespace());
    }
  }

  private void add(ObjectKey key, ObjectNode object) {
    if (Hooks.isIgnored(object)) {
      return;
    }
    if (Hooks.isHook(object)) {
      hooks.add(object);
    } else {
      ordinary.put(key, new Wanted(object, key));
    }
  }

  public Scope scope() {
    return scope;
  }

  /// What is wanted and no hook, those with the hook `Skip` included.
  Collection<Wanted> wanted() {
    return ordinary.values();
  }

  /// All objects that are wanted, hooks aside. They are nobody's to change.
  public List<ObjectNode> objects() {
    return ordinary.values().stream().map(Wanted::object).toList();
  }

  /// The hooks that are wanted.
  public List<ObjectNode> hooks() {
    return List.copyOf(hooks);
  }

  public List<Warning> warnings() {
    return List.copyOf(warnings);
  }

  /// Whether an object of that key is wanted.
  public boolean wants(ObjectKey key) {
    return ordinary.containsKey(key);
  }
}
