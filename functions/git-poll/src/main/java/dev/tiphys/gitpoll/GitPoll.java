package dev.tiphys.gitpoll;

import dev.tiphys.delivery.app.AppCommand.ObserveRevision;
import dev.tiphys.delivery.app.AppCommand.RecordFailure;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.gitpoll.PollSchedule.Rhythm;
import dev.tiphys.language.application.Application;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.sources.SourceFailure;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.Sources.Listing;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Observes the revisions of applications, and of what sets of applications are generated from.
public final class GitPoll {
  private final Applications applications;
  private final Apps apps;
  private final SetReads sets;
  private final Sources sources;
  private final ObjectStore store;
  private final Supplier<Rhythm> rhythm;
  private final int atOnce;
  private volatile @Nullable Shared shared;

  /// @param asked the time of the events that it answers
  private record Shared(OffsetDateTime asked, Listing listing) {}

  /// @param store where the schedule is kept
  /// @param rhythm as it is now
  /// @param atOnce how many repositories are asked at a time
  public GitPoll(
      Applications applications,
      Apps apps,
      SetReads sets,
      Sources sources,
      ObjectStore store,
      Supplier<Rhythm> rhythm,
      int atOnce) {
    this.applications = applications;
    this.apps = apps;
    this.sets = sets;
    this.sources = sources;
    this.store = store;
    this.rhythm = rhythm;
    this.atOnce = atOnce;
  }

  /// Looks at the sources of one application, whatever the schedule says, and returns what is to be
  /// announced.
  public List<CloudEvent> refresh(CloudEvent event, Instant now) {
    var app = DeliveryEvents.app(event);
    var asked = DeliveryEvents.refresh(event);
    return applications
        .find(app)
        .map(found -> observe(app, found, asked, event, listing(event), now))
        .orElse(List.of());
  }

  /// What was asked for in one moment is asked together: a push to a repository that a thousand
  /// applications are read from asks it once.
  private Listing listing(CloudEvent event) {
    var known = shared;
    if (known != null && known.asked().equals(event.getTime())) {
      return known.listing();
    }
    var listing = sources.listing();
    var time = event.getTime();
    if (time != null) {
      shared = new Shared(time, listing);
    }
    return listing;
  }

  /// Looks at the sources of all applications, and at what sets of applications read, where their
  /// repositories are due.
  ///
  /// @param event what woke it
  public List<CloudEvent> sweep(CloudEvent event, Instant now) {
    var readers = readers(event, now);
    var keys = new LinkedHashSet<String>();
    readers.forEach(reader -> keys.addAll(reader.keys()));
    var schedule = PollRecord.load(store);
    var due = new HashSet<>(schedule.due(keys, now, rhythm.get()));
    if (due.isEmpty()) {
      return List.of();
    }
    var listing = sources.listing();
    Map<String, Boolean> outcomes = new ConcurrentHashMap<>();
    List<CloudEvent> events = new ArrayList<>();
    List<Future<List<CloudEvent>>> asked = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
      for (var reader : readers) {
        var concerned = reader.keys().stream().filter(due::contains).toList();
        if (!concerned.isEmpty()) {
          asked.add(
              threads.submit(
                  () -> {
                    var found = reader.look().apply(listing);
                    concerned.forEach(key -> outcomes.put(key, !listing.failed(key)));
                    return found;
                  }));
        }
      }
      for (var future : asked) {
        events.addAll(future.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new dev.tiphys.log.LogFailure.Unavailable("interrupted");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
    PollRecord.save(store, schedule.after(new HashMap<>(outcomes), keys, now));
    return events;
  }

  private List<Reader> readers(CloudEvent event, Instant now) {
    var readers = new ArrayList<Reader>();
    applications
        .all()
        .forEach(
            (app, application) ->
                readers.add(
                    new Reader(
                        application.spec().effectiveSources().stream()
                            .map(source -> sources.key(source, application.spec().project()))
                            .distinct()
                            .toList(),
                        listing -> observe(app, application, Refresh.NONE, event, listing, now))));
    readers.addAll(sets.readers(sources, event, now));
    return readers;
  }

  private List<CloudEvent> observe(
      AppId app,
      Application application,
      Refresh refresh,
      CloudEvent cause,
      Listing listing,
      Instant now) {
    List<ResolvedSource> resolved = new ArrayList<>();
    try {
      for (var source : application.spec().effectiveSources()) {
        resolved.add(
            new ResolvedSource(
                source.json(), listing.resolve(source, application.spec().project())));
      }
    } catch (SourceFailure e) {
      return apps.handle(
          app,
          cause,
          app.stream(),
          new RecordFailure(
              List.of(), String.valueOf(e.getMessage()), refresh != Refresh.NONE, now));
    }
    if (refresh == Refresh.NONE) {
      var known = apps.load(app, 0);
      if (known.failed() == null
          && known.observed() != null
          && known.observed().sources().equals(resolved)) {
        return List.of();
      }
    }
    return apps.handle(app, cause, app.stream(), new ObserveRevision(resolved, refresh, now));
  }
}
