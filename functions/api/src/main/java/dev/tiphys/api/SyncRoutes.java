package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.api.SyncLimits.Key;
import dev.tiphys.api.SyncLimits.Type;
import dev.tiphys.language.naming.Dns1123;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Sets, shows and deletes the limits of semaphores.
record SyncRoutes(Supplier<SyncLimits> port) {
  private static final String RESOURCE = "sync-limits";

  /// What Kubernetes allows as a key of a ConfigMap.
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

  Reply create(Call call) {
    var body = call.body("namespace", "type", "cmName", "key", "limit");
    var key = key(call, body.text("key"), body.text("type"), body.text("cmName"));
    if (port.get().get(key).isPresent()) {
      throw Refusal.exists(RESOURCE, key.key());
    }
    return set(key, limit(body));
  }

  Reply get(Call call) {
    var key = key(call, pathKey(call), call.text("type"), call.text("cmName"));
    return port.get()
        .get(key)
        .map(limit -> shown(key, limit))
        .orElseThrow(() -> Refusal.notFound(RESOURCE, key.key()));
  }

  Reply update(Call call) {
    var body = call.body("namespace", "type", "cmName", "key", "limit");
    var key = key(call, pathKey(call), body.text("type"), body.text("cmName"));
    if (port.get().get(key).isEmpty()) {
      throw Refusal.notFound(RESOURCE, key.key());
    }
    return set(key, limit(body));
  }

  Reply delete(Call call) {
    var key = key(call, pathKey(call), call.text("type"), call.text("cmName"));
    if (!port.get().delete(key)) {
      throw Refusal.notFound(RESOURCE, key.key());
    }
    return Reply.empty();
  }

  private Reply set(Key key, int limit) {
    port.get().set(key, limit);
    return shown(key, limit);
  }

  private static String pathKey(Call call) {
    return call.variables().getOrDefault("key", "");
  }

  private static Key key(Call call, String key, String type, String configMap) {
    if (!KEY.matcher(key).matches()) {
      throw Refusal.invalid(
          "key: expected 1 to 253 letters, digits, '-', '_' and '.', found '%s'"
              .formatted(Refusal.shown(key)));
    }
    return switch (type(type)) {
      case DATABASE -> new Key(call.namespace(), Type.DATABASE, null, key);
      case CONFIGMAP -> {
        var problem = Dns1123.subdomainProblem(configMap);
        if (problem != null) {
          throw Refusal.invalid("cmName: " + problem);
        }
        yield new Key(call.namespace(), Type.CONFIGMAP, configMap, key);
      }
    };
  }

  /// As in protobuf's JSON, the first value of an enumeration need not be written.
  private static Type type(String text) {
    return switch (text.toUpperCase(Locale.ROOT)) {
      case "", "CONFIGMAP", "0" -> Type.CONFIGMAP;
      case "DATABASE", "1" -> Type.DATABASE;
      default ->
          throw Refusal.invalid(
              "type: expected CONFIGMAP or DATABASE, found '%s'".formatted(Refusal.shown(text)));
    };
  }

  private static int limit(Body body) {
    var limit = body.number("limit");
    if (limit == null || limit < 0) {
      throw Refusal.invalid(
          "limit: expected a whole number from 0, found %s"
              .formatted(limit == null ? "nothing" : limit));
    }
    return limit;
  }

  private static Reply shown(Key key, int limit) {
    var shown =
        JsonNodeFactory.instance
            .objectNode()
            .put("namespace", key.namespace())
            .put("type", key.type().name())
            .put("key", key.key())
            .put("limit", limit);
    if (key.configMap() != null) {
      shown.put("cmName", key.configMap());
    }
    return Reply.of(shown);
  }
}
