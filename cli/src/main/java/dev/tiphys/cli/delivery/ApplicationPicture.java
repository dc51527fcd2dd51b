package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.view.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What `get` shows of an application.
final class ApplicationPicture {
  private static final int HASH_SHOWN = 7;

  private final ApplicationView application;
  private final Instant now;
  private final List<String> lines = new ArrayList<>();

  ApplicationPicture(ApplicationView application, Instant now) {
    this.application = application;
    this.now = now;
  }

  /// @param operation whether to show the operation even if it was the last one and is over
  List<String> lines(boolean operation) {
    header();
    if (operation || application.isOperating()) {
      operation();
    }
    waiting("Deletion", "/status/deletion/waiting");
    conditions();
    resources();
    return lines;
  }

  private void header() {
    line("Name", application.qualifiedName());
    line("Project", application.text("/spec/project"));
    var server = application.text("/spec/destination/server");
    line("Server", server.isEmpty() ? application.text("/spec/destination/name") : server);
    line("Namespace", application.text("/spec/destination/namespace"));
    var sources = application.sources();
    lines.add(sources.size() > 1 ? "Sources:" : "Source:");
    sources.forEach(this::source);
    line("Sync Policy", policy());
    line("Sync Status", application.syncStatus() + revision());
    var health = application.health();
    var why = application.text("/status/health/message");
    line("Health Status", health + (why.isEmpty() ? "" : " (" + why + ")"));
  }

  private void source(JsonNode source) {
    line("- Repo", source.path("repoURL").asText());
    var target = source.path("targetRevision").asText();
    line("  Target", target.isEmpty() ? "HEAD" : target);
    for (var field : List.of("path", "chart", "ref")) {
      if (source.has(field)) {
        line(
            "  " + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1),
            source.path(field).asText());
      }
    }
    var values = new ArrayList<String>();
    source.at("/helm/valueFiles").forEach(file -> values.add(file.asText()));
    if (!values.isEmpty()) {
      line("  Helm Values", String.join(",", values));
    }
  }

  private String policy() {
    if (!application.isAutomated()) {
      return "Manual";
    }
    var automated = application.json().at("/spec/syncPolicy/automated");
    return "Automated"
        + Stream.of(
                automated.path("prune").asBoolean() ? "Prune" : null,
                automated.path("selfHeal").asBoolean() ? "Self Heal" : null)
            .filter(Objects::nonNull)
            .collect(
                Collectors.collectingAndThen(Collectors.joining(", "), ApplicationPicture::in));
  }

  private static String in(String text) {
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private String revision() {
    var revisions = revisions(application.json().at("/status/sync"));
    if (revisions.isEmpty()) {
      return "";
    }
    var verb = application.syncStatus().equals("Synced") ? " to " : " from ";
    var sources = application.sources();
    var target = sources.isEmpty() ? "" : sources.getFirst().path("targetRevision").asText();
    return verb + (target.isEmpty() ? "HEAD" : target) + " (" + String.join(",", revisions) + ")";
  }

  /// The revision or revisions of something, commits cut to what people read.
  static List<String> revisions(JsonNode holder) {
    var revisions = new ArrayList<String>();
    holder.path("revisions").forEach(revision -> revisions.add(brief(revision.asText())));
    if (revisions.isEmpty() && !holder.path("revision").asText().isEmpty()) {
      revisions.add(brief(holder.path("revision").asText()));
    }
    return revisions;
  }

  private static String brief(String revision) {
    return revision.matches("[0-9a-f]{40}") ? revision.substring(0, HASH_SHOWN) : revision;
  }

  private void operation() {
    var state = application.json().at("/status/operationState");
    if (!state.isObject()) {
      return;
    }
    lines.add("");
    line("Operation", "Sync");
    line("Sync Revision", String.join(",", revisions(state.path("syncResult"))));
    line("Phase", application.phase());
    line("Start", state.path("startedAt").asText());
    line("Finished", state.path("finishedAt").asText());
    line("Duration", application.duration(now));
    if (state.path("retryCount").asInt() > 0) {
      line("Retries", state.path("retryCount").asText());
    }
    line("Message", state.path("message").asText());
    waiting("Waiting", "/status/operationState/waiting");
  }

  /// What is waited for, since when, until when, and what would end it.
  private void waiting(String title, String pointer) {
    var waiting = application.json().at(pointer);
    if (waiting.isObject()) {
      line(title, waiting.path("for").asText());
      line("  Since", waiting.path("since").asText());
      if (waiting.has("until")) {
        line("  Until", waiting.path("until").asText());
      }
      line("  Ends When", waiting.path("endedBy").asText());
    }
  }

  private void conditions() {
    var table = new Table(2, List.of("CONDITION", "MESSAGE", "LAST TRANSITION"));
    for (var condition : application.json().at("/status/conditions")) {
      table.add(
          List.of(
              condition.path("type").asText(),
              condition.path("message").asText(),
              condition.path("lastTransitionTime").asText()));
    }
    add(table);
  }

  private void resources() {
    var table = new Table(2, ApplicationView.RESOURCE_TITLES);
    application.resources().forEach(resource -> table.add(resource.cells()));
    add(table);
  }

  private void add(Table table) {
    if (!table.isEmpty()) {
      lines.add("");
      lines.addAll(table.lines());
    }
  }

  private void line(String title, String value) {
    lines.add("%-20s%s".formatted(title + ":", value).stripTrailing());
  }
}
