package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.sync.AutoSync;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.delivery.tree.NodeFacts;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.delivery.AppFact.SyncRequested;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.events.delivery.Waiting;
import dev.tiphys.language.application.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `status` and `operation` of an Application, as its stream and those of its syncs tell them.
///
/// @param large where lists lie
public record ApplicationStatus(LargeValues large) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Writes what is known into `object`.
  ///
  /// @param sync the sync that is under way or was last; [SyncState#NONE] if there was none
  public void write(ObjectNode object, Application application, AppState state, SyncState sync) {
    object.remove("operation");
    if (state.operation() != null) {
      object.set("operation", state.operation().operation());
    }
    var status = status(application, state, sync);
    object.set("status", status);
    if (state.deletion() != null) {
      var metadata = object.withObject("/metadata");
      metadata.put("deletionTimestamp", text(state.deletion().requestedAt()));
      if (state.deletion().waiting() != null) {
        status.putObject("deletion").set("waiting", shown(state.deletion().waiting()));
      }
    }
  }

  private ObjectNode status(Application application, AppState state, SyncState sync) {
    var several = application.spec().multiSource();
    var status = JsonNodeFactory.instance.objectNode();
    var compared = state.compared();
    var shown = status.putObject("sync");
    shown.put("status", compared == null ? "Unknown" : compared.status());
    if (compared != null) {
      shown.set("comparedTo", compared.comparedTo());
      revisions(shown, several, compared.sources());
      status.put("reconciledAt", text(compared.at()));
      var resources = array(compared.resources());
      summarize(resources, application, status);
      status.set("resources", resources);
    }
    var health = status.putObject("health");
    health.put("status", state.health() == null ? "Unknown" : state.health().health());
    if (state.health() != null) {
      health.put("lastTransitionTime", text(state.health().at()));
    }
    history(status, application, state, several);
    if (!state.conditions().isEmpty()) {
      var conditions = status.putArray("conditions");
      for (var each : state.conditions()) {
        conditions
            .addObject()
            .put("type", each.type())
            .put("message", each.message())
            .put("lastTransitionTime", text(each.at()));
      }
    }
    var request = state.operation() != null ? state.operation() : request(state);
    if (request != null) {
      status.set("operationState", operation(request, state, sync, several));
    }
    var types = state.rendered() == null ? List.<String>of() : state.rendered().sourceTypes();
    if (several) {
      types.forEach(status.putArray("sourceTypes")::add);
    } else if (!types.isEmpty()) {
      status.put("sourceType", types.getFirst());
    }
    return status;
  }

  /// Moves what the entries tell for the summary there (C153).
  private static void summarize(ArrayNode resources, Application application, ObjectNode status) {
    var images = new TreeSet<String>();
    var urls = new TreeSet<>(NodeFacts.urls(application.json()));
    var applications = false;
    for (var entry : resources) {
      var facts = ((ObjectNode) entry).remove(NodeFacts.SUMMARY);
      if (facts != null) {
        facts.path("images").forEach(image -> images.add(image.asText()));
        facts.path("externalURLs").forEach(url -> urls.add(url.asText()));
      }
      applications |= entry.path("kind").asText().equals("Application");
    }
    var summary = JsonNodeFactory.instance.objectNode();
    if (!urls.isEmpty()) {
      urls.forEach(summary.putArray("externalURLs")::add);
    }
    if (!images.isEmpty()) {
      images.forEach(summary.putArray("images")::add);
    }
    if (applications) {
      summary.put("isAppOfApps", true);
    }
    status.set("summary", summary);
  }

  private static @Nullable SyncRequested request(AppState state) {
    return state.last() == null ? null : state.last().request();
  }

  private static void revisions(ObjectNode into, boolean several, List<ResolvedSource> sources) {
    if (several) {
      var revisions = into.putArray("revisions");
      sources.forEach(each -> revisions.add(each.revision()));
    } else if (!sources.isEmpty()) {
      into.put("revision", sources.getFirst().revision());
    }
  }

  private static void history(
      ObjectNode status, Application application, AppState state, boolean several) {
    var limit = application.spec().revisionHistoryLimit();
    var entries = state.history();
    if (entries.isEmpty() || limit == 0) {
      return;
    }
    var history = status.putArray("history");
    for (var entry : entries.subList(Math.max(0, entries.size() - limit), entries.size())) {
      var shown =
          history
              .addObject()
              .put("id", entry.id())
              .put("deployStartedAt", text(entry.deployStartedAt()))
              .put("deployedAt", text(entry.deployedAt()));
      AutoSync.revisions(shown, several, entry.sources());
      if (entry.initiatedBy().isObject()) {
        shown.set("initiatedBy", entry.initiatedBy());
      }
    }
  }

  private ObjectNode operation(
      SyncRequested request, AppState state, SyncState sync, boolean several) {
    var shown = JsonNodeFactory.instance.objectNode();
    shown.set("operation", request.operation());
    shown.put("startedAt", text(request.at()));
    var result = JsonNodeFactory.instance.objectNode();
    AutoSync.revisions(
        result, several, sync.sources().isEmpty() ? request.sources() : sync.sources());
    if (state.operation() == null && state.last() != null) {
      var end = state.last().end();
      shown
          .put("phase", end.phase().toString())
          .put("message", end.message())
          .put("finishedAt", text(end.at()));
      result.set("resources", array(end.results()));
    } else {
      shown.put("phase", sync.phase().toString()).put("message", sync.message());
      var resources = result.putArray("resources");
      sync.results().forEach(each -> resources.add(shown(each)));
      if (sync.waiting() != null && sync.phase() == OperationPhase.RUNNING) {
        shown.set("waiting", shown(sync.waiting()));
      }
      if (sync.retry() != null) {
        shown.put("finishedAt", text(sync.retry().at()));
      }
    }
    if (sync.retries() > 0) {
      shown.put("retryCount", sync.retries());
    }
    shown.set("syncResult", result);
    return shown;
  }

  /// What is waited for, since when, until when, and what would end it.
  private static ObjectNode shown(Waiting waiting) {
    var shown = JsonNodeFactory.instance.objectNode().put("for", waiting.what());
    if (!waiting.objects().isEmpty()) {
      waiting.objects().forEach(shown.putArray("objects")::add);
    }
    shown.put("since", text(waiting.since()));
    if (waiting.until() != null) {
      shown.put("until", text(waiting.until()));
    }
    return shown.put("endedBy", waiting.endedBy());
  }

  /// As `syncResult.resources[]`.
  public static ObjectNode shown(TaskResult result) {
    var shown = JsonNodeFactory.instance.objectNode();
    put(shown, "group", result.group());
    put(shown, "version", result.version());
    put(shown, "kind", result.kind());
    put(shown, "namespace", result.namespace());
    put(shown, "name", result.name());
    put(shown, "status", result.status());
    put(shown, "message", result.message());
    put(shown, "hookType", result.hook());
    put(shown, "hookPhase", result.phase());
    put(shown, "syncPhase", result.syncPhase());
    return shown;
  }

  private static void put(ObjectNode shown, String field, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      shown.put(field, value.toString());
    }
  }

  /// A list that lies beside the log; empty for none.
  public ArrayNode array(@Nullable Blob blob) {
    if (blob == null) {
      return JSON.createArrayNode();
    }
    try {
      return JSON.readTree(large.fetch(blob.dataref())) instanceof ArrayNode array
          ? array
          : JSON.createArrayNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The object that an entry of a list of resources names.
  public static ObjectNode like(JsonNode entry) {
    var group = entry.path("group").asText("");
    var version = entry.path("version").asText("v1");
    var like =
        JsonNodeFactory.instance
            .objectNode()
            .put("apiVersion", group.isEmpty() ? version : group + "/" + version)
            .put("kind", entry.path("kind").asText());
    var metadata = like.putObject("metadata").put("name", entry.path("name").asText());
    if (!entry.path("namespace").asText("").isEmpty()) {
      metadata.put("namespace", entry.path("namespace").asText());
    }
    return like;
  }

  /// A moment as Kubernetes writes it.
  public static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
