package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Kustomize;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// What the options of an application change in a kustomization, as `kustomize edit` would (C033 to
/// C040).
final class KustomizationEdit {
  private final ObjectNode file;
  private final Kustomize options;
  private final UnaryOperator<String> substitute;

  private KustomizationEdit(ObjectNode file, Kustomize options, UnaryOperator<String> substitute) {
    this.file = file;
    this.options = options;
    this.substitute = substitute;
  }

  /// Whether the options change anything.
  static boolean isNeeded(Kustomize options) {
    return !(options.namePrefix().isEmpty()
        && options.nameSuffix().isEmpty()
        && options.images().isEmpty()
        && options.replicas().isEmpty()
        && options.commonLabels().isEmpty()
        && options.commonAnnotations().isEmpty()
        && options.namespace().isEmpty()
        && options.patches().isEmpty()
        && options.components().isEmpty());
  }

  /// Changes `file`.
  ///
  /// @param substitute replaces variables of the build environment
  /// @param exists whether a component is there
  static void apply(
      ObjectNode file,
      Kustomize options,
      UnaryOperator<String> substitute,
      Predicate<String> exists) {
    var edit = new KustomizationEdit(file, options, substitute);
    edit.text("namePrefix", options.namePrefix());
    edit.text("nameSuffix", options.nameSuffix());
    edit.images();
    edit.replicas();
    edit.labels();
    edit.annotations();
    edit.text("namespace", options.namespace());
    edit.patches();
    edit.components(exists);
  }

  private void text(String field, String value) {
    if (!value.isEmpty()) {
      file.put(field, value);
    }
  }

  private ArrayNode list(String field) {
    return file.get(field) instanceof ArrayNode known ? known : file.putArray(field);
  }

  private ObjectNode map(String field) {
    return file.get(field) instanceof ObjectNode known ? known : file.putObject(field);
  }

  /// An image as it is written: `[old=]image[:tag][@digest]`.
  record Image(String name, String newName, String tag, String digest) {
    static Image of(String text) {
      var equals = text.indexOf('=');
      var name = equals < 0 ? "" : text.substring(0, equals);
      var rest = text.substring(equals + 1);
      var at = rest.indexOf('@');
      var digest = at < 0 ? "" : rest.substring(at + 1);
      rest = at < 0 ? rest : rest.substring(0, at);
      var colon = rest.lastIndexOf(':');
      var tag = colon <= rest.lastIndexOf('/') ? "" : rest.substring(colon + 1);
      rest = colon <= rest.lastIndexOf('/') ? rest : rest.substring(0, colon);
      return equals < 0 ? new Image(rest, "", tag, digest) : new Image(name, rest, tag, digest);
    }
  }

  private void images() {
    if (options.images().isEmpty()) {
      return;
    }
    Map<String, ObjectNode> byName = new TreeMap<>();
    list("images")
        .forEach(
            image -> {
              if (image instanceof ObjectNode known) {
                byName.put(image.path("name").asText(), known);
              }
            });
    for (var text : options.images()) {
      var image = Image.of(substitute.apply(text));
      var entry = byName.computeIfAbsent(image.name(), _ -> file.objectNode());
      entry.put("name", image.name());
      if (!image.newName().isEmpty()) {
        entry.put("newName", image.newName());
      }
      if (!image.tag().isEmpty() || !image.digest().isEmpty()) {
        entry.remove(List.of("newTag", "digest"));
        if (!image.tag().isEmpty()) {
          entry.put("newTag", image.tag());
        }
        if (!image.digest().isEmpty()) {
          entry.put("digest", image.digest());
        }
      }
    }
    file.putArray("images").addAll(byName.values());
  }

  private void replicas() {
    if (options.replicas().isEmpty()) {
      return;
    }
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    list("replicas").forEach(entry -> byName.put(entry.path("name").asText(), entry));
    for (var replica : options.replicas()) {
      if (!replica.count().matches("[+-]?[0-9]{1,18}")) {
        throw new RenderFailure("expected integer value for count. Received: %s", replica.count());
      }
      byName.put(
          replica.name(),
          file.objectNode()
              .put("name", replica.name())
              .put("count", Long.parseLong(replica.count())));
    }
    file.putArray("replicas").addAll(byName.values());
  }

  private void labels() {
    if (options.labelIncludeTemplates() && !options.labelWithoutSelector()) {
      throw new RenderFailure("kustomize: labelIncludeTemplates needs labelWithoutSelector");
    }
    if (options.commonLabels().isEmpty()) {
      return;
    }
    if (!options.labelWithoutSelector()) {
      add("label", map("commonLabels"), options.commonLabels(), options.forceCommonLabels(), true);
      return;
    }
    var entry = labelEntry();
    add(
        "label",
        entry.get("pairs") instanceof ObjectNode known ? known : entry.putObject("pairs"),
        options.commonLabels(),
        options.forceCommonLabels(),
        true);
  }

  /// The entry of `labels` that such labels go into.
  private ObjectNode labelEntry() {
    for (var entry : list("labels")) {
      if (entry instanceof ObjectNode known
          && !entry.path("includeSelectors").asBoolean(false)
          && entry.path("includeTemplates").asBoolean(false) == options.labelIncludeTemplates()
          && !entry.has("fields")) {
        return known;
      }
    }
    // A label that another entry sets would be set twice, and the last one counts.
    var entry = list("labels").addObject();
    entry.put("includeSelectors", false);
    entry.put("includeTemplates", options.labelIncludeTemplates());
    return entry;
  }

  private void annotations() {
    if (!options.commonAnnotations().isEmpty()) {
      add(
          "annotation",
          map("commonAnnotations"),
          options.commonAnnotations(),
          options.forceCommonAnnotations(),
          options.commonAnnotationsEnvsubst());
    }
  }

  private void add(
      String what,
      ObjectNode target,
      Map<String, String> values,
      boolean force,
      boolean substituted) {
    values.forEach(
        (key, value) -> {
          if (target.has(key) && !force) {
            throw new RenderFailure("%s %s already in kustomization file", what, key);
          }
          target.put(key, substituted ? substitute.apply(value) : value);
        });
  }

  private void patches() {
    for (var patch : options.patches()) {
      var entry = list("patches").addObject();
      if (!patch.path().isEmpty()) {
        entry.put("path", patch.path());
      }
      if (!patch.patch().isEmpty()) {
        entry.put("patch", patch.patch());
      }
      if (patch.target() != null) {
        entry.set("target", patch.target());
      }
      if (!patch.options().isEmpty()) {
        var flags = entry.putObject("options");
        patch.options().forEach(flags::put);
      }
    }
  }

  private void components(Predicate<String> exists) {
    var known = new HashSet<String>();
    file.path("components").forEach(component -> known.add(component.asText()));
    for (var component : options.components()) {
      var there = !options.ignoreMissingComponents() || exists.test(component);
      if (there && known.add(component)) {
        list("components").add(component);
      }
    }
  }
}
