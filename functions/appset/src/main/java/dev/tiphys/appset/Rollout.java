package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.generators.RollingSync;
import dev.tiphys.delivery.generators.RollingSync.State;
import dev.tiphys.delivery.generators.RollingSync.Status;
import dev.tiphys.delivery.sets.SetCommand.RecordSteps;
import dev.tiphys.doorway.Sets;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.events.delivery.SetStep;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSet;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Syncs the applications of a set step by step (C260–C264).
///
/// That an application is to be synced is in the log before it is asked, so that after a crash it
/// is asked again; one that was asked shows it.
record Rollout(SetId id, ApplicationSet set, Sets sets, SetApplications applications) {
  private static final int RETRIES = 5;

  /// Moves on as far as it goes now.
  ///
  /// @param generated the applications as they were generated
  List<CloudEvent> go(List<ObjectNode> generated, CloudEvent cause, Instant now) {
    var view = sets.load(id);
    var state = view.state();
    if (!RollingSync.isEnabled(set)) {
      return record(cause, "steps " + view.version(), List.of(), now);
    }
    var desired = new LinkedHashMap<String, JsonNode>();
    var wanted = new ArrayList<Application>();
    for (var application : generated) {
      var name = application.at("/metadata/name").asText();
      if (state.owned().contains(name) && desired.putIfAbsent(name, application) == null) {
        wanted.add(Application.from(application));
      }
    }
    var live = new LinkedHashMap<String, Application>();
    desired
        .keySet()
        .forEach(
            name ->
                applications
                    .shown(id.namespace(), name)
                    .ifPresent(app -> live.put(name, Application.from(app))));
    // Applications tell their times in seconds.
    var moment = now.truncatedTo(ChronoUnit.SECONDS);
    var rolling = RollingSync.of(set, wanted);
    var known = state.steps().values().stream().map(Status::of).toList();
    var observed = rolling.observed(known, List.copyOf(live.values()), desired, moment);
    var open = rolling.open(observed, live.keySet());
    var asked = rolling.asked(set, observed, open, moment);
    var events = new ArrayList<>(record(cause, "steps " + view.version(), asked, now));
    var told = told(asked, live);
    events.addAll(record(cause, "told " + view.version(), told, now));
    return events;
  }

  private List<CloudEvent> record(
      CloudEvent cause, String step, List<Status> statuses, Instant now) {
    List<SetStep> steps = statuses.stream().map(Status::toStep).toList();
    return sets.handle(id, cause, step, new RecordSteps(steps, now));
  }

  /// Asks for what is to be synced and has not begun, and says what is in the way.
  private List<Status> told(List<Status> statuses, Map<String, Application> live) {
    var refusals = new HashMap<String, String>();
    for (var status : statuses) {
      var application = live.get(status.application());
      if (status.state() == State.PENDING && application != null && !isBegun(status, application)) {
        try {
          applications.sync(id.namespace(), status.application(), operation(application));
        } catch (SetRefused e) {
          refusals.put(status.application(), "Application is to be synced, but: " + e.getMessage());
        }
      }
    }
    return statuses.stream()
        .map(
            status ->
                refusals.containsKey(status.application())
                    ? new Status(
                        status.application(),
                        status.state(),
                        status.step(),
                        status.targetRevisions(),
                        refusals.get(status.application()),
                        status.since())
                    : status)
        .toList();
  }

  private static boolean isBegun(Status status, Application application) {
    var started = application.json().at("/status/operationState/startedAt").asText();
    return application.json().has("operation")
        || !started.isEmpty()
            && status.since() != null
            && !Instant.parse(started).isBefore(status.since());
  }

  private static ObjectNode operation(Application application) {
    var policy = application.json().at("/spec/syncPolicy");
    var operation = JsonNodeFactory.instance.objectNode();
    operation
        .putObject("initiatedBy")
        .put("username", "applicationset-controller")
        .put("automated", true);
    operation
        .putArray("info")
        .addObject()
        .put("name", "Reason")
        .put("value", "ApplicationSet RollingSync triggered a sync of this Application resource");
    if (policy.path("retry").isObject()) {
      operation.set("retry", policy.get("retry").deepCopy());
    } else {
      operation.putObject("retry").put("limit", RETRIES);
    }
    var sync = operation.putObject("sync");
    sync.put("prune", policy.at("/automated/prune").asBoolean());
    if (policy.path("syncOptions").isArray()) {
      sync.set("syncOptions", policy.get("syncOptions").deepCopy());
    }
    return operation;
  }
}
