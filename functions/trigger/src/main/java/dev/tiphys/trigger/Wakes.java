package dev.tiphys.trigger;

import dev.tiphys.events.CronEvents;
import dev.tiphys.trigger.cron.Crons;
import dev.tiphys.trigger.cron.Identities;
import dev.tiphys.trigger.event.Arrivals;
import dev.tiphys.trigger.event.Bindings;
import dev.tiphys.trigger.event.TemplateStarts;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// All that wakes the trigger, in whatever host (DESIGN §7): resources that were applied, the
/// clock, ends of runs, and any other event, which templates and bindings may want.
public final class Wakes {
  /// What Knative's ApiServerSource sends for a resource that has changed.
  public static final String RESOURCE_UPDATED = "dev.knative.apiserver.resource.update";

  /// What Knative's ApiServerSource sends for a resource that is gone.
  public static final String RESOURCE_DELETED = "dev.knative.apiserver.resource.delete";

  /// What Knative's PingSource sends: look what is due.
  public static final String PING = "dev.knative.sources.ping";

  private static final System.Logger LOG = System.getLogger(Wakes.class.getName());
  private static final Set<String> CRONS = Set.of(CronEvents.DUE, "dev.tiphys.run.finished");

  private final Trigger trigger;
  private final Crons crons;
  private final Bindings bindings;
  private final TemplateStarts templates;
  private final Consumer<Start> starts;

  /// @param starts begins a run, or hands it to who will: once, however often it is told
  public Wakes(
      Trigger trigger,
      Crons crons,
      Bindings bindings,
      TemplateStarts templates,
      Consumer<Start> starts) {
    this.trigger = trigger;
    this.crons = crons;
    this.bindings = bindings;
    this.templates = templates;
    this.starts = starts;
  }

  /// Does what an event asks for and returns what is to be announced.
  ///
  /// @param moment of a run that a resource starts
  /// @throws InvalidSubmission if a resource or an event starts what cannot run
  /// @throws IllegalArgumentException if it is no event that anybody here could want
  /// @throws dev.tiphys.log.LogFailure if it cannot be done now
  public List<CloudEvent> accept(CloudEvent event, Supplier<Birth.Moment> moment) {
    var type = event.getType();
    if (CRONS.contains(type)) {
      return crons.accept(event);
    }
    return switch (type) {
      case PING -> crons.sweep();
      case Trigger.RESOURCE_ADDED, RESOURCE_UPDATED -> applied(event, moment);
      case RESOURCE_DELETED -> List.of();
      default -> {
        outside(event);
        yield List.of();
      }
    };
  }

  private List<CloudEvent> applied(CloudEvent event, Supplier<Birth.Moment> moment) {
    var kind = event.getExtension("kind");
    if ("CronWorkflow".equals(kind)) {
      return crons.wake(Identities.of(Arrivals.resource(event)));
    }
    if (kind == null || "Workflow".equals(kind)) {
      if (event.getType().equals(Trigger.RESOURCE_ADDED)) {
        trigger.added(event, moment.get()).ifPresent(starts);
      }
    }
    // Templates and bindings are read when they are wanted.
    return List.of();
  }

  private void outside(CloudEvent event) {
    if (TemplateStarts.wants(event)) {
      starts.accept(templates.of(event));
      return;
    }
    for (var one : Arrivals.split(event)) {
      var outcome = bindings.of(one);
      outcome.failures().forEach(failure -> LOG.log(Level.WARNING, failure));
      outcome.starts().forEach(starts);
    }
  }
}
