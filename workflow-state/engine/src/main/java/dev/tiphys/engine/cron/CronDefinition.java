package dev.tiphys.engine.cron;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.cron.MalformedScheduleException;
import dev.tiphys.language.cron.Schedule;
import dev.tiphys.language.workflow.CronWorkflow;
import dev.tiphys.language.workflow.MalformedResourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a CronWorkflow says about when its runs begin and which of them stay.
///
/// @param problem what is wrong with it, so that nothing is ever due; null if nothing
public record CronDefinition(
    String namespace,
    String name,
    String uid,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<Schedule> schedules,
    Policy policy,
    Duration startingDeadline,
    boolean suspend,
    long succeededMax,
    long failedMax,
    @Nullable String when,
    @Nullable String stop,
    @Nullable String problem) {
  private static final long SUCCEEDED_MAX = 3;
  private static final long FAILED_MAX = 1;
  private static final long DEADLINE_SECONDS_MAX = Integer.MAX_VALUE;
  private static final List<String> NOT_ABOUT_TIME = List.of("workflowSpec", "workflowMetadata");

  /// What happens to a tick while an earlier run goes on.
  public enum Policy {
    ALLOW,
    FORBID,
    REPLACE
  }

  /// What the log keeps of a CronWorkflow: who it is, and its `spec` without what its runs are made
  /// of.
  public static ObjectNode stored(JsonNode cron) {
    var stored = JsonNodeFactory.instance.objectNode();
    var metadata = stored.putObject("metadata");
    for (var field : new String[] {"name", "namespace", "uid", "labels", "annotations"}) {
      var value = cron.path("metadata").get(field);
      if (value != null && !value.isNull()) {
        metadata.set(field, value);
      }
    }
    if (cron.path("spec") instanceof ObjectNode spec) {
      stored.set("spec", spec.deepCopy().without(NOT_ABOUT_TIME));
    }
    return stored;
  }

  /// Reads what [#stored] gave.
  ///
  /// @param zone if it names none itself
  static CronDefinition of(JsonNode stored, String zone) {
    CronWorkflow cron;
    try {
      cron = CronWorkflow.from(stored);
    } catch (MalformedResourceException e) {
      return broken(stored, String.valueOf(e.getMessage()));
    }
    var policy = policy(cron.concurrencyPolicy());
    if (policy == null) {
      return broken(
          stored, "'%s' is not a valid concurrencyPolicy".formatted(cron.concurrencyPolicy()));
    }
    List<Schedule> schedules = new ArrayList<>();
    try {
      var place = Schedule.zone(isBlank(cron.timezone()) ? zone : cron.timezone());
      for (var schedule : cron.schedules()) {
        schedules.add(Schedule.parse(schedule, place));
      }
    } catch (MalformedScheduleException e) {
      return broken(stored, "cron schedule is malformed: " + e.getMessage());
    }
    var metadata = stored.path("metadata");
    return new CronDefinition(
        metadata.path("namespace").asText(),
        metadata.path("name").asText(),
        metadata.path("uid").asText(),
        cron.metadata().labels(),
        cron.metadata().annotations(),
        schedules,
        policy,
        Duration.ofSeconds(bounded(cron.startingDeadlineSeconds(), 0)),
        cron.suspend(),
        bounded(cron.successfulJobsHistoryLimit(), SUCCEEDED_MAX),
        bounded(cron.failedJobsHistoryLimit(), FAILED_MAX),
        isBlank(cron.when()) ? null : cron.when(),
        isBlank(cron.stopExpression()) ? null : cron.stopExpression(),
        schedules.isEmpty() ? "cron workflow must have at least one schedule" : null);
  }

  private static CronDefinition broken(JsonNode stored, String problem) {
    var metadata = stored.path("metadata");
    return new CronDefinition(
        metadata.path("namespace").asText(),
        metadata.path("name").asText(),
        metadata.path("uid").asText(),
        new LinkedHashMap<>(),
        new LinkedHashMap<>(),
        List.of(),
        Policy.ALLOW,
        Duration.ZERO,
        false,
        SUCCEEDED_MAX,
        FAILED_MAX,
        null,
        null,
        problem);
  }

  private static @Nullable Policy policy(@Nullable String text) {
    return switch (text) {
      case null -> Policy.ALLOW;
      case "", "Allow" -> Policy.ALLOW;
      case "Forbid" -> Policy.FORBID;
      case "Replace" -> Policy.REPLACE;
      default -> null;
    };
  }

  private static long bounded(@Nullable Long number, long otherwise) {
    return number == null ? otherwise : Math.clamp(number, 0, DEADLINE_SECONDS_MAX);
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  /// Whether `other` is due at other times.
  boolean differsInTime(CronDefinition other) {
    return suspend != other.suspend || !schedules.equals(other.schedules);
  }

  /// Whether anything can ever be due.
  boolean ticks() {
    return problem == null && !suspend;
  }
}
