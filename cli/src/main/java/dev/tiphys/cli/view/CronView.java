package dev.tiphys.cli.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.terminal.Width;
import dev.tiphys.language.cron.MalformedScheduleException;
import dev.tiphys.language.cron.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// A CronWorkflow as people look at it.
///
/// @param zone where its schedules are read if it names none
public record CronView(JsonNode json, Instant now, ZoneId zone) {
  private static final String NONE = "N/A";

  /// What `cron get` prints.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    add(lines, "Name", name());
    add(lines, "Namespace", json.path("metadata").path("namespace").asText());
    var created = time(json.path("metadata").path("creationTimestamp"));
    if (created != null) {
      add(lines, "Created", Durations.since(created, new Moment(now, zone)));
    }
    add(lines, "Schedules", schedules());
    add(lines, "Suspended", Boolean.toString(suspended()));
    option(lines, "Timezone", "timezone");
    option(lines, "StartingDeadlineSeconds", "startingDeadlineSeconds");
    option(lines, "ConcurrencyPolicy", "concurrencyPolicy");
    option(lines, "When", "when");
    var last = time(json.path("status").path("lastScheduledTime"));
    if (last != null) {
      add(lines, "LastScheduledTime", Durations.since(last, new Moment(now, zone)));
    }
    var next = next();
    add(
        lines,
        "NextScheduledTime",
        next == null ? NONE : Durations.since(next, new Moment(now, zone)));
    var active = texts(json.path("status").path("active"), "name");
    if (!active.isEmpty()) {
      add(lines, "Active Workflows", active);
    }
    add(lines, "Succeeded", json.path("status").path("succeeded").asText("0"));
    add(lines, "Failed", json.path("status").path("failed").asText("0"));
    add(lines, "Phase", json.path("status").path("phase").asText("Active"));
    for (var condition : json.path("status").path("conditions")) {
      add(lines, condition.path("type").asText(), condition.path("message").asText());
    }
    return lines;
  }

  private static void add(List<String> lines, String title, String value) {
    lines.add(Width.pad(title + ":", 31) + Inert.text(value));
  }

  private void option(List<String> lines, String title, String field) {
    var value = json.path("spec").path(field).asText("");
    if (!value.isEmpty()) {
      add(lines, title, value);
    }
  }

  private String name() {
    return json.path("metadata").path("name").asText();
  }

  private boolean suspended() {
    return json.path("spec").path("suspend").asBoolean();
  }

  private String schedules() {
    return StreamSupport.stream(json.path("spec").path("schedules").spliterator(), false)
        .map(JsonNode::asText)
        .collect(Collectors.joining(", "));
  }

  private static String texts(JsonNode list, String field) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(item -> item.path(field).asText())
        .collect(Collectors.joining(", "));
  }

  private static @Nullable Instant time(JsonNode node) {
    try {
      return node.isTextual() ? Instant.parse(node.textValue()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /// When it is due next; null if that is never or cannot be said.
  @Nullable Instant next() {
    if (suspended() || json.path("status").path("phase").asText().equals("Stopped")) {
      return null;
    }
    try {
      var begun = time(json.path("metadata").path("creationTimestamp"));
      return Schedule.next(parsed(), now, begun == null ? now : begun).orElse(null);
    } catch (MalformedScheduleException e) {
      return null;
    }
  }

  /// Its schedules.
  ///
  /// @throws MalformedScheduleException if one of them is none
  public List<Schedule> parsed() {
    var name = json.path("spec").path("timezone").asText("");
    var place = name.isEmpty() ? zone : Schedule.zone(name);
    var schedules = new ArrayList<Schedule>();
    json.path("spec")
        .path("schedules")
        .forEach(s -> schedules.add(Schedule.parse(s.asText(), place)));
    return schedules;
  }

  /// The table of `cron list`.
  public static List<String> table(List<CronView> crons, boolean namespaces) {
    var titles = new ArrayList<String>();
    if (namespaces) {
      titles.add("NAMESPACE");
    }
    titles.addAll(
        List.of("NAME", "AGE", "LAST RUN", "NEXT RUN", "SCHEDULES", "TIMEZONE", "SUSPENDED"));
    var table = new Table(3, titles);
    crons.forEach(cron -> table.add(cron.cells(namespaces)));
    return table.lines();
  }

  private List<String> cells(boolean namespaces) {
    var cells = new ArrayList<String>();
    if (namespaces) {
      cells.add(Inert.text(json.path("metadata").path("namespace").asText()));
    }
    var next = next();
    cells.add(Inert.text(name()));
    cells.add(ago(time(json.path("metadata").path("creationTimestamp"))));
    cells.add(ago(time(json.path("status").path("lastScheduledTime"))));
    cells.add(next == null ? NONE : Durations.brief(Duration.between(now, next)));
    cells.add(Inert.text(schedules()));
    cells.add(Inert.text(json.path("spec").path("timezone").asText("")));
    cells.add(Boolean.toString(suspended()));
    return cells;
  }

  private String ago(@Nullable Instant then) {
    return then == null ? NONE : Durations.brief(Duration.between(then, now));
  }
}
