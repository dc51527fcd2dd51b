package dev.tiphys.projection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.language.application.Application;
import dev.tiphys.log.stream.View;
import java.util.List;
import java.util.Optional;

/// Applications show what their streams say, and those of their syncs.
record ApplicationShowing(ClusterApplications applications, Apps apps, Syncs syncs)
    implements Showing<AppId> {
  /// What a cluster takes of one object is 1.5 MiB; a third is left for what people write.
  static final int BYTES_MAX = 1 << 20;

  private static final List<String> DISPENSABLE = List.of("history", "resources", "operationState");

  /// A sync has fewer records than this, so that one number has room for both versions.
  private static final long SYNC_RECORDS_MAX = 1_000_000;

  @Override
  public Optional<JsonNode> find(AppId app) {
    return applications.object(app).map(found -> found);
  }

  @Override
  public boolean replaceStatus(AppId app, JsonNode object, ObjectNode status) {
    ObjectNode changed = object.deepCopy();
    changed.set("status", status);
    return applications
        .api()
        .replace(ClusterApplications.path(app.namespace(), app.name()) + "/status", changed);
  }

  @Override
  public Seen see(AppId app, JsonNode object) {
    var view = apps.load(app);
    var sync = sync(app, view.state());
    var version = version(view.version(), sync.version());
    if (view.version() == 0) {
      return new Seen(version, null);
    }
    ObjectNode shown = object.deepCopy();
    new ApplicationStatus(apps.large())
        .write(shown, Application.from(object), view.state(), sync.state());
    var status = StatusView.fitted((ObjectNode) shown.get("status"), BYTES_MAX, DISPENSABLE);
    return new Seen(version, status.put(StatusView.VERSION, version));
  }

  /// Which version is to be seen, at least, of an application of which something was told.
  long version(AppId app) {
    var view = apps.load(app);
    return version(view.version(), sync(app, view.state()).version());
  }

  private static long version(long application, long sync) {
    return application * SYNC_RECORDS_MAX + Math.min(sync, SYNC_RECORDS_MAX - 1);
  }

  /// The sync that is under way; one that is over has left its end with the application.
  private View<SyncState> sync(AppId app, AppState state) {
    return state.operation() == null
        ? new View<>(SyncState.NONE, 0)
        : syncs.load(new SyncId(app.namespace(), app.name(), state.operation().sync()));
  }
}
