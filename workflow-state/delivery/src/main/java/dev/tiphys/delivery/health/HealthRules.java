package dev.tiphys.delivery.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.lua.LuaFailure;
import dev.tiphys.delivery.lua.LuaScript;
import java.util.Optional;
import java.util.stream.StreamSupport;

/// Judges live objects (cd-sync-algorithm §16), by the first of these that knows the kind: what the
/// user configured, our own scripts, the built-in rules. An object that is being deleted is
/// Progressing, unless one of our own scripts knows better.
public final class HealthRules {
  private static final String HOOK_FINALIZER = "argocd.argoproj.io/hook-finalizer";

  private final Customizations customizations;

  public HealthRules(Customizations customizations) {
    this.customizations = customizations;
  }

  /// How `object` is; empty if its kind has no rule, or the rule says nothing, which counts as
  /// fine. A rule that fails says Unknown, and why.
  public Optional<Health> assess(JsonNode object) {
    var kind = GroupKind.of(object);
    var configured = customizations.of(kind);
    var own = configured.isEmpty() ? Scripts.of(kind) : Optional.<LuaScript>empty();
    // Our own scripts know what the end of their kinds waits for.
    if (own.isEmpty() && isBeingDeleted(object)) {
      return Optional.of(Health.progressing("Pending deletion"));
    }
    var script = configured.or(() -> own);
    return script.isPresent() ? run(script.get(), object) : BuiltIn.of(kind, object);
  }

  private static boolean isBeingDeleted(JsonNode object) {
    return object.path("metadata").hasNonNull("deletionTimestamp") && !isHeldByHook(object);
  }

  private static boolean isHeldByHook(JsonNode object) {
    return StreamSupport.stream(object.at("/metadata/finalizers").spliterator(), false)
        .anyMatch(finalizer -> finalizer.asText().equals(HOOK_FINALIZER));
  }

  private static Optional<Health> run(LuaScript script, JsonNode object) {
    try {
      var result = script.run(object);
      if (result.isEmpty() || result.get().getOrDefault("status", "").isEmpty()) {
        return Optional.empty();
      }
      var message = result.get().getOrDefault("message", "");
      return Optional.of(
          HealthStatus.of(result.get().getOrDefault("status", ""))
              .map(status -> new Health(status, message))
              .orElseGet(() -> Health.unknown("Lua returned an invalid health status")));
    } catch (LuaFailure e) {
      return Optional.of(Health.unknown(String.valueOf(e.getMessage())));
    }
  }
}
