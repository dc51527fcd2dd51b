package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.TaskResult;
import java.time.Duration;
import java.util.Optional;

/// The live objects of an application. Hosts implement it.
@FunctionalInterface
public interface Live {
  /// The live object that a result is about.
  ///
  /// @throws RuntimeException if that cannot be known now
  Optional<JsonNode> find(AppId app, TaskResult result);

  /// How long the controllers of the application's cluster are given before what they do is looked
  /// at.
  default Duration reactionTime(AppId app) {
    return Duration.ofSeconds(2);
  }
}
