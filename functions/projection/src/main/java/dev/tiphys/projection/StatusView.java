package dev.tiphys.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.WorkflowView;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What the status of a Workflow says of its run: all that Argo says, as far as it fits into an
/// object.
final class StatusView {
  /// How many bytes of JSON a status may have: 256 KiB, a sixth of what an object of a cluster may.
  static final int BYTES_MAX = 256 * 1024;

  /// The version of the log that a status shows.
  static final String VERSION = "observedVersion";

  /// What is left out, in this order, until the rest fits.
  private static final List<String> DISPENSABLE =
      List.of("storedWorkflowTemplateSpec", "storedTemplates", "nodes", "outputs");

  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusView() {}

  /// The status of `run` as of that version of its log.
  static ObjectNode of(Run run, long version) {
    var status = (ObjectNode) WorkflowView.of(run, version).get("status");
    status.put(VERSION, version);
    return fitted(status, BYTES_MAX, DISPENSABLE);
  }

  /// `status` without what does not fit into `bytesMax`, as it will look when it is read again.
  ///
  /// @param dispensable fields that are left out, in this order, until the rest fits
  static ObjectNode fitted(ObjectNode status, int bytesMax, List<String> dispensable) {
    var nodes = status.path("nodes").size();
    var bytes = bytes(status);
    for (var field : dispensable) {
      if (bytes > bytesMax && status.remove(field) != null) {
        if (field.equals("nodes")) {
          status
              .withArrayProperty("conditions")
              .addObject()
              .put("type", "NodesShown")
              .put("status", "False")
              .put(
                  "message",
                  "%d nodes do not fit into %d KiB of status; tiphys get shows them"
                      .formatted(nodes, bytesMax / 1024));
        }
        bytes = bytes(status);
      }
    }
    return canonical(status);
  }

  private static int bytes(ObjectNode status) {
    return status.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /// As it will look when it is read again: then both can be compared.
  private static ObjectNode canonical(ObjectNode status) {
    try {
      return (ObjectNode) JSON.readTree(status.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
