package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Refusal.Code;
import dev.tiphys.delivery.windows.SyncWindows;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.SyncWindow;
import java.util.List;

/// The sync windows of an application (C130–C135).
record HostedWindows(DeliveryChain chain, Application application) {
  private SyncWindows windows() {
    return chain
        .resources()
        .project(application.spec().project())
        .map(project -> SyncWindows.of(project.spec().syncWindows(), application))
        .orElseGet(() -> new SyncWindows(List.of()));
  }

  /// @throws Refusal if no person may sync now
  void requireOpen() {
    var window = windows().decide(true, chain.clock().instant(), null);
    if (!window.allowed()) {
      throw new Refusal(Code.FAILED_PRECONDITION, "cannot sync: " + window.explained());
    }
  }

  /// `{activeWindows, assignedWindows, canSync}`.
  ObjectNode shown() {
    var windows = windows();
    var now = chain.clock().instant();
    var shown = JsonNodeFactory.instance.objectNode();
    var active = shown.putArray("activeWindows");
    windows.active(now).forEach(each -> active.add(described(each)));
    var assigned = shown.putArray("assignedWindows");
    windows.windows().forEach(each -> assigned.add(described(each)));
    return shown.put("canSync", windows.decide(true, now, null).allowed());
  }

  private static ObjectNode described(SyncWindow window) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", window.kind())
        .put("schedule", window.schedule())
        .put("duration", window.duration())
        .put("manualSync", window.manualSync());
  }
}
