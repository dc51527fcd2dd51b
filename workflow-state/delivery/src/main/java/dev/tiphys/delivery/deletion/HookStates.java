package dev.tiphys.delivery.deletion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.health.Health;
import dev.tiphys.delivery.health.HealthStatus;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.delivery.sync.Hooks.DeletePolicy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// How the hooks of a deletion are: those that are still there.
public record HookStates(List<JsonNode> hooks, Function<JsonNode, Optional<Health>> rules) {
  public HookStates {
    hooks = List.copyOf(hooks);
  }

  /// Those that are not over.
  public List<JsonNode> running() {
    return hooks.stream()
        .filter(
            hook -> {
              var health = health(hook);
              return health == HealthStatus.PROGRESSING || health == HealthStatus.SUSPENDED;
            })
        .toList();
  }

  /// Those that failed.
  public List<JsonNode> failed() {
    return hooks.stream()
        .filter(
            hook -> {
              var health = health(hook);
              return health == HealthStatus.DEGRADED || health == HealthStatus.UNKNOWN;
            })
        .toList();
  }

  /// Why a hook is as it is, for people.
  public String why(JsonNode hook) {
    return rules.apply(hook).map(Health::message).orElse("");
  }

  /// Those that their policies delete now that all of them are over.
  public List<JsonNode> cleanedUp() {
    var policy = failed().isEmpty() ? DeletePolicy.HOOK_SUCCEEDED : DeletePolicy.HOOK_FAILED;
    return hooks.stream().filter(hook -> Hooks.deletePolicies(hook).contains(policy)).toList();
  }

  /// What has no rule is as good as it can be.
  private HealthStatus health(JsonNode hook) {
    return rules.apply(hook).map(Health::status).orElse(HealthStatus.HEALTHY);
  }
}
