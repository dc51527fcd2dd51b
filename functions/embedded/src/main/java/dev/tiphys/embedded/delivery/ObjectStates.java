package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.compare.Differ;
import dev.tiphys.delivery.compare.Difference;
import dev.tiphys.delivery.compare.IgnoreRules;
import dev.tiphys.delivery.compare.Masks;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.SyncSettings;
import dev.tiphys.language.application.Application;
import org.jspecify.annotations.Nullable;

/// The states of one object of an application for who wants to look: as it should be, as it is, and
/// as a sync would leave it (C155). Nothing of them is secret.
final class ObjectStates {
  private final Application application;
  private final CompareSettings settings;
  private final Differ differ;
  private final Tracking tracking;

  ObjectStates(Application application, CompareSettings settings) {
    this.application = application;
    this.settings = settings;
    this.differ = new Differ(settings, IgnoreRules.of(application.spec().ignoreDifferences()));
    this.tracking = new Tracking(settings);
  }

  /// Writes `targetState`, `liveState`, `normalizedLiveState`, `predictedLiveState` and `modified`,
  /// states as JSON texts and `null` for what is not there.
  void write(ObjectNode shown, @Nullable JsonNode target, @Nullable ObjectNode live) {
    ObjectNode wanted = target == null ? null : target.deepCopy();
    if (wanted != null && live != null) {
      // What marks an object as an application's is no difference that people look for.
      tracking.copyMarks(live, wanted);
    }
    var difference = differ.diff(wanted, live, wanted != null && isStructured(wanted));
    var states = masked(wanted, live);
    var normalized = masked(difference.predicted(), difference.live());
    shown.put("targetState", text(states.predicted()));
    shown.put("liveState", text(states.live()));
    shown.put("normalizedLiveState", text(live == null ? null : normalized.live()));
    shown.put("predictedLiveState", text(wanted == null ? null : normalized.predicted()));
    shown.put("modified", difference.modified());
  }

  private boolean isStructured(JsonNode wanted) {
    var policy = application.spec().syncPolicy();
    return Annotations.option(wanted, SyncSettings.SERVER_SIDE_APPLY)
        || policy != null && policy.syncOptions().contains(SyncSettings.SERVER_SIDE_APPLY);
  }

  private Difference masked(@Nullable ObjectNode wanted, @Nullable ObjectNode live) {
    var hidden = new Masks(settings).of(without(live), without(wanted));
    return new Difference(false, hidden.first(), hidden.second());
  }

  /// An object without what is secret, and without who set which field.
  static JsonNode masked(JsonNode object, CompareSettings settings) {
    var hidden = new Masks(settings).of(without(object.deepCopy()), null).first();
    return hidden == null ? object : hidden;
  }

  private static @Nullable ObjectNode without(@Nullable ObjectNode object) {
    if (object == null || !object.path("metadata").has("managedFields")) {
      return object;
    }
    var copy = object.deepCopy();
    copy.withObjectProperty("metadata").remove("managedFields");
    return copy;
  }

  private static String text(@Nullable JsonNode object) {
    return object == null ? "null" : object.toString();
  }
}
