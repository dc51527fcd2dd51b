package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.naming.Dns1123;
import dev.tiphys.language.workflow.KeyRef;
import dev.tiphys.trigger.Resources.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys of ConfigMaps that a run reads; of each ConfigMap only those, since the rest is not the
/// run's business.
final class ConfigMaps {
  private static final int KEYS_MAX = 10_000;
  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,9}");

  private final Resources resources;
  private final String namespace;
  private final ObjectNode pinned = JsonNodeFactory.instance.objectNode();
  private final Map<String, Optional<JsonNode>> known = new HashMap<>();
  private int keys;

  ConfigMaps(Resources resources, String namespace) {
    this.resources = resources;
    this.namespace = namespace;
  }

  /// Name → key → value.
  ObjectNode pinned() {
    return pinned;
  }

  /// The value of a parameter of the run, pinned; null if there is none.
  @Nullable String parameter(KeyRef reference) {
    if (problem(reference) == null) {
      return pin(reference.name(), reference.key());
    }
    return null;
  }

  /// Why there is no such value, or null if there is one.
  @Nullable String problem(KeyRef reference) {
    var name = reference.name();
    var map = find(name);
    if (map.isEmpty()) {
      return "ConfigMap '%s' not found in namespace %s".formatted(Names.shown(name), namespace);
    }
    if (!isParameters(map.get())) {
      return "ConfigMap '%s' is not for parameters: expected the label %s: Parameter"
          .formatted(name, Names.CONFIG_MAP_TYPE);
    }
    return map.get().path("data").has(reference.key())
        ? null
        : "ConfigMap '%s' has no key '%s'".formatted(name, Names.shown(reference.key()));
  }

  /// Pins what an input of a template may ask for. What is missing is an error of the node that
  /// asks, if one ever does.
  void input(KeyRef reference, Globals globals) {
    var name = globals.resolve(reference.name());
    var map = name.flatMap(known -> find(known)).filter(ConfigMaps::isParameters);
    if (map.isEmpty()) {
      return;
    }
    var key = globals.resolve(reference.key());
    if (key.isPresent()) {
      pin(name.get(), key.get());
    } else {
      map.get().path("data").fieldNames().forEachRemaining(any -> pin(name.get(), any));
    }
  }

  /// Pins the limit of a semaphore, if it is a number: calling a ConfigMap a semaphore must not
  /// show what is in it. Those of other namespaces are for whoever may look into them.
  void semaphore(KeyRef reference, @Nullable String other, Globals globals) {
    if (other != null && !other.isEmpty() && !other.equals(namespace)) {
      return;
    }
    var name = globals.resolve(reference.name());
    var key = globals.resolve(reference.key());
    if (name.isPresent() && key.isPresent()) {
      var limit = find(name.get()).map(map -> map.path("data").path(key.get()).asText(""));
      if (limit.filter(text -> LIMIT.matcher(text).matches()).isPresent()) {
        pin(name.get(), key.get());
      }
    }
  }

  private static boolean isParameters(JsonNode map) {
    return map.path("metadata")
        .path("labels")
        .path(Names.CONFIG_MAP_TYPE)
        .asText()
        .equals("Parameter");
  }

  private @Nullable String pin(String name, String key) {
    var value = find(name).map(map -> map.path("data").get(key));
    if (value.isEmpty()) {
      return null;
    }
    if (!pinned.path(name).has(key) && ++keys > KEYS_MAX) {
      throw InvalidSubmission.because(
          "spec",
          "the workflow refers to more than %d keys of ConfigMaps (limit KEYS_MAX)"
              .formatted(KEYS_MAX));
    }
    var text = value.get().asText();
    var map = pinned.get(name) instanceof ObjectNode there ? there : pinned.putObject(name);
    map.put(key, text);
    return text;
  }

  private Optional<JsonNode> find(String name) {
    return Dns1123.subdomainProblem(name) == null
        ? known.computeIfAbsent(name, _ -> resources.find(Kind.CONFIG_MAP, namespace, name))
        : Optional.empty();
  }
}
