package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What differs between two states of an object, as `argocd app diff` prints it.
public final class ObjectDiff {
  private ObjectDiff() {}

  /// @param live null if it is not there
  /// @param wanted null if it should not be there
  public static List<String> lines(
      String group,
      String kind,
      String namespace,
      String name,
      @Nullable JsonNode live,
      @Nullable JsonNode wanted) {
    var lines = new ArrayList<String>();
    lines.add(
        "===== %s %s ======"
            .formatted(
                group.isEmpty() ? kind : group + "/" + kind,
                namespace.isEmpty() ? name : namespace + "/" + name));
    lines.add("--- live");
    lines.add("+++ wanted");
    lines.addAll(UnifiedDiff.of(yaml(live), yaml(wanted)));
    return lines;
  }

  private static List<String> yaml(@Nullable JsonNode object) {
    return object instanceof ObjectNode shown
        ? YamlWriter.write(shown(shown)).lines().toList()
        : List.of();
  }

  /// Who set which field is for servers.
  private static ObjectNode shown(ObjectNode object) {
    if (object.path("metadata").has("managedFields")) {
      var copy = object.deepCopy();
      copy.withObjectProperty("metadata").remove("managedFields");
      return copy;
    }
    return object;
  }
}
