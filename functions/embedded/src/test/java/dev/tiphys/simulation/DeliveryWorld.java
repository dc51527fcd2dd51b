package dev.tiphys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.doorway.Applications;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.language.application.Application;
import dev.tiphys.log.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One seed: an application that people push to in a storm, and after it.
final class DeliveryWorld extends Storm<DeliveryLife> {
  static final String NAMESPACE = "default";
  static final AppId APP = new AppId("argocd", "app", "u-1");

  private static final int STEPS_MAX = 60_000;
  private static final Duration SWEEP = Duration.ofMinutes(1);

  /// How long after the storm the last revision has to be delivered: what a clock that was a day
  /// ahead has put off waits that day.
  private static final Duration PATIENCE = Duration.ofHours(30);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Application APPLICATION =
      Application.from(
          json(
              """
              {"apiVersion":"argoproj.io/v1alpha1","kind":"Application",
               "metadata":{"name":"app","namespace":"argocd","uid":"u-1"},
               "spec":{"project":"default","source":{"repoURL":"https://git/app","path":"."},
                "destination":{"server":"https://kubernetes.default.svc","namespace":"default"},
                "syncPolicy":{"automated":{"prune":true,"selfHeal":true},
                 "retry":{"limit":2,"backoff":{"duration":"5s","factor":2,"maxDuration":"1m"}}}}}"""));

  private final long seed;
  private final Duration storm;
  private final Repository repository;
  private final SimulatedCluster cluster;
  private final DeliveryTruth truth;
  private final Post post;
  private boolean done;
  private boolean over;
  private int requests;

  DeliveryWorld(long seed) {
    super(seed);
    this.seed = seed;
    storm = Duration.ofMinutes(5).plus(chance().upTo(Duration.ofMinutes(60)));
    repository = new Repository(chance());
    cluster = new SimulatedCluster(this);
    truth = new DeliveryTruth(this);
    post = new Post(this);
    startProcesses();
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Repository repository() {
    return repository;
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  DeliveryTruth truth() {
    return truth;
  }

  Post post() {
    return post;
  }

  @Override
  DeliveryLife life(String name) {
    return new DeliveryLife(this, name);
  }

  @Override
  ObjectStore store() {
    return truth.store();
  }

  @Override
  ObjectStore.Put create(String key, byte[] value) {
    return truth.create(key, value);
  }

  @Override
  void rival(String key) {
    post.rival(key);
  }

  Applications applications() {
    return new Applications() {
      @Override
      public Optional<Application> find(AppId app) {
        return app.equals(APP) ? Optional.of(APPLICATION) : Optional.empty();
      }

      @Override
      public Map<AppId, Application> all() {
        return Map.of(APP, APPLICATION);
      }
    };
  }

  /// From the first push until the last one is delivered.
  ///
  /// @throws AssertionError if anything was not as it must be; it says how to see it again
  DeliveryWorld run() {
    try {
      push(false);
      for (var i = chance().between(1, 6); i > 0; i--) {
        agenda().after(chance().upTo(storm), () -> push(false));
      }
      for (var i = chance().below(8); i > 0; i--) {
        agenda().after(chance().upTo(storm), this::interfere);
      }
      agenda().after(SWEEP, this::sweep);
      agenda().after(storm, this::clear);
      for (var step = 0; !over; step++) {
        var late = agenda().now().isAfter(Agenda.START.plus(storm).plus(PATIENCE));
        if (step > STEPS_MAX || late || !agenda().step()) {
          throw new AssertionError(
              "not delivered after %d steps, at %s: %s"
                  .formatted(step, agenda().now(), truth.missing()));
        }
      }
      truth.end();
      return this;
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      throw new AssertionError("-Dsim.seed=%d, %s%n%s%n%s".formatted(seed, stormy(), e, seen()), e);
    }
  }

  private void push(boolean good) {
    var revision = repository.push(good);
    trace("pushed: %s %s", revision.name(), revision.objects());
    refresh();
  }

  private void pushLast() {
    push(true);
    done = true;
  }

  private void refresh() {
    post.publish(
        "webhook", DeliveryEvents.refresh(APP, "push-" + ++requests, Refresh.NORMAL, now()));
  }

  /// Somebody changes or deletes an object by hand.
  private void interfere() {
    var keys = cluster.keys().stream().filter(key -> key.kind().equals("ConfigMap")).toList();
    if (!keys.isEmpty()) {
      var key = chance().any(keys);
      trace("by hand: %s", key);
      if (chance().of(500)) {
        cluster.edit(key);
      } else {
        cluster.delete(key);
      }
      changed();
    }
  }

  /// The cluster tells that an object is another.
  void changed() {
    post.publish("cluster", DeliveryEvents.due(APP.stream(), now(), now()));
  }

  private void sweep() {
    over = done && truth.missing().isEmpty();
    var life = anyLife();
    if (life != null) {
      life.does(life::sweep);
    }
    // Repositories are looked at now and then, whatever webhooks say.
    if (chance().of(300)) {
      refresh();
    }
    agenda().after(SWEEP, this::sweep);
  }

  private void clear() {
    clear(new Weather(0, 0, 0, 0, 0, 0, 0, 0, 0));
    cluster.cure();
    // What controllers have not cured yet would fail all tries of the last sync.
    agenda().after(Duration.ofMinutes(2), this::pushLast);
  }
}
