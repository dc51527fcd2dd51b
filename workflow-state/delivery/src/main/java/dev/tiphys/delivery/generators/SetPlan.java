package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.sync.PruneProof;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationCheck;
import dev.tiphys.language.application.ApplicationSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a set does with its applications (C251–C258).
///
/// @param created those that are not there yet
/// @param updated those that are there and differ, as they shall be
/// @param deleted the names of those that are no longer generated
/// @param owned the names of those that are the set's when all that is done
/// @param problems why applications that were generated are left out, or others are not deleted
public record SetPlan(
    List<ObjectNode> created,
    List<ObjectNode> updated,
    List<String> deleted,
    SortedSet<String> owned,
    List<String> problems) {
  /// The annotation of a set that lets it delete all its applications at once.
  public static final String ALLOW_EMPTY = "tiphys.dev/allow-empty";

  /// The annotation of a set with which a person approves of what it is about to delete.
  public static final String APPROVED = "argocd.argoproj.io/deletion-approved";

  private static final Set<String> UPDATING = Set.of("", "sync", "create-update");
  private static final Set<String> DELETING = Set.of("", "sync", "create-delete");

  /// What a set may delete: an application that it made earlier, says the log, once it has been
  /// generated again without it, completely.
  ///
  /// @param made the names of the applications that the set made or took over
  /// @param since when what is generated was generated
  public record Proof(Set<String> made, Instant since) {
    public Proof {
      made = Set.copyOf(made);
    }
  }

  /// Whether a set of that policy deletes its applications with itself (C253).
  public static boolean deletes(ApplicationSet set) {
    return DELETING.contains(set.spec().syncPolicy().applicationsSync());
  }

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
      Function<Application, Optional<String>> refusal,
      Proof proof) {
    var making = new Making(set, existing, refusal);
    generated.forEach(making::add);
    return making.plan(proof);
  }

  private static final class Making {
    private final ApplicationSet set;
    private final Ownership ownership;
    private final Merging merging;
    private final Function<Application, Optional<String>> refusal;
    private final Map<String, JsonNode> live = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<ObjectNode> created = new ArrayList<>();
    private final List<ObjectNode> updated = new ArrayList<>();
    private final SortedSet<String> names = new TreeSet<>();
    private final SortedSet<String> owned = new TreeSet<>();

    Making(
        ApplicationSet set,
        List<? extends JsonNode> existing,
        Function<Application, Optional<String>> refusal) {
      this.set = set;
      this.ownership = new Ownership(set);
      this.merging = new Merging(set);
      this.refusal = refusal;
      existing.forEach(app -> live.put(name(app), app));
    }

    void add(ObjectNode application) {
      var name = name(application);
      if (!names.add(name)) {
        problems.add(
            "ApplicationSet %s contains applications with duplicate name: %s"
                .formatted(set.name(), name));
        return;
      }
      var found = live.get(name);
      if (found != null && ownership.isOurs(found)) {
        owned.add(name);
      }
      try {
        var problem = problem(application);
        if (problem.isPresent()) {
          problems.add("application %s: %s".formatted(name, problem.get()));
        } else {
          place(name, wanted(application), found);
        }
      } catch (GenerationException e) {
        problems.add("application %s: %s".formatted(name, e.getMessage()));
      }
    }

    private ObjectNode wanted(ObjectNode application) {
      var wanted = ownership.owned(application.deepCopy());
      if (RollingSync.isEnabled(set)
          && wanted.at("/spec/syncPolicy/automated") instanceof ObjectNode automated) {
        automated.put("enabled", false);
      }
      return wanted;
    }

    private void place(String name, ObjectNode wanted, @Nullable JsonNode found) {
      if (found == null) {
        created.add(wanted);
        owned.add(name);
        return;
      }
      var other = ownership.otherOwner(found);
      if (other.isPresent()) {
        problems.add("application %s is there already, and is of %s".formatted(name, other.get()));
      } else if (UPDATING.contains(set.spec().syncPolicy().applicationsSync())
          && !isLeaving(found)) {
        owned.add(name);
        var merged = merging.merged(wanted, found);
        if (!merged.equals(found)) {
          updated.add(merged);
        }
      }
    }

    private Optional<String> problem(ObjectNode json) {
      try {
        var application = Application.from(json);
        var found = ApplicationCheck.check(application);
        return found.isEmpty()
            ? refusal.apply(application)
            : Optional.of(found.getFirst().message());
      } catch (IllegalArgumentException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }

    SetPlan plan(Proof proof) {
      var deleted = new ArrayList<String>();
      live.forEach(
          (name, app) -> {
            if (names.contains(name) || !ownership.isOurs(app)) {
              return;
            }
            if (!proof.made().contains(name)) {
              problems.add(
                  "application %s is not deleted: nothing says that this set made it"
                      .formatted(name));
            } else {
              owned.add(name);
              if (deletes(set) && !isLeaving(app)) {
                deleted.add(name);
              }
            }
          });
      unproven(deleted, proof)
          .ifPresent(
              problem -> {
                problems.add(problem);
                deleted.clear();
              });
      deleted.forEach(owned::remove);
      return new SetPlan(
          List.copyOf(created),
          List.copyOf(updated),
          List.copyOf(deleted),
          owned,
          List.copyOf(problems));
    }

    /// Why these are not to be deleted, if a person has to say so first (DESIGN §6).
    private Optional<String> unproven(List<String> deleted, Proof proof) {
      var annotations = set.metadata().annotations();
      var approved = PruneProof.approval(annotations.getOrDefault(APPROVED, ""));
      if (deleted.isEmpty() || approved != null && !approved.isBefore(proof.since())) {
        return Optional.empty();
      }
      if (names.isEmpty() && !"true".equals(annotations.get(ALLOW_EMPTY))) {
        return Optional.of(
            "no application was generated, so none of %d is deleted; the annotation %s=true allows it"
                .formatted(deleted.size(), ALLOW_EMPTY));
      }
      if (!names.isEmpty()
          && deleted.size() > PruneProof.FREE_MAX
          && deleted.size() > proof.made().size() * PruneProof.SHARE_MAX) {
        return Optional.of(
            "%d of %d applications would go, so none of them is deleted; 'tiphys appset confirm' allows it"
                .formatted(deleted.size(), proof.made().size()));
      }
      return Optional.empty();
    }
  }

  static String name(JsonNode application) {
    return application.at("/metadata/name").asText();
  }

  private static boolean isLeaving(JsonNode application) {
    return application.path("metadata").hasNonNull("deletionTimestamp");
  }

  /// Whether nothing is to be done.
  public boolean isEmpty() {
    return created.isEmpty() && updated.isEmpty() && deleted.isEmpty();
  }
}
