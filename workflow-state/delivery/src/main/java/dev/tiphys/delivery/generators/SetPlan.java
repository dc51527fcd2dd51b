package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationCheck;
import dev.tiphys.language.application.ApplicationSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a set does with its applications (C251–C258).
///
/// @param created those that are not there yet
/// @param updated those that are there and differ, as they shall be
/// @param deleted the names of those that are no longer generated
/// @param problems why applications that were generated are left out, or others are not deleted
public record SetPlan(
    List<ObjectNode> created,
    List<ObjectNode> updated,
    List<String> deleted,
    List<String> problems) {
  /// The annotation of a set that lets it delete all its applications at once.
  public static final String ALLOW_EMPTY = "tiphys.dev/allow-empty";

  private static final Set<String> KEPT_ANNOTATIONS =
      Set.of(
          "notified.notifications.argoproj.io",
          "argocd.argoproj.io/refresh",
          "argocd.argoproj.io/hydrate");
  private static final List<String> KEPT_FINALIZERS =
      List.of(
          "pre-delete-finalizer.argocd.argoproj.io", "post-delete-finalizer.argocd.argoproj.io");

  /// Plans for a set.
  ///
  /// An empty answer of generators is no order to delete: nothing is deleted when nothing is
  /// generated, unless the set says with an annotation that it may.
  ///
  /// @param generated the applications as they shall be
  /// @param existing all applications of the set's namespace
  /// @param refusal what else is wrong with one, such as a project that is not there; nothing if
  ///     nothing
  public static SetPlan of(
      ApplicationSet set,
      List<ObjectNode> generated,
      List<? extends JsonNode> existing,
      Function<Application, Optional<String>> refusal) {
    var live = new LinkedHashMap<String, JsonNode>();
    existing.forEach(app -> live.put(app.at("/metadata/name").asText(), app));
    var policy = set.spec().syncPolicy().applicationsSync();
    var problems = new ArrayList<String>();
    var created = new ArrayList<ObjectNode>();
    var updated = new ArrayList<ObjectNode>();
    var names = new HashSet<String>();
    for (var application : generated) {
      var name = application.at("/metadata/name").asText();
      if (!names.add(name)) {
        problems.add(
            "ApplicationSet %s contains applications with duplicate name: %s"
                .formatted(set.name(), name));
        continue;
      }
      var problem = problem(application, refusal);
      if (problem.isPresent()) {
        problems.add("application %s: %s".formatted(name, problem.get()));
        continue;
      }
      var wanted = owned(application.deepCopy(), set);
      var found = live.get(name);
      if (found == null) {
        created.add(wanted);
      } else if (!isOwned(found, set)) {
        problems.add("application %s is there already, and is none of this set".formatted(name));
      } else if (!policy.equals("create-only") && !policy.equals("create-delete")) {
        var merged = merged(wanted, found, set);
        if (!merged.equals(found)) {
          updated.add(merged);
        }
      }
    }
    var deleted = new ArrayList<String>();
    if (!policy.equals("create-only") && !policy.equals("create-update")) {
      live.forEach(
          (name, app) -> {
            if (!names.contains(name) && isOwned(app, set)) {
              deleted.add(name);
            }
          });
    }
    if (generated.isEmpty() && !deleted.isEmpty() && !mayBeEmpty(set)) {
      problems.add(
          "no application was generated, so none of %d is deleted; the annotation %s=true allows it"
              .formatted(deleted.size(), ALLOW_EMPTY));
      deleted.clear();
    }
    return new SetPlan(
        List.copyOf(created), List.copyOf(updated), List.copyOf(deleted), List.copyOf(problems));
  }

  private static boolean mayBeEmpty(ApplicationSet set) {
    return "true".equals(set.metadata().annotations().get(ALLOW_EMPTY));
  }

  private static Optional<String> problem(
      ObjectNode json, Function<Application, Optional<String>> refusal) {
    try {
      var application = Application.from(json);
      var problems = ApplicationCheck.check(application);
      return problems.isEmpty()
          ? refusal.apply(application)
          : Optional.of(problems.getFirst().message());
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode owned(ObjectNode application, ApplicationSet set) {
    var owner = ((ObjectNode) application.get("metadata")).putArray("ownerReferences").addObject();
    owner
        .put("apiVersion", "argoproj.io/v1alpha1")
        .put("kind", "ApplicationSet")
        .put("name", set.name())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    if (set.metadata().uid() != null) {
      owner.put("uid", set.metadata().uid());
    }
    return application;
  }

  private static boolean isOwned(JsonNode application, ApplicationSet set) {
    for (var owner : application.at("/metadata/ownerReferences")) {
      if (owner.path("kind").asText().equals("ApplicationSet")
          && owner.path("name").asText().equals(set.name())) {
        return true;
      }
    }
    return false;
  }

  /// The live application with what the set says of it (C254–C256).
  private static ObjectNode merged(ObjectNode wanted, JsonNode found, ApplicationSet set) {
    ObjectNode merged = found.deepCopy();
    merged.set("spec", wanted.get("spec"));
    var metadata = (ObjectNode) merged.get("metadata");
    metadata.set("ownerReferences", wanted.at("/metadata/ownerReferences"));
    var annotations = new HashSet<>(KEPT_ANNOTATIONS);
    annotations.addAll(set.spec().preservedFields().annotations());
    texts(metadata, wanted, "annotations", annotations);
    texts(metadata, wanted, "labels", Set.copyOf(set.spec().preservedFields().labels()));
    finalizers(metadata, wanted, found);
    for (var ignored : set.spec().ignoreApplicationDifferences()) {
      if (ignored.name().isEmpty() || ignored.name().equals(metadata.path("name").asText())) {
        ignored.jsonPointers().forEach(pointer -> keep(merged, found, pointer));
      }
    }
    return merged;
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

  /// Makes a field what it is in the live application.
  private static void keep(ObjectNode merged, JsonNode found, String text) {
    JsonPointer pointer;
    try {
      pointer = JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      return;
    }
    var head = pointer.head();
    if (head == null || !(merged.at(head) instanceof ObjectNode parent)) {
      return;
    }
    var name = pointer.last().getMatchingProperty();
    var value = found.at(pointer);
    if (value.isMissingNode()) {
      parent.remove(name);
    } else {
      parent.set(name, value);
    }
  }

  /// Whether nothing is to be done.
  public boolean isEmpty() {
    return created.isEmpty() && updated.isEmpty() && deleted.isEmpty();
  }

  /// The conditions of the set's status (C259), by type: whether it holds, and the message.
  public Map<String, Map.Entry<Boolean, String>> conditions() {
    var conditions = new LinkedHashMap<String, Map.Entry<Boolean, String>>();
    var message =
        problems.isEmpty()
            ? "All applications have been generated successfully"
            : problems.getLast()
                + (problems.size() > 1 ? " (and %d more)".formatted(problems.size() - 1) : "");
    conditions.put("ErrorOccurred", Map.entry(!problems.isEmpty(), message));
    conditions.put("ParametersGenerated", Map.entry(true, "Successfully generated parameters"));
    conditions.put("ResourcesUpToDate", Map.entry(problems.isEmpty(), message));
    return conditions;
  }
}
