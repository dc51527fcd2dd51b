package dev.tiphys.appset;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.generators.Generation;
import dev.tiphys.delivery.generators.GenerationException;
import dev.tiphys.delivery.generators.RollingSync;
import dev.tiphys.delivery.generators.SetDeletion;
import dev.tiphys.delivery.generators.SetPlan;
import dev.tiphys.delivery.sets.SetCommand;
import dev.tiphys.delivery.sets.SetCommand.RecordFailure;
import dev.tiphys.delivery.sets.SetCommand.RecordGeneration;
import dev.tiphys.delivery.sets.SetCommand.RecordOutcome;
import dev.tiphys.delivery.sets.SetNeeds;
import dev.tiphys.delivery.sets.SetState;
import dev.tiphys.doorway.ApplicationSets;
import dev.tiphys.doorway.Sets;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.application.ApplicationSetCheck;
import dev.tiphys.log.store.ObjectStore;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Makes, changes and deletes the applications of sets (C224–C268), whenever it is woken.
///
/// First the generators are asked, and the log says what they gave, or that they failed. Only what
/// the log says was generated completely is then brought to the applications, and only what an
/// application's name is missing from there is deleted.
public final class AppSets {
  /// The types of the events that wake it.
  public static final Set<String> TYPES =
      Set.of(
          DeliveryEvents.GENERATION_REQUESTED,
          DeliveryEvents.DUE,
          "dev.tiphys.set.generated",
          "dev.tiphys.rollout.moved");

  private static final ObjectMapper JSON = new ObjectMapper();

  /// Asks the generators of sets, each time it is opened for one of them.
  @FunctionalInterface
  public interface Asking {
    Asked open();
  }

  /// The generators, and what they read while they were asked.
  ///
  /// @param world what they read of it
  public record Asked(Generation generation, WorldSources world) {}

  private final ApplicationSets resources;
  private final Sets sets;
  private final SetApplications applications;
  private final Asking asking;
  private final Looks looks;

  /// @param store where it is kept when each set was last looked at
  public AppSets(
      ApplicationSets resources,
      Sets sets,
      SetApplications applications,
      Asking asking,
      ObjectStore store) {
    this.resources = resources;
    this.sets = sets;
    this.applications = applications;
    this.asking = asking;
    this.looks = new Looks(store);
  }

  /// Does what `event` (one of [#TYPES]) asks for, and returns what is to be announced.
  ///
  /// @throws IllegalArgumentException if it is no such event
  /// @throws dev.tiphys.log.LogFailure if the log cannot do it
  public List<CloudEvent> accept(CloudEvent event, Instant now) {
    var stream = DeliveryEvents.stream(event);
    if (!SetId.isStream(stream)) {
      return List.of();
    }
    var id = SetId.ofStream(stream);
    var found = resources.find(id);
    if (found.isEmpty()) {
      return List.of();
    }
    var set = found.get();
    if (isLeaving(set)) {
      return leave(id, set, event, now);
    }
    return event.getType().equals(DeliveryEvents.GENERATION_REQUESTED)
            || event.getType().equals(DeliveryEvents.DUE) && isDue(id, set, now)
        ? generate(id, set, event, now)
        : bring(id, set, event, now);
  }

  /// What is unmet of all sets, announced again: those that have never been generated as they are
  /// now, those whose time has come, and those with which something is still to be done.
  public List<CloudEvent> sweep(Instant now) {
    var events = new ArrayList<CloudEvent>();
    resources
        .all()
        .forEach(
            (id, set) -> {
              var state = sets.load(id, 0);
              if (!isLeaving(set) && isDue(id, set, now)) {
                events.add(DeliveryEvents.generate(id, "due-" + now.toEpochMilli(), now));
              } else if (isLeaving(set) || isOpen(set, state)) {
                events.add(DeliveryEvents.due(id.stream(), now, now));
              }
            });
    return events;
  }

  private static boolean isLeaving(ApplicationSet set) {
    return set.json().path("metadata").hasNonNull("deletionTimestamp");
  }

  private boolean isDue(SetId id, ApplicationSet set, Instant now) {
    var state = sets.load(id, 0);
    var definition = definition(set);
    var failed = state.failed();
    if (failed == null ? !state.isProven(definition) : !failed.definition().equals(definition)) {
      return true;
    }
    return SetNeeds.again(set, failed != null)
        .map(every -> looks.last(id).map(last -> last.plus(every)).orElse(Instant.MIN))
        .filter(due -> !due.isAfter(now))
        .isPresent();
  }

  /// Whether there is something to do although nothing new is known.
  private static boolean isOpen(ApplicationSet set, SetState state) {
    var applied = state.applied();
    return state.failed() == null
        && state.generated() != null
        && (applied == null
            || applied.at().isBefore(state.generated().at())
            || !applied.problems().isEmpty()
            || RollingSync.isEnabled(set)
                && state.steps().values().stream()
                    .anyMatch(step -> !step.status().equals(RollingSync.State.HEALTHY.toString())));
  }

  /// The digest of what applications are generated from: annotations and the like do not count.
  static String definition(ApplicationSet set) {
    var text = JsonNodeFactory.instance.arrayNode();
    text.add(set.metadata().namespace()).add(set.name()).add(set.spec().json());
    return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private List<CloudEvent> generate(SetId id, ApplicationSet set, CloudEvent cause, Instant now) {
    looks.save(id, now);
    var command = generated(set, now);
    var events = new ArrayList<>(sets.handle(id, cause, "generate", command));
    SetNeeds.again(set, command instanceof RecordFailure)
        .ifPresent(
            every -> events.add(DeliveryEvents.scheduled(id.stream(), now.plus(every), now)));
    if (events.stream().noneMatch(event -> DeliveryEvents.SET_TYPES.contains(event.getType()))) {
      events.addAll(bring(id, set, cause, now));
    }
    return events;
  }

  private SetCommand generated(ApplicationSet set, Instant now) {
    var definition = definition(set);
    var problems = ApplicationSetCheck.check(set);
    if (!problems.isEmpty()) {
      return new RecordFailure(
          definition, Generation.PARAMS_FAILED, problems.getFirst().toString(), now);
    }
    try {
      var asked = asking.open();
      var made = asked.generation().applications(set);
      var array = JSON.createArrayNode().addAll(made);
      var blob = new Blob(sets.large().store(JSON.writeValueAsBytes(array)), made.size());
      return new RecordGeneration(definition, asked.world().reads(), blob, now);
    } catch (Generation.Failed e) {
      return new RecordFailure(definition, e.reason(), String.valueOf(e.getMessage()), now);
    } catch (GenerationException | IllegalArgumentException e) {
      return new RecordFailure(
          definition, Generation.PARAMS_FAILED, String.valueOf(e.getMessage()), now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Brings what was generated to the applications; without proof of what that is, nothing.
  private List<CloudEvent> bring(SetId id, ApplicationSet set, CloudEvent cause, Instant now) {
    var view = sets.load(id);
    var state = view.state();
    var generated = state.generated();
    if (generated == null || !state.isProven(definition(set))) {
      return List.of();
    }
    var wanted = read(generated.applications());
    var plan =
        SetPlan.of(
            set,
            wanted,
            applications.all(id.namespace()),
            applications::refusal,
            new SetPlan.Proof(state.owned(), generated.at()));
    var outcome = new Outcome(id, state, plan);
    var events =
        new ArrayList<>(sets.handle(id, cause, "bring " + view.version(), outcome.carryOut(now)));
    events.addAll(new Rollout(id, set, sets, applications).go(wanted, cause, now));
    return events;
  }

  private List<ObjectNode> read(Blob blob) {
    try {
      var read = new ArrayList<ObjectNode>();
      if (JSON.readTree(sets.large().fetch(blob.dataref())) instanceof ArrayNode array) {
        array.forEach(application -> read.add((ObjectNode) application));
      }
      if (read.size() != blob.count()) {
        throw new IllegalStateException(
            "expected %d applications, found %d".formatted(blob.count(), read.size()));
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What becomes of a plan: each application for itself.
  private final class Outcome {
    private final SetId id;
    private final SetState before;
    private final SetPlan plan;
    private final TreeSet<String> owned;
    private final List<String> changed = new ArrayList<>();
    private final List<String> problems;

    Outcome(SetId id, SetState before, SetPlan plan) {
      this.id = id;
      this.before = before;
      this.plan = plan;
      this.owned = new TreeSet<>(plan.owned());
      this.problems = new ArrayList<>(plan.problems());
    }

    RecordOutcome carryOut(Instant now) {
      for (var application : plan.created()) {
        attempt(application, () -> applications.create(application));
      }
      for (var application : plan.updated()) {
        if (attempt(application, () -> applications.replace(application))) {
          changed.add(name(application));
        }
      }
      for (var name : plan.deleted()) {
        try {
          applications.delete(id.namespace(), name);
        } catch (SetRefused e) {
          problems.add("application %s: %s".formatted(name, e.getMessage()));
          owned.add(name);
        }
      }
      return new RecordOutcome(owned, changed, problems, now);
    }

    private boolean attempt(ObjectNode application, Runnable effect) {
      try {
        effect.run();
        return true;
      } catch (SetRefused e) {
        var name = name(application);
        problems.add("application %s: %s".formatted(name, e.getMessage()));
        if (!before.owned().contains(name)) {
          owned.remove(name);
        }
        return false;
      }
    }
  }

  private static String name(ObjectNode application) {
    return application.at("/metadata/name").asText();
  }

  /// The next thing to do for a set that is being deleted.
  private List<CloudEvent> leave(SetId id, ApplicationSet set, CloudEvent cause, Instant now) {
    var view = sets.load(id);
    var deletion = SetDeletion.of(set, applications.all(id.namespace()));
    var problems = new ArrayList<String>();
    deletion
        .released()
        .forEach(app -> attempt(problems, name(app), () -> applications.replace(app)));
    deletion
        .deleted()
        .forEach(name -> attempt(problems, name, () -> applications.delete(id.namespace(), name)));
    if (deletion.over() && problems.isEmpty()) {
      applications.finish(id);
      looks.forget(id);
      return List.of();
    }
    return sets.handle(
        id,
        cause,
        "leave " + view.version(),
        new RecordOutcome(view.state().owned(), List.of(), problems, now));
  }

  private static void attempt(List<String> problems, String name, Runnable effect) {
    try {
      effect.run();
    } catch (SetRefused e) {
      problems.add("application %s: %s".formatted(name, e.getMessage()));
    }
  }
}
