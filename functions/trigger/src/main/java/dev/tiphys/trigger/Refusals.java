package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.language.validation.Finding;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/// Says in the status of a Workflow why no run can begin: whoever applied it looks there.
record Refusals(KubernetesApi api) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MESSAGE_MAX = 4096;

  /// @param event that brought the Workflow
  void show(CloudEvent event, InvalidSubmission refusal, Instant at) {
    var data = event.getData();
    if (data == null) {
      return;
    }
    var metadata = metadata(data.toBytes());
    var name = metadata.path("name").asText();
    var time = at.truncatedTo(ChronoUnit.SECONDS).toString();
    var message =
        "invalid spec: "
            + refusal.findings().stream().map(Refusals::text).collect(Collectors.joining("; "));
    var patch = JSON.createObjectNode();
    patch.putObject("metadata").put("uid", metadata.path("uid").asText());
    patch
        .putObject("status")
        .put("phase", "Error")
        .put("message", message.substring(0, Math.min(message.length(), MESSAGE_MAX)))
        .put("startedAt", time)
        .put("finishedAt", time);
    api.patch(
        "/apis/argoproj.io/v1alpha1/namespaces/%s/workflows/%s/status"
            .formatted(
                KubernetesApi.encoded(metadata.path("namespace").asText()),
                KubernetesApi.encoded(name)),
        KubernetesApi.MERGE,
        patch);
  }

  private static String text(Finding finding) {
    return finding.path().isEmpty() ? finding.message() : finding.path() + ": " + finding.message();
  }

  private static JsonNode metadata(byte[] workflow) {
    try {
      return JSON.readTree(workflow).path("metadata");
    } catch (IOException e) {
      // Then it is no resource of a cluster, and nobody can look anywhere.
      return JSON.createObjectNode();
    }
  }
}
