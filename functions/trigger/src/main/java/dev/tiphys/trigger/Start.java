package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunId;
import io.cloudevents.CloudEvent;

/// A run that may begin. Nothing has happened yet: publishing `event` asks for it.
///
/// @param event `dev.tiphys.run.requested`; the same for the same run, however often it is made
public record Start(RunId run, StartRun command, CloudEvent event) {
  /// The Workflow as it will be known: with name, uid, labels, but without a status.
  public JsonNode workflow() {
    return command.pinned().path("workflow");
  }
}
