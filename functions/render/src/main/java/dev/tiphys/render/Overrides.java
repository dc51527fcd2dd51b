package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sources.tree.Tree;
import java.util.List;

/// What files of the repository change in a source: `.argocd-source.yaml`, then
/// `.argocd-source-<name>.yaml` (C013).
final class Overrides {
  private static final long BYTES_MAX = 1 << 20;
  private static final List<String> FIXED =
      List.of("repoURL", "path", "chart", "targetRevision", "ref", "name", "tagPrefix");

  private Overrides() {}

  /// The source as the files beside it have it.
  static ApplicationSource applied(
      ApplicationSource source, Tree tree, String path, String appName) {
    var merged = applied(source, tree, Tree.join(path, ".argocd-source.yaml"));
    return appName.isEmpty()
        ? merged
        : applied(merged, tree, Tree.join(path, ".argocd-source-" + appName + ".yaml"));
  }

  private static ApplicationSource applied(ApplicationSource source, Tree tree, String file) {
    var entry = tree.find(file);
    if (entry.isEmpty() || !entry.get().kind().isFile()) {
      return source;
    }
    try {
      var documents = YamlReader.read(tree.read(entry.get(), BYTES_MAX), file);
      if (documents.isEmpty()) {
        return source;
      }
      var patch = documents.getFirst().toJson();
      if (!patch.isObject()) {
        throw new RenderFailure(
            "%s: expected a map, found %s", file, documents.getFirst().described());
      }
      ObjectNode merged = source.json().deepCopy();
      merge(merged, patch);
      for (var field : FIXED) {
        if (source.json().has(field)) {
          merged.set(field, source.json().get(field));
        } else {
          merged.remove(field);
        }
      }
      return ApplicationSource.from(merged);
    } catch (MalformedYamlException e) {
      throw new RenderFailure("%s", e.getMessage());
    } catch (MalformedResourceException e) {
      throw new RenderFailure("%s: %s", file, e.getMessage());
    }
  }

  /// RFC 7386.
  private static void merge(ObjectNode target, JsonNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              var value = field.getValue();
              if (value.isNull()) {
                target.remove(field.getKey());
              } else if (value.isObject()) {
                var inner =
                    target.get(field.getKey()) instanceof ObjectNode known
                        ? known
                        : target.putObject(field.getKey());
                merge(inner, value);
              } else {
                target.set(field.getKey(), value);
              }
            });
  }
}
