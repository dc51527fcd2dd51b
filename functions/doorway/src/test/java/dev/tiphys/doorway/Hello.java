package dev.tiphys.doorway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunId;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;

/// A run of one step, and one whose step may be tried again.
final class Hello {
  static final Instant AT = Instant.parse("2026-11-24T06:00:00.120Z");
  static final RunId RUN = new RunId("default", "hello", "0c5a-1");

  private Hello() {}

  static RunCommand start(String retryStrategy) {
    return new StartRun(pinned(RUN, retryStrategy), AT);
  }

  static JsonNode pinned(RunId run, String retryStrategy) {
    return json(
        """
        {"workflow": {"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow",
          "metadata": {"namespace": "%s", "name": "%s", "uid": "%s"},
          "spec": {"entrypoint": "main", "templates": [
            {"name": "main", %s "container": {"image": "busybox", "command": ["true"]}}]}}}
        """
            .formatted(run.namespace(), run.name(), run.uid(), retryStrategy));
  }

  static RunCommand end(int node, Phase phase) {
    return new EndStep(node, phase, null, Outputs.NONE, null, Map.of(), AT.plusSeconds(5));
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
