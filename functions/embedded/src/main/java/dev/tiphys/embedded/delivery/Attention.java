package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.cluster.LiveObjects.Change;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.delivery.settings.ArgoSettings;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.log.LogFailure;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets applications be looked at whose objects somebody has changed (C094), a moment later and
/// together, unless the change does not matter (C110).
final class Attention implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Attention.class.getName());
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final DeliveryResources resources;
  private final Supplier<ArgoSettings> settings;
  private final Consumer<AppId> look;
  private final LinkedBlockingQueue<String> concerned = new LinkedBlockingQueue<>();
  private @Nullable Thread thread;
  private volatile boolean closed;

  Attention(DeliveryResources resources, Supplier<ArgoSettings> settings, Consumer<AppId> look) {
    this.resources = resources;
    this.settings = settings;
    this.look = look;
  }

  /// Somebody has changed an object.
  void changed(Change change) {
    var now = settings.get();
    var before = change.before();
    var after = change.after();
    if (before == null || after == null || now.matters(before, after)) {
      var tracking = new Tracking(now.comparing());
      add(before, tracking);
      add(after, tracking);
    }
  }

  private void add(@Nullable ObjectNode object, Tracking tracking) {
    if (object != null) {
      tracking.ownerOf(object).ifPresent(this::add);
    }
  }

  private synchronized void add(String instance) {
    concerned.add(instance);
    if (thread == null) {
      thread = Thread.ofVirtual().name("delivery-attention").start(this::follow);
    }
  }

  private void follow() {
    try {
      while (!closed) {
        Set<String> instances = new HashSet<>();
        instances.add(concerned.take());
        if (closed) {
          return;
        }
        Thread.sleep(PAUSE);
        concerned.drainTo(instances);
        try {
          look(instances);
        } catch (LogFailure e) {
          LOG.log(Level.WARNING, "not looked at: {0}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "not looked at", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Set<String> instances) {
    resources
        .all()
        .forEach(
            (id, application) -> {
              if (instances.contains(
                  application.instanceName(DeliveryResources.CONTROL_NAMESPACE))) {
                look.accept(id);
              }
            });
  }

  /// Waits a little for the look that is under way; what is to be looked at then is latency.
  @Override
  public void close() {
    closed = true;
    concerned.add("");
    var running = running();
    try {
      if (running != null) {
        running.join(CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Thread running() {
    return thread;
  }
}
