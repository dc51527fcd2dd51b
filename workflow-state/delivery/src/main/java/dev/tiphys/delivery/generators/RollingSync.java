package dev.tiphys.delivery.generators;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.delivery.SetStep;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.application.ApplicationSet.Expression;
import dev.tiphys.language.application.ApplicationSet.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The steps in which the applications of a set are synced (C260–C265).
///
/// @param steps the names of the applications of each step
/// @param stepOf the step of each application that is in one, from 0
public record RollingSync(List<List<String>> steps, Map<String, Integer> stepOf) {
  private static final String OUT_OF_STEP = "-1";

  /// Where an application stands (C264).
  public enum State {
    /// Something is to be synced, and its turn has not come.
    WAITING("Waiting"),
    /// A sync was asked for.
    PENDING("Pending"),
    /// It is under way.
    PROGRESSING("Progressing"),
    /// It is synced and healthy.
    HEALTHY("Healthy");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /// @throws IllegalArgumentException if there is none of that name
    public static State of(String text) {
      for (var state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalArgumentException("unknown status of an application: " + text);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /// An entry of `status.applicationStatus`.
  ///
  /// @param step from 1; -1 for an application in no step
  /// @param since when it came to that state; null when that is not known
  public record Status(
      String application,
      State state,
      String step,
      List<String> targetRevisions,
      String message,
      @Nullable Instant since) {
    /// As the log keeps it.
    public static Status of(SetStep step) {
      return new Status(
          step.application(),
          State.of(step.status()),
          step.step(),
          step.targetRevisions(),
          step.message(),
          step.since());
    }

    /// As the log keeps it.
    public SetStep toStep() {
      return new SetStep(application, state.toString(), step, targetRevisions, message, since);
    }

    private Status to(State next, String text, Instant now) {
      return new Status(application, next, step, targetRevisions, text, now);
    }
  }

  /// Whether a set syncs in steps.
  public static boolean isEnabled(ApplicationSet set) {
    var strategy = set.spec().strategy();
    return strategy != null && strategy.type().equals("RollingSync");
  }

  /// Whether a set that is deleted deletes its applications from the last step on.
  public static boolean deletesInReverse(ApplicationSet set) {
    var strategy = set.spec().strategy();
    return isEnabled(set)
        && strategy != null
        && !strategy.steps().isEmpty()
        && strategy.deletionOrder().equals("Reverse");
  }

  /// The steps of a set. Of two steps that select an application the first counts.
  public static RollingSync of(ApplicationSet set, List<Application> applications) {
    var strategy = set.spec().strategy();
    if (strategy == null || !isEnabled(set)) {
      return new RollingSync(List.of(), Map.of());
    }
    var steps = new ArrayList<List<String>>();
    var stepOf = new LinkedHashMap<String, Integer>();
    for (var i = 0; i < strategy.steps().size(); i++) {
      var names = new ArrayList<String>();
      for (var application : applications) {
        if (selects(strategy.steps().get(i), application.metadata().labels())
            && stepOf.putIfAbsent(application.name(), i) == null) {
          names.add(application.name());
        }
      }
      steps.add(names);
    }
    return new RollingSync(steps, stepOf);
  }

  private static boolean selects(Step step, Map<String, String> labels) {
    return step.matchExpressions().stream().allMatch(expression -> holds(expression, labels));
  }

  private static boolean holds(Expression expression, Map<String, String> labels) {
    var value = labels.get(expression.key());
    return switch (expression.operator()) {
      case "In" -> value != null && expression.values().contains(value);
      case "NotIn" -> value == null || !expression.values().contains(value);
      default -> false;
    };
  }

  /// The applications whose turn has come: those of the first step, and of each whose steps before
  /// are complete (C262).
  ///
  /// @param existing the names of the applications that there are
  public Set<String> open(List<Status> statuses, Set<String> existing) {
    var healthy = new HashSet<String>();
    for (var status : statuses) {
      if (status.state() == State.HEALTHY && existing.contains(status.application())) {
        healthy.add(status.application());
      }
    }
    var open = new LinkedHashSet<String>();
    for (var step : steps) {
      open.addAll(step);
      if (!healthy.containsAll(step)) {
        break;
      }
    }
    return open;
  }

  /// The statuses after those whose turn it is were asked to sync, as many at once as their step
  /// allows (C263).
  public List<Status> asked(
      ApplicationSet set, List<Status> statuses, Set<String> open, Instant now) {
    var strategy = set.spec().strategy();
    if (strategy == null || !isEnabled(set)) {
      return statuses;
    }
    var total = new HashMap<Integer, Integer>();
    stepOf.values().forEach(step -> total.merge(step, 1, Integer::sum));
    var busy = new HashMap<Integer, Integer>();
    for (var status : statuses) {
      var step = stepOf.get(status.application());
      if (step != null
          && (status.state() == State.PENDING || status.state() == State.PROGRESSING)) {
        busy.merge(step, 1, Integer::sum);
      }
    }
    var after = new ArrayList<Status>();
    for (var status : statuses) {
      var step = stepOf.get(status.application());
      if (step == null
          || status.state() != State.WAITING
          || !open.contains(status.application())
          || step >= strategy.steps().size()
          || busy.getOrDefault(step, 0)
              >= atOnce(strategy.steps().get(step), total.getOrDefault(step, 0))) {
        after.add(status);
        continue;
      }
      busy.merge(step, 1, Integer::sum);
      after.add(
          status.to(
              State.PENDING,
              "Application moved to Pending status, watching for the Application resource to start"
                  + " Progressing",
              now));
    }
    return after;
  }

  /// How many applications of a step at once: percentages round down, but to no less than 1 unless
  /// they are 0.
  private static int atOnce(Step step, int total) {
    var text = step.maxUpdate();
    if (text == null) {
      return Integer.MAX_VALUE;
    }
    try {
      if (!text.endsWith("%")) {
        return Integer.parseInt(text);
      }
      var percent = Integer.parseInt(text.substring(0, text.length() - 1));
      var share = (int) ((long) total * percent / 100);
      return percent > 0 ? Math.max(1, share) : share;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /// The statuses as the applications are now, in the order of the applications.
  ///
  /// @param applications as they are, each with its status
  /// @param desired as they were generated, by name
  public List<Status> observed(
      List<Status> statuses,
      List<Application> applications,
      Map<String, JsonNode> desired,
      Instant now) {
    var before = new HashMap<String, Status>();
    statuses.forEach(status -> before.put(status.application(), status));
    var after = new ArrayList<Status>();
    for (var application : applications) {
      after.add(
          observed(
              before.get(application.name()), application, desired.get(application.name()), now));
    }
    return after;
  }

  private Status observed(
      @Nullable Status before, Application application, @Nullable JsonNode desired, Instant now) {
    var live = application.json().path("status");
    var revisions = revisions(live.path("sync"));
    var index = stepOf.get(application.name());
    var step = index == null ? OUT_OF_STEP : String.valueOf(index + 1);
    var status =
        before == null
            ? new Status(
                application.name(),
                State.WAITING,
                step,
                revisions,
                "No Application status found, defaulting status to Waiting",
                now)
            : new Status(
                before.application(),
                before.state(),
                step,
                before.targetRevisions(),
                before.message(),
                before.since());
    var otherRevisions = !status.targetRevisions().equals(revisions);
    var otherSpec = desired != null && !sameSpec(application.json(), desired);
    if (otherRevisions || otherSpec) {
      status =
          new Status(
              status.application(),
              State.WAITING,
              step,
              revisions,
              changed(otherRevisions, otherSpec),
              now);
    }
    return settled(status, live, now);
  }

  private static String changed(boolean revisions, boolean spec) {
    var how = !spec ? "" : revisions ? " (revision and spec differ)" : " (spec differs)";
    return "Application has pending changes" + how + ", setting status to Waiting";
  }

  /// The status after what the application did since.
  private static Status settled(Status status, JsonNode live, Instant now) {
    var healthy = live.at("/health/status").asText().equals("Healthy");
    var synced = live.at("/sync/status").asText().equals("Synced");
    var settled = status;
    if (settled.state() == State.WAITING && synced) {
      return settled.to(
          healthy ? State.HEALTHY : State.PROGRESSING,
          "Application resource has synced, updating status to "
              + (healthy ? State.HEALTHY : State.PROGRESSING),
          now);
    }
    if (settled.state() == State.PENDING) {
      var message = started(settled, live);
      settled = message == null ? settled : settled.to(State.PROGRESSING, message, now);
    }
    if (settled.state() == State.PROGRESSING && healthy && synced) {
      settled =
          settled.to(
              State.HEALTHY,
              "Application resource became Healthy, updating status from Progressing to Healthy",
              now);
    }
    return settled;
  }

  /// What shows that the sync which was asked for has begun, or cannot; null if nothing does.
  private static @Nullable String started(Status status, JsonNode live) {
    for (var condition : live.path("conditions")) {
      if (Set.of("InvalidSpecError", "UnknownError").contains(condition.path("type").asText())) {
        return "Application resource has error and cannot sync, updating status to Progressing";
      }
    }
    var operation = live.path("operationState");
    if (!after(operation.path("startedAt"), status.since())
        || !after(live.path("reconciledAt"), status.since())) {
      return null;
    }
    return switch (operation.path("phase").asText()) {
      case "Running" ->
          "Application resource became Progressing, updating status from Pending to Progressing";
      case "Succeeded" ->
          "Application resource completed a sync successfully, updating status from Pending to"
              + " Progressing";
      case "Failed", "Error" ->
          "Application resource completed a sync, updating status from Pending to Progressing";
      default -> null;
    };
  }

  private static boolean after(JsonNode time, @Nullable Instant since) {
    return time.isTextual() && (since == null || !Instant.parse(time.asText()).isBefore(since));
  }

  private static List<String> revisions(JsonNode sync) {
    var revisions = new ArrayList<String>();
    sync.path("revisions").forEach(revision -> revisions.add(revision.asText()));
    if (revisions.isEmpty() && !sync.path("revision").asText().isEmpty()) {
      revisions.add(sync.path("revision").asText());
    }
    return revisions;
  }

  /// Whether two applications ask for the same, whoever syncs them.
  private static boolean sameSpec(JsonNode live, JsonNode desired) {
    return withoutAutomation(live.path("spec")).equals(withoutAutomation(desired.path("spec")));
  }

  private static JsonNode withoutAutomation(JsonNode spec) {
    JsonNode copy = spec.deepCopy();
    if (copy.at("/syncPolicy/automated") instanceof ObjectNode automated) {
      automated.put("enabled", false);
    }
    return copy;
  }
}
