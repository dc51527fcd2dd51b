package dev.tiphys.render;

import dev.tiphys.delivery.sync.SyncCommand.FinishSync;
import dev.tiphys.delivery.sync.SyncCommand.RefreshSync;
import dev.tiphys.delivery.sync.SyncState;
import dev.tiphys.delivery.sync.SyncedSources;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.language.application.Application;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Renders for a sync that waits for it: one of another revision than the application has
/// (`tiphys app sync --revision`), or a further try with what is newest by then (C070).
public final class SyncRendering {
  /// The types of the events that wake it.
  public static final Set<String> TYPES = Set.of("dev.tiphys.sync.waits");

  private final Applications applications;
  private final Syncs syncs;
  private final Sources sources;
  private final Rendering rendering;

  public SyncRendering(
      Applications applications, Syncs syncs, Sources sources, Rendering rendering) {
    this.applications = applications;
    this.syncs = syncs;
    this.sources = sources;
    this.rendering = rendering;
  }

  /// Renders what the sync of `event` (one of [#TYPES]) lacks, if it lacks anything, and returns
  /// what is to be announced. What cannot be rendered ends the sync, or the try of it.
  ///
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> accept(CloudEvent event, Instant now) {
    var sync = DeliveryEvents.sync(event);
    var state = syncs.load(sync).state();
    if (!state.open() || state.manifests() != null || state.terminating() != null) {
      return List.of();
    }
    var started = java.util.Objects.requireNonNull(state.started());
    var application = applications.find(AppId.ofStream(started.app()));
    if (application.isEmpty()) {
      return List.of();
    }
    try {
      var resolved = resolved(application.get(), state);
      var manifests = rendering.stored(rendering.render(application.get(), resolved, false));
      return syncs.handle(
          sync, event, "render", new RefreshSync(state.retries(), resolved, manifests, now));
    } catch (RenderFailure | SourceFailure e) {
      return syncs.handle(
          sync,
          event,
          "render",
          new FinishSync(
              state.retries(),
              OperationPhase.ERROR,
              String.valueOf(e.getMessage()),
              state.results(),
              now));
    }
  }

  private List<ResolvedSource> resolved(Application application, SyncState state) {
    if (!state.sources().isEmpty()) {
      return state.sources();
    }
    var sync = state.operation().sync();
    var wanted =
        sync == null || state.retries() > 0
            ? SyncedSources.of(application.spec())
            : SyncedSources.of(application.spec(), sync);
    return rendering.resolved(application, wanted, sources.listing());
  }
}
