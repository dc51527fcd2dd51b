package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One watch: a line of JSON for each change, until its time is over or nobody listens.
final class Watching {
  private static final Duration BOOKMARK = Duration.ofSeconds(15);
  private static final Duration TIME_MAX = Duration.ofMinutes(30);

  private final Objects objects;
  private final Api.Target target;
  private final Selection selection;
  private final OutputStream out;

  Watching(Objects objects, Api.Target target, Selection selection, OutputStream out) {
    this.objects = objects;
    this.target = target;
    this.selection = selection;
    this.out = out;
  }

  void run(Request request) throws IOException, InterruptedException {
    var end = System.nanoTime() + limit(request.query("timeoutSeconds")).toNanos();
    var version = start(request);
    while (System.nanoTime() < end && !objects.changes().closed()) {
      var left = Duration.ofNanos(end - System.nanoTime());
      var changes = objects.after(version, left.compareTo(BOOKMARK) < 0 ? left : BOOKMARK);
      for (var change : changes) {
        tell(change);
        version = change.version();
      }
      if (changes.isEmpty()) {
        // Says that all is well, and finds out whether anybody listens.
        bookmark(version, request.flag("allowWatchBookmarks"));
      }
    }
  }

  private static Duration limit(String seconds) {
    try {
      var wanted = seconds.isEmpty() ? TIME_MAX : Duration.ofSeconds(Long.parseLong(seconds));
      return wanted.compareTo(TIME_MAX) < 0 ? wanted : TIME_MAX;
    } catch (NumberFormatException e) {
      throw Refused.bad("timeoutSeconds should be a number");
    }
  }

  private long start(Request request) throws IOException {
    var from = request.query("resourceVersion");
    if (!from.isEmpty() && !from.equals("0")) {
      try {
        return Long.parseLong(from);
      } catch (NumberFormatException e) {
        throw Refused.bad("resourceVersion should be a number");
      }
    }
    var found = objects.list(target.kind(), target.namespace(), selection);
    for (var item : found.items()) {
      line("ADDED", item);
    }
    return found.version();
  }

  private void tell(Change change) throws IOException {
    if (!change.kind().resource().equals(target.kind().resource()) || !inNamespace(change)) {
      return;
    }
    var was = change.type() != Change.Type.ADDED && matches(change.before());
    var is = change.type() != Change.Type.DELETED && matches(change.after());
    if (was || is) {
      line(!was ? "ADDED" : is ? "MODIFIED" : "DELETED", change.after());
    }
  }

  private boolean matches(@Nullable JsonNode object) {
    return object != null && selection.test(object);
  }

  private boolean inNamespace(Change change) {
    return target.namespace().isEmpty()
        || change.after().at("/metadata/namespace").asText().equals(target.namespace());
  }

  private void bookmark(long version, boolean wanted) throws IOException {
    if (wanted) {
      var object = JsonNodeFactory.instance.objectNode();
      object.putObject("metadata").put("resourceVersion", Long.toString(version));
      line("BOOKMARK", object);
    } else {
      out.write('\n');
      out.flush();
    }
  }

  private void line(String type, ObjectNode object) throws IOException {
    var shown = object.deepCopy();
    shown.put("apiVersion", target.kind().apiVersion()).put("kind", target.kind().kind());
    var event = JsonNodeFactory.instance.objectNode().put("type", type);
    event.set("object", shown);
    out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
