package dev.tiphys.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.tiphys.delivery.app.AppCommand.RecordFailure;
import dev.tiphys.delivery.app.AppCommand.RecordManifests;
import dev.tiphys.delivery.sync.SyncedSources;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.events.delivery.AppFact.RevisionObserved;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.log.LogFailure.Unavailable;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Renders an application whose revision was observed, and records what came of it.
public final class Rendering {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Applications applications;
  private final Apps apps;
  private final Sources sources;
  private final Renderer renderer;
  private final Signatures signatures;
  private final Function<Application, Cluster> clusters;
  private final String controlNamespace;

  /// @param signatures what has to be signed
  /// @param clusters what is known of the destination of an application
  /// @param controlNamespace the namespace whose applications are called by their name alone
  public Rendering(
      Applications applications,
      Apps apps,
      Sources sources,
      Renderer renderer,
      Signatures signatures,
      Function<Application, Cluster> clusters,
      String controlNamespace) {
    this.applications = applications;
    this.apps = apps;
    this.sources = sources;
    this.renderer = renderer;
    this.signatures = signatures;
    this.clusters = clusters;
    this.controlNamespace = controlNamespace;
  }

  /// Renders what a `revision observed` is about and returns what is to be announced.
  ///
  /// @throws Unavailable if a repository does not answer at the moment
  public List<CloudEvent> observed(CloudEvent event, Instant now) {
    var news = DeliveryEvents.readApp(event);
    if (!(news.fact() instanceof RevisionObserved observed)) {
      return List.of();
    }
    return applications
        .find(news.app())
        .map(application -> render(news.app(), application, observed, event, now))
        .orElse(List.of());
  }

  private List<CloudEvent> render(
      AppId app,
      Application application,
      RevisionObserved observed,
      CloudEvent event,
      Instant now) {
    try {
      var rendered = render(application, observed.sources(), observed.refresh() == Refresh.HARD);
      return apps.handle(
          app,
          event,
          "render",
          new RecordManifests(observed.sources(), stored(rendered), rendered.sourceTypes(), now));
    } catch (RenderFailure | SourceFailure e) {
      return apps.handle(
          app,
          event,
          "render",
          new RecordFailure(
              observed.sources(),
              String.valueOf(e.getMessage()),
              observed.refresh() != Refresh.NONE,
              now));
    }
  }

  /// What the sources of an application mean, or would mean at other revisions.
  ///
  /// @throws SourceFailure if one of them means nothing, or its repository does not answer
  public List<ResolvedSource> resolved(
      Application application, SyncedSources wanted, Sources.Listing listing) {
    return wanted.resolved(source -> listing.resolve(source, application.spec().project()));
  }

  /// The objects that an application has at these revisions.
  ///
  /// @param fresh whatever the cache holds
  /// @throws RenderFailure if there are none, with the reason
  /// @throws SourceFailure if a file cannot be read
  public Rendered render(Application application, List<ResolvedSource> resolved, boolean fresh) {
    signatures.require(application, resolved);
    return renderer.render(request(application, resolved, fresh));
  }

  /// Stores what was rendered beside the log.
  Blob stored(Rendered rendered) {
    try {
      var bytes = JSON.writeValueAsBytes(rendered.manifests());
      return new Blob(apps.large().store(bytes), rendered.manifests().size());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("objects in memory could not be written", e);
    }
  }

  private RenderRequest request(
      Application application, List<ResolvedSource> sourcesThen, boolean fresh) {
    var project = application.spec().project();
    var app =
        new RenderedApp(
            application.name(),
            application.instanceName(controlNamespace),
            project,
            application.spec().destination().namespace());
    var inputs =
        sourcesThen.stream()
            .map(
                resolved -> {
                  var source = ApplicationSource.from(resolved.source());
                  return new RenderRequest.Input(
                      source,
                      sources.tree(source, resolved.revision(), project),
                      resolved.revision());
                })
            .toList();
    return new RenderRequest(app, inputs, Once.of(() -> clusters.apply(application)), fresh);
  }

  /// Asks at most once.
  private static final class Once<T> implements Supplier<T> {
    private final Supplier<T> ask;
    private @Nullable T known;

    private Once(Supplier<T> ask) {
      this.ask = ask;
    }

    static <T> Once<T> of(Supplier<T> ask) {
      return new Once<>(ask);
    }

    @Override
    public T get() {
      var answer = known;
      if (answer == null) {
        answer = ask.get();
        known = answer;
      }
      return answer;
    }
  }
}
