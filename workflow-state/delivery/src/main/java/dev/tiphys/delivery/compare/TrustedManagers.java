package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Fields;
import dev.tiphys.delivery.merge.MergeFailure;
import dev.tiphys.delivery.merge.Schema;
import dev.tiphys.delivery.merge.Values;
import java.util.LinkedHashSet;
import java.util.Set;

/// Takes from a wanted and a live object the fields that others may change (§4.2): those that
/// differ, and that one of the managers owns. What only one of the two has stays.
final class TrustedManagers {
  private TrustedManagers() {}

  static void apply(ObjectNode desired, ObjectNode live, Set<String> managers) {
    if (managers.isEmpty()) {
      return;
    }
    for (var path : differing(desired, live, owned(live, managers))) {
      Fields.remove(desired, path);
      Fields.remove(live, path);
    }
  }

  private static Set<String> owned(ObjectNode live, Set<String> managers) {
    var paths = new LinkedHashSet<String>();
    for (var entry : live.path("metadata").path("managedFields")) {
      if (managers.contains(entry.path("manager").asText())) {
        try {
          paths.addAll(Fields.read(entry.path("fieldsV1")).paths());
        } catch (MergeFailure e) {
          // What cannot be read is owned by nobody.
        }
      }
    }
    return paths;
  }

  private static Set<String> differing(ObjectNode desired, ObjectNode live, Set<String> owned) {
    var schema = Schema.of(live.path("apiVersion").asText(), live.path("kind").asText());
    var paths = new LinkedHashSet<String>();
    for (var path : owned) {
      var wanted = Fields.value(desired, path);
      var found = Fields.value(live, path);
      var both = !wanted.isMissingNode() && !found.isMissingNode();
      if (both && isLeaf(path, wanted, schema) && !Values.same(wanted, found)) {
        paths.add(path);
      }
    }
    return paths;
  }

  /// Whether the value is one as a whole: an owner of a list or a map owns only that it is there.
  private static boolean isLeaf(String path, JsonNode value, Schema root) {
    if (!value.isContainerNode()) {
      return true;
    }
    var schema = root;
    for (var step : Fields.steps(path)) {
      if (!step.startsWith("f:")) {
        // An element of a list has the fields of the list's type.
        continue;
      }
      schema = schema.child(step.substring(2));
    }
    return path.substring(path.lastIndexOf('\0') + 1).startsWith("f:")
        && (value.isObject() ? schema.atomic() : schema.keys().isEmpty() && !schema.set());
  }
}
