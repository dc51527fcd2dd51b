package dev.tiphys.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.ObjectFiles.Found;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.ObjectDiff;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.cluster.ObjectWriter;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.CompareFailure;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.compare.Differ;
import dev.tiphys.delivery.compare.Difference;
import dev.tiphys.delivery.compare.IgnoreRules;
import dev.tiphys.delivery.compare.Masks;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.SyncSettings;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.workflow.MalformedResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an apply of some manifests would change.
final class DiffReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What an apply of one object would change; nothing of it is secret.
  private record Row(ObjectKey key, boolean there, Difference difference) {}

  private final @Nullable Application application;
  private final Tracking tracking;
  private final Differ differ;
  private final Masks masks;
  private final String namespace;
  private final List<Row> rows = new ArrayList<>();

  /// @param data of `argocd-cm`
  /// @param namespace of objects that say none; null for that of the application
  /// @throws BadInput if what is ignored makes no sense
  DiffReport(
      @Nullable Application application, Map<String, String> data, @Nullable String namespace) {
    this.application = application;
    try {
      var settings = CompareSettings.of(data);
      var rules =
          application == null
              ? IgnoreRules.NONE
              : IgnoreRules.of(application.spec().ignoreDifferences());
      this.tracking = new Tracking(settings);
      this.differ = new Differ(settings, rules);
      this.masks = new Masks(settings);
    } catch (CompareFailure e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
    var destination = application == null ? "" : application.spec().destination().namespace();
    this.namespace =
        namespace != null ? namespace : destination.isEmpty() ? "default" : destination;
  }

  /// @throws BadInput if the file has no Application
  static Application application(String file, InputStream standardInput) throws IOException {
    for (var found : ObjectFiles.read(List.of(file), standardInput)) {
      if (found.object().path("kind").asText().equals("Application")) {
        try {
          return Application.from(found.object());
        } catch (MalformedResourceException e) {
          throw new BadInput(file + ": " + e.getMessage());
        }
      }
    }
    throw new BadInput(file + ": expected an Application, found none");
  }

  /// Compares with what other files say is live.
  void compare(List<Found> wanted, List<Found> live) {
    Map<ObjectKey, ObjectNode> known = new LinkedHashMap<>();
    live.forEach(found -> known.put(ObjectKey.of(found.object()), found.object()));
    for (var found : wanted) {
      var key = ObjectKey.of(found.object());
      var there = known.get(key);
      if (there == null && key.namespace().isEmpty()) {
        there = known.get(key.withNamespace(namespace));
      }
      if (there == null && key.namespace().equals(namespace)) {
        there = known.get(key.withNamespace(""));
      }
      add(found, there, Optional.empty());
    }
  }

  /// Compares with what is live in a cluster.
  ///
  /// @param serverSide whether the cluster says what would change
  /// @throws KubeFailure if the cluster says no
  void compare(List<Found> wanted, KubeApi api, boolean serverSide) throws InterruptedException {
    var cluster = new ObjectWriter(api);
    for (var found : wanted) {
      var object = found.object();
      place(object, api);
      Optional<ObjectNode> live;
      try {
        live = cluster.find(object);
      } catch (KubeFailure e) {
        if (e.code() != 0) {
          throw e;
        }
        throw new BadInput(found.file() + ": " + e.text());
      }
      Optional<ObjectNode> answer =
          serverSide && live.isPresent()
              ? Optional.of(cluster.predicted(marked(object, live.get()), Differ.MANAGER))
              : Optional.empty();
      add(found, live.orElse(null), answer);
    }
  }

  private void place(ObjectNode object, KubeApi api) throws InterruptedException {
    var metadata = object.withObjectProperty("metadata");
    try {
      var apiVersion = object.path("apiVersion").asText("");
      if (!api.resource(apiVersion, object.path("kind").asText()).namespaced()) {
        metadata.remove("namespace");
        return;
      }
    } catch (KubeFailure e) {
      // A kind that is not there yet: looking for the object says so.
    }
    if (metadata.path("namespace").asText("").isEmpty()) {
      metadata.put("namespace", namespace);
    }
  }

  private void add(Found found, @Nullable ObjectNode live, Optional<ObjectNode> answer) {
    var wanted = live == null ? found.object() : marked(found.object(), live);
    try {
      var difference =
          answer.isPresent() && live != null
              ? differ.serverSide(wanted, live, answer.get(), false)
              : differ.diff(wanted, live, isStructured(wanted));
      var hidden = masks.of(difference.live(), difference.predicted());
      rows.add(
          new Row(
              ObjectKey.of(found.object()),
              live != null,
              new Difference(difference.modified(), hidden.first(), hidden.second())));
    } catch (CompareFailure e) {
      throw new BadInput(found.file() + ": " + e.getMessage());
    }
  }

  /// What marks an object as an application's is written by a sync, and no difference before it.
  private ObjectNode marked(ObjectNode object, ObjectNode live) {
    var marked = object.deepCopy();
    tracking.copyMarks(live, marked);
    return marked;
  }

  private boolean isStructured(JsonNode object) {
    var policy = application == null ? null : application.spec().syncPolicy();
    return Annotations.option(object, SyncSettings.SERVER_SIDE_APPLY)
        || (policy != null && policy.syncOptions().contains(SyncSettings.SERVER_SIDE_APPLY));
  }

  /// Whether an apply would change anything.
  boolean differs() {
    return rows.stream().anyMatch(row -> row.difference().modified());
  }

  void print(DiffCommand.Format format, PrintWriter out) throws JsonProcessingException {
    switch (format) {
      case TEXT ->
          rows.stream().filter(row -> row.difference().modified()).forEach(row -> text(row, out));
      case JSON -> {
        var list = JSON.createArrayNode();
        rows.forEach(row -> list.add(json(row)));
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(list));
      }
    }
    out.flush();
  }

  private static void text(Row row, PrintWriter out) {
    var key = row.key();
    ObjectDiff.lines(
            key.group(),
            key.kind(),
            key.namespace(),
            key.name(),
            row.difference().live(),
            row.difference().predicted())
        .forEach(line -> out.println(Inert.logLine(line)));
  }

  private static ObjectNode json(Row row) {
    var difference = row.difference();
    var json =
        JSON.createObjectNode()
            .put("group", row.key().group())
            .put("kind", row.key().kind())
            .put("namespace", row.key().namespace())
            .put("name", row.key().name())
            .put("status", difference.modified() ? "OutOfSync" : "Synced")
            .put("modified", difference.modified());
    json.set("live", row.there() ? difference.live() : JSON.nullNode());
    json.set("predicted", difference.predicted());
    return json;
  }
}
