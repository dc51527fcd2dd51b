package dev.tiphys.delivery.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.health.HealthRules;
import java.util.List;
import java.util.Map;

/// Which changes of live objects are worth a comparison (C110): `ignoreResourceUpdates` of
/// `argocd-cm`. Without these rules every controller that writes into its objects all the time
/// would have them compared all the time.
///
/// @param enabled whether any change is passed over
public record UpdateRules(boolean enabled, IgnoreRules ignored) {
  private static final String ENABLED = "resource.ignoreResourceUpdatesEnabled";
  private static final String OPTION = "ignoreDifferencesOnResourceUpdates";
  private static final List<String> BOOKKEEPING =
      List.of("resourceVersion", "generation", "managedFields");

  /// Reads the data of `argocd-cm`.
  ///
  /// @param comparing what the same data says of comparisons
  /// @throws CompareFailure if a value is not what its key asks for
  public static UpdateRules of(Map<String, String> data, CompareSettings comparing) {
    var own = IgnoreRules.of(CompareSettings.rules(data, "ignoreResourceUpdates"));
    var options = CompareSettings.yaml(data, "resource.compareoptions");
    var both = !options.path(OPTION).asText("true").equals("false");
    return new UpdateRules(
        !data.getOrDefault(ENABLED, "").strip().equals("false"),
        both ? own.with(comparing.ignoreRules()) : own);
  }

  /// Whether a change from `before` to `after` may change a comparison, or says how the object is.
  public boolean matters(ObjectNode before, ObjectNode after, HealthRules health) {
    return !enabled
        || !health.assess(before).equals(health.assess(after))
        || !left(before).equals(left(after));
  }

  private JsonNode left(ObjectNode object) {
    var copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(BOOKKEEPING);
    }
    return ignored.applyTo(copy, ObjectKey.of(copy));
  }
}
