package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.CompareFailure;
import dev.tiphys.delivery.compare.IgnoreRules;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.application.ApplicationSpec.IgnoreDifference;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// An application that is there, with what its set says of it (C254–C256).
record Merging(ApplicationSet set) {
  private static final String GROUP = "argoproj.io";
  private static final String KIND = "Application";
  private static final Set<String> KEPT_ANNOTATIONS =
      Set.of(
          "notified.notifications.argoproj.io",
          "argocd.argoproj.io/refresh",
          "argocd.argoproj.io/hydrate");
  private static final List<String> KEPT_FINALIZERS =
      List.of(
          "pre-delete-finalizer.argocd.argoproj.io", "post-delete-finalizer.argocd.argoproj.io");

  /// @throws GenerationException if the set's `ignoreApplicationDifferences` make no sense
  ObjectNode merged(ObjectNode wanted, JsonNode found) {
    ObjectNode merged = found.deepCopy();
    merged.set("spec", wanted.get("spec"));
    var metadata = (ObjectNode) merged.get("metadata");
    metadata.set("ownerReferences", wanted.at("/metadata/ownerReferences"));
    var annotations = new HashSet<>(KEPT_ANNOTATIONS);
    annotations.addAll(set.spec().preservedFields().annotations());
    texts(metadata, wanted, "annotations", annotations);
    texts(metadata, wanted, "labels", Set.copyOf(set.spec().preservedFields().labels()));
    finalizers(metadata, wanted, found);
    return set.spec().ignoreApplicationDifferences().isEmpty()
        ? merged
        : withoutIgnored(merged, found);
  }

  /// What differs where nothing is ignored. A list is one thing: whatever else changes in it
  /// changes all of it.
  private ObjectNode withoutIgnored(ObjectNode merged, JsonNode found) {
    try {
      var key = ObjectKey.of(found);
      var rules =
          IgnoreRules.of(
              set.spec().ignoreApplicationDifferences().stream()
                  .map(
                      ignored ->
                          new IgnoreDifference(
                              GROUP,
                              KIND,
                              ignored.name(),
                              "",
                              ignored.jsonPointers(),
                              ignored.jqPathExpressions(),
                              List.of()))
                  .toList());
      var named = new ObjectKey(GROUP, KIND, key.namespace(), key.name());
      var before = rules.applyTo(found.deepCopy(), named);
      var after = rules.applyTo(merged.deepCopy(), named);
      ObjectNode result = found.deepCopy();
      bring(result, before, after);
      return result;
    } catch (CompareFailure e) {
      throw new GenerationException("ignoreApplicationDifferences", e);
    }
  }

  /// Changes `target` by what is different between two states of it.
  private static void bring(ObjectNode target, ObjectNode before, ObjectNode after) {
    for (var field : List.copyOf(before.properties())) {
      if (!after.has(field.getKey())) {
        target.remove(field.getKey());
      }
    }
    for (var field : after.properties()) {
      var own = target.get(field.getKey());
      var old = before.get(field.getKey());
      if (field.getValue() instanceof ObjectNode now
          && old instanceof ObjectNode then
          && own instanceof ObjectNode inner) {
        bring(inner, then, now);
      } else if (!field.getValue().equals(old)) {
        target.set(field.getKey(), field.getValue());
      }
    }
  }

  private static void texts(
      ObjectNode metadata, JsonNode wanted, String field, Set<String> preserved) {
    var own = metadata.path(field);
    var all = metadata.objectNode();
    preserved.stream().filter(own::has).sorted().forEach(key -> all.set(key, own.get(key)));
    wanted
        .path("metadata")
        .path(field)
        .properties()
        .forEach(
            entry -> {
              if (!all.has(entry.getKey())) {
                all.set(entry.getKey(), entry.getValue());
              }
            });
    if (all.isEmpty()) {
      metadata.remove(field);
    } else {
      metadata.set(field, all);
    }
  }

  private static void finalizers(ObjectNode metadata, JsonNode wanted, JsonNode found) {
    var all = new LinkedHashSet<String>();
    wanted.at("/metadata/finalizers").forEach(finalizer -> all.add(finalizer.asText()));
    for (var finalizer : found.at("/metadata/finalizers")) {
      if (KEPT_FINALIZERS.stream().anyMatch(kept -> finalizer.asText().startsWith(kept))) {
        all.add(finalizer.asText());
      }
    }
    metadata.remove("finalizers");
    if (!all.isEmpty()) {
      var list = metadata.putArray("finalizers");
      all.forEach(list::add);
    }
  }
}
