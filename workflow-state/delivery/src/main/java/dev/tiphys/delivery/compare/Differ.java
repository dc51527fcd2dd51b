package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.merge.Applying;
import dev.tiphys.delivery.merge.Contained;
import dev.tiphys.delivery.merge.Defaults;
import dev.tiphys.delivery.merge.Managers.Manager;
import dev.tiphys.delivery.merge.MergeFailure;
import dev.tiphys.delivery.merge.Schema;
import dev.tiphys.delivery.merge.ThreeWay;
import dev.tiphys.delivery.merge.Typed;
import dev.tiphys.delivery.merge.Values;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what an apply would change (§4): by a three-way merge with what was applied last, by a
/// structured merge where the application asks for server-side apply, or from the answer of a dry
/// run. Safe for many threads.
public final class Differ {
  /// The name by which fields are owned.
  public static final String MANAGER = "argocd-controller";

  private final Normalization normalization;
  private final Tracking tracking;

  /// @param rules of the application; those of the settings hold too
  public Differ(CompareSettings settings, IgnoreRules rules) {
    this.normalization = new Normalization(settings, rules);
    this.tracking = new Tracking(settings);
  }

  Normalization normalization() {
    return normalization;
  }

  /// What an apply of `desired` would change of `live`. Neither is touched.
  ///
  /// @param desired null if the object is not wanted; then nothing is modified
  /// @param live null if it is not there; then all is
  /// @param structured whether it is applied server-side
  /// @throws CompareFailure if an expression that says what to ignore has no end
  public Difference diff(
      @Nullable ObjectNode desired, @Nullable ObjectNode live, boolean structured) {
    if (desired == null || live == null) {
      return oneSided(desired, live);
    }
    return isThere(desired, live, structured)
        ? new Difference(false, live, live)
        : merged(desired, live, structured);
  }

  /// As a merge tells, however plain it is.
  Difference merged(ObjectNode desired, ObjectNode live, boolean structured) {
    var key = ObjectKey.of(desired);
    var wanted = desired.deepCopy();
    var found = tracking.migrated(live, wanted);
    TrustedManagers.apply(wanted, found, normalization.rules().managers(key));
    wanted = normalization.ignored(normalization.written(wanted), key);
    found = normalization.ignored(normalization.written(found), key);
    return structured ? structured(wanted, found) : threeWay(wanted, found);
  }

  /// What the dry run of a server-side apply of `desired` says that it would change of `live`.
  ///
  /// @param answer the object as the server would have it
  /// @param webhooks whether what admission webhooks change counts
  public Difference serverSide(
      ObjectNode desired, ObjectNode live, ObjectNode answer, boolean webhooks) {
    var key = ObjectKey.of(desired);
    var predicted = webhooks ? answer.deepCopy() : DryRun.withoutWebhooks(live, answer);
    var found = live.deepCopy();
    for (var side : new ObjectNode[] {predicted, found}) {
      DryRun.strip(side);
      LastApplied.removeFrom(side);
    }
    TrustedManagers.apply(predicted, found, normalization.rules().managers(key));
    // The server has put in all defaults.
    return Difference.between(
        settled(normalization.ignored(normalization.written(found), key)),
        settled(normalization.ignored(normalization.written(predicted), key)));
  }

  /// Whether a quick look shows that nothing would change, as it is of most objects most of the
  /// time.
  static boolean isThere(ObjectNode desired, ObjectNode live, boolean structured) {
    var apiVersion = desired.path("apiVersion").asText();
    var kind = desired.path("kind").asText();
    if (structured) {
      for (var entry : live.path("metadata").path("managedFields")) {
        if (entry.path("manager").asText().equals(MANAGER)
            && entry.path("operation").asText().equals("Apply")
            && entry.path("subresource").asText("").isEmpty()) {
          return Contained.byApply(
              desired, live, entry.path("fieldsV1"), Schema.of(apiVersion, kind));
        }
      }
      return false;
    }
    var schema = isKnown(desired) ? Schema.of(apiVersion, kind) : Schema.UNKNOWN;
    var original = LastApplied.of(live);
    return (original.isEmpty() || isSame(original.get(), desired))
        && Contained.byThreeWay(desired, live, schema);
  }

  /// Whether it was applied last.
  private static boolean isSame(ObjectNode original, ObjectNode desired) {
    place(original);
    var wanted = JsonNodeFactory.instance.objectNode();
    wanted.setAll(desired);
    if (desired.get("metadata") instanceof ObjectNode metadata) {
      wanted.set("metadata", JsonNodeFactory.instance.objectNode().setAll(metadata));
    }
    place(wanted);
    return Values.same(original, wanted);
  }

  /// `desired` with the live values of whatever a comparison ignores; neither is touched.
  ///
  /// @throws CompareFailure if an expression that says what to ignore has no end
  public ObjectNode respecting(ObjectNode desired, ObjectNode live) {
    var key = ObjectKey.of(desired);
    var wanted = desired.deepCopy();
    var without = live.deepCopy();
    TrustedManagers.apply(wanted, without, normalization.rules().managers(key));
    wanted = normalization.rules().applyTo(wanted, key);
    without = normalization.rules().applyTo(without, key);
    Respecting.restore(wanted, live, without);
    return wanted;
  }

  private Difference oneSided(@Nullable ObjectNode desired, @Nullable ObjectNode live) {
    return new Difference(
        desired != null,
        live == null ? null : alone(live),
        desired == null ? null : alone(desired));
  }

  private ObjectNode alone(ObjectNode object) {
    return normalization.ignored(normalization.written(object), ObjectKey.of(object));
  }

  /// As a server has it once it is stored: what is empty is gone.
  private static ObjectNode settled(ObjectNode object) {
    var settled = Typed.object(object).orElseGet(object::deepCopy);
    dropNulls(settled);
    if (settled.get("metadata") instanceof ObjectNode metadata) {
      for (var field : List.of("labels", "annotations")) {
        if (metadata.has(field) && metadata.get(field).isEmpty()) {
          metadata.remove(field);
        }
      }
    }
    return settled;
  }

  private static ObjectNode defaulted(ObjectNode object) {
    Defaults.addTo(object);
    return object;
  }

  /// In what is live, null is the same as absent.
  private static void dropNulls(JsonNode live) {
    if (live instanceof ObjectNode object) {
      object.removeIf(JsonNode::isNull);
    }
    live.forEach(Differ::dropNulls);
  }

  private static boolean isKnown(JsonNode object) {
    return !object.path("kind").asText().equals("CustomResourceDefinition")
        && Schema.known(object.path("apiVersion").asText(), object.path("kind").asText());
  }

  private Difference structured(ObjectNode wanted, ObjectNode live) {
    var apiVersion = wanted.path("apiVersion").asText();
    var kind = wanted.path("kind").asText();
    if (wanted.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
    }
    ObjectNode merged;
    try {
      merged =
          new Applying(apiVersion, kind, new Manager(MANAGER, "Apply", ""), true)
              .apply(live, wanted, Instant.EPOCH);
    } catch (MergeFailure e) {
      // Managed fields that cannot be read say nothing.
      return threeWay(wanted, live);
    }
    for (var side : new ObjectNode[] {merged, live}) {
      DryRun.strip(side);
      LastApplied.removeFrom(side);
    }
    return between(live, merged);
  }

  /// Both sides as a server writes them.
  private static Difference between(ObjectNode live, ObjectNode predicted) {
    return Difference.between(defaulted(settled(live)), defaulted(settled(predicted)));
  }

  private Difference threeWay(ObjectNode wanted, ObjectNode live) {
    place(wanted);
    var original = LastApplied.of(live).orElse(wanted);
    if (original != wanted) {
      original = normalization.ignored(normalization.written(original), ObjectKey.of(wanted));
      place(original);
    }
    if (!isKnown(wanted)) {
      return between(live, ThreeWay.json(original, wanted, live));
    }
    var schema = Schema.of(wanted.path("apiVersion").asText(), wanted.path("kind").asText());
    return between(live, ThreeWay.strategic(original, wanted, live, schema));
  }

  /// Where an object is and annotations that are none are no difference.
  private static void place(ObjectNode object) {
    if (object.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("namespace");
      if (metadata.path("annotations").isEmpty()) {
        metadata.remove("annotations");
      }
    }
  }
}
