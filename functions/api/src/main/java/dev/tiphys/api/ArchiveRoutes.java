package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Lists, shows and revives the runs that an archive has.
record ArchiveRoutes(Archive archive, InstantSource clock) {
  private static final String RESOURCE = "archived-workflows";

  /// How Argo's clients ask for a span of time, in a field selector.
  private static final Pattern STARTED = Pattern.compile("spec\\.startedAt([<>])(.+)");

  Reply list(Call call) {
    var mask = FieldMask.parse(call.text("fields"));
    return Reply.of(mask.apply(Page.of("Workflow", chosen(call), call)));
  }

  private List<ObjectNode> chosen(Call call) {
    var others = new ArrayList<String>();
    var after = (Instant) null;
    var before = (Instant) null;
    for (var term : call.text("listOptions.fieldSelector").split(",")) {
      var started = STARTED.matcher(term.strip());
      if (!started.matches()) {
        others.add(term);
      } else if (started.group(1).equals(">")) {
        after = time(started.group(2));
      } else {
        before = time(started.group(2));
      }
    }
    var labels = LabelSelector.parse(call.text("listOptions.labelSelector"));
    var fields =
        FieldSelector.parse(
            String.join(",", others), FieldSelector.NameFilter.parse(call.text("nameFilter")));
    var namespace = call.text("namespace");
    var prefix = call.text("namePrefix");
    var from = after;
    var to = before;
    return archive.list().stream()
        .filter(w -> namespace.isEmpty() || Resources.namespace(w).equals(namespace))
        .filter(w -> Resources.name(w).startsWith(prefix))
        .filter(w -> labels.test(w) && fields.test(w) && within(w, from, to))
        .toList();
  }

  private static Instant time(String text) {
    var time = Resources.time(JsonNodeFactory.instance.textNode(text.strip()));
    if (time == null) {
      throw Refusal.invalid(
          "spec.startedAt: expected a time such as 2026-11-24T10:00:00Z, found '%s'"
              .formatted(Refusal.shown(text)));
    }
    return time;
  }

  private static boolean within(
      JsonNode workflow, @Nullable Instant after, @Nullable Instant before) {
    var started = Resources.time(workflow.path("status").path("startedAt"));
    return (after == null || started != null && started.isAfter(after))
        && (before == null || started != null && started.isBefore(before));
  }

  Reply get(Call call) {
    var mask = FieldMask.parse(call.text("fields"));
    return Reply.of(mask.apply(archive.get(uid(call)).orElseThrow(() -> absent(call))));
  }

  Reply delete(Call call) {
    if (!archive.delete(uid(call))) {
      throw absent(call);
    }
    return Reply.empty();
  }

  Reply retry(Call call) {
    return Reply.of(archive.retry(uid(call), WorkflowRoutes.retry(call, clock)));
  }

  Reply resubmit(Call call) {
    return Reply.of(archive.resubmit(uid(call), WorkflowRoutes.resubmission(call)));
  }

  Reply labelKeys(Call call) {
    return names(archive.list().stream().flatMap(ArchiveRoutes::labels));
  }

  /// The values of the label that `listOptions.labelSelector` names.
  Reply labelValues(Call call) {
    var key = call.text("listOptions.labelSelector");
    if (key.isEmpty()) {
      throw Refusal.invalid(
          "listOptions.labelSelector: expected the key of a label, found nothing");
    }
    return names(
        archive.list().stream()
            .map(workflow -> workflow.path("metadata").path("labels").path(key).asText())
            .filter(value -> !value.isEmpty()));
  }

  private static Stream<String> labels(JsonNode workflow) {
    var labels = new ArrayList<String>();
    workflow.path("metadata").path("labels").fieldNames().forEachRemaining(labels::add);
    return labels.stream();
  }

  private static Reply names(Stream<String> names) {
    var list = JsonNodeFactory.instance.objectNode();
    var items = list.putArray("items");
    names.collect(java.util.stream.Collectors.toCollection(TreeSet::new)).forEach(items::add);
    return Reply.of(list);
  }

  private static String uid(Call call) {
    return call.name("uid");
  }

  private static Refusal absent(Call call) {
    return Refusal.notFound(RESOURCE, uid(call));
  }
}
