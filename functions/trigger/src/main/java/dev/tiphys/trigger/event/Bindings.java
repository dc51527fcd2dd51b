package dev.tiphys.trigger.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Start;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Consumer;

/// The WorkflowEventBindings of all namespaces, and what they start (F181).
///
/// Of each event and binding there is one run: its uid and its name follow from both. A binding
/// that fails stops no other.
public final class Bindings {
  private final Trigger trigger;
  private final Resources resources;
  private final InstantSource clock;

  /// @param resources where the bindings are
  public Bindings(Trigger trigger, Resources resources, InstantSource clock) {
    this.trigger = trigger;
    this.resources = resources;
    this.clock = clock;
  }

  /// What became of an event.
  ///
  /// @param starts one for each binding that wants it
  /// @param failures of bindings, in words
  public record Outcome(List<Start> starts, List<String> failures) {
    public Outcome {
      starts = List.copyOf(starts);
      failures = List.copyOf(failures);
    }
  }

  /// What `event` starts.
  ///
  /// @throws IllegalArgumentException if it is no event that a binding could see
  /// @throws dev.tiphys.log.LogFailure if it cannot be known now
  public Outcome of(CloudEvent event) {
    var outside = Outside.of(event, clock.instant());
    var starts = new ArrayList<Start>();
    var failures = new ArrayList<String>();
    for (var binding : resources.all(Resources.Kind.WORKFLOW_EVENT_BINDING)) {
      var metadata = binding.path("metadata");
      if (metadata.path("namespace").asText("default").equals(outside.namespace())) {
        bound(
            binding,
            outside,
            starts::add,
            failure ->
                failures.add(
                    "workflow event binding %s/%s: %s"
                        .formatted(outside.namespace(), metadata.path("name").asText(), failure)));
      }
    }
    return new Outcome(starts, failures);
  }

  private void bound(
      JsonNode binding, Outside event, Consumer<Start> start, Consumer<String> failed) {
    var name = binding.path("metadata").path("name").asText();
    var uid = uid(binding, event);
    var random = new SplittableRandom(UUID.fromString(uid).getLeastSignificantBits());
    var seen = new BindingView(binding, event, random.split());
    try {
      if (seen.selected() && seen.submits()) {
        var submission =
            Submission.builder()
                .namespace(event.namespace())
                .label("workflows.argoproj.io/workflow-event-binding", name)
                .strict(false)
                .build();
        start.accept(
            trigger.submit(seen.workflow(), submission, new Birth(uid, event.at(), random)));
      }
    } catch (BindingFailure | InvalidSubmission e) {
      failed.accept(String.valueOf(e.getMessage()));
    }
  }

  private static String uid(JsonNode binding, Outside event) {
    var metadata = binding.path("metadata");
    var text =
        String.join(
            "\n",
            "event",
            event.namespace(),
            metadata.path("name").asText(),
            metadata.path("uid").asText(""),
            event.id());
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
