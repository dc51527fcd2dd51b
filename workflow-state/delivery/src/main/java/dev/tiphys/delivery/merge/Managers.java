package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/// Who set which fields of an object: its `managedFields`.
public final class Managers {
  /// A manager, how it writes, and which part of the object.
  public record Manager(String name, String operation, String subresource) {}

  private record Entry(Fields fields, String apiVersion, String time) {}

  private final Map<Manager, Entry> entries = new LinkedHashMap<>();

  /// @param object may be without any
  public static Managers of(JsonNode object) {
    var managers = new Managers();
    for (var entry : object.path("metadata").path("managedFields")) {
      managers.entries.put(
          new Manager(
              entry.path("manager").asText(),
              entry.path("operation").asText(),
              entry.path("subresource").asText("")),
          new Entry(
              Fields.read(entry.path("fieldsV1")),
              entry.path("apiVersion").asText(),
              entry.path("time").asText()));
    }
    return managers;
  }

  public Fields of(Manager manager) {
    var entry = entries.get(manager);
    return entry == null ? Fields.none() : entry.fields();
  }

  /// Who besides `manager` has set `path` or something below it.
  String otherOf(String path, Manager manager) {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(manager))
        .filter(entry -> entry.getValue().fields().reaches(path))
        .map(entry -> entry.getKey().name())
        .findFirst()
        .orElse("");
  }

  void put(Manager manager, Fields fields, String apiVersion, Instant now) {
    if (fields.paths().isEmpty()) {
      entries.remove(manager);
    } else {
      var known = entries.get(manager);
      var time =
          known != null && known.fields().equals(fields)
              ? known.time()
              : now.truncatedTo(ChronoUnit.SECONDS).toString();
      entries.put(manager, new Entry(fields, apiVersion, time));
    }
  }

  /// Takes `path` away from all but `manager`.
  void takeFromOthers(String path, Manager manager) {
    entries
        .entrySet()
        .removeIf(
            entry -> {
              if (!entry.getKey().equals(manager)) {
                entry.getValue().fields().paths().remove(path);
              }
              return entry.getValue().fields().paths().isEmpty();
            });
  }

  /// Notes what a write that is no apply has changed from `old` to `now`.
  public void changed(JsonNode old, ObjectNode now, Schema schema, Manager manager, Instant at) {
    var before = Fields.of(old, schema);
    var after = Fields.of(now, schema);
    var mine = new TreeSet<>(of(manager).paths());
    for (var path : after.paths()) {
      var same =
          before.paths().contains(path)
              && Values.same(Fields.value(old, path), Fields.value(now, path));
      if (!same && !path.substring(path.lastIndexOf('\0') + 1).startsWith("k:")) {
        mine.add(path);
        takeFromOthers(path, manager);
      } else if (!before.paths().contains(path)) {
        mine.add(path);
      }
    }
    mine.retainAll(after.paths());
    entries.values().forEach(entry -> entry.fields().paths().retainAll(after.paths()));
    entries.values().removeIf(entry -> entry.fields().paths().isEmpty());
    put(manager, new Fields(mine), now.path("apiVersion").asText(), at);
  }

  /// Gives all that `from` has set by updates to what `to` has applied. What a client notes about
  /// its last apply goes to nobody.
  ///
  /// @return whether `from` had set anything
  public boolean pass(String from, String to, String apiVersion) {
    var entry = entries.remove(new Manager(from, "Update", ""));
    if (entry == null) {
      return false;
    }
    var applier = new Manager(to, "Apply", "");
    var known = entries.get(applier);
    var fields = Fields.none();
    if (known != null) {
      fields.paths().addAll(known.fields().paths());
    }
    fields.paths().addAll(entry.fields().paths());
    fields
        .paths()
        .remove(
            Fields.join(
                Fields.join("f:metadata", "f:annotations"),
                "f:kubectl.kubernetes.io/last-applied-configuration"));
    entries.put(
        applier, new Entry(fields, apiVersion, known == null ? entry.time() : known.time()));
    return true;
  }

  /// Puts what is known here in the place of the `managedFields` of `object`.
  public void writeTo(ObjectNode object) {
    var metadata = object.withObject("/metadata");
    if (entries.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    var list = metadata.putArray("managedFields");
    entries.forEach(
        (manager, entry) -> {
          var one = list.addObject();
          one.put("manager", manager.name()).put("operation", manager.operation());
          one.put("apiVersion", entry.apiVersion()).put("time", entry.time());
          one.put("fieldsType", "FieldsV1").set("fieldsV1", entry.fields().json());
          if (!manager.subresource().isEmpty()) {
            one.put("subresource", manager.subresource());
          }
        });
  }
}
