package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.Cascade;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.delivery.app.AppCommand.ReleaseFinalizer;
import dev.tiphys.delivery.app.AppCommand.RequestDeletion;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.deletion.Stage;
import dev.tiphys.delivery.sync.Hooks;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.HookType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// How the applications of a host are deleted: what holds them, and that they are gone when nothing
/// does any more (C145–C148).
final class HostedDeletions {
  private static final int KNOWN_MAX = 1_000;

  private final DeliveryChain chain;

  /// Which hooks of a deletion manifests have, by their digest.
  private final Map<String, Set<HookType>> known = new ConcurrentHashMap<>();

  HostedDeletions(DeliveryChain chain) {
    this.chain = chain;
  }

  /// What holds an application: what people wrote, and what its hooks of deletion ask for.
  List<String> finalizers(JsonNode object, AppState state) {
    if (state.deletion() != null) {
      return state.deletion().finalizers();
    }
    var all = new ArrayList<String>();
    object.path("metadata").path("finalizers").forEach(each -> all.add(each.asText()));
    var hooks = state.rendered() == null ? Set.<HookType>of() : hooks(state.rendered().manifests());
    for (var stage :
        List.of(
            Stage.PRE_DELETE,
            Stage.PRE_DELETE_CLEANUP,
            Stage.POST_DELETE,
            Stage.POST_DELETE_CLEANUP)) {
      all.removeAll(stage.finalizers());
      if (hooks.contains(stage.hook())) {
        all.addAll(stage.finalizers());
      }
    }
    return all;
  }

  private Set<HookType> hooks(Blob manifests) {
    var found = known.get(manifests.dataref());
    if (found == null) {
      if (known.size() >= KNOWN_MAX) {
        known.clear();
      }
      found = EnumSet.noneOf(HookType.class);
      for (var each : new ApplicationStatus(chain.apps().large()).array(manifests)) {
        found.addAll(Hooks.types(each));
      }
      known.put(manifests.dataref(), found);
    }
    return found;
  }

  /// Begins the deletion of an application. Once it has begun no finalizer is added, but whoever
  /// wants the objects to stay may still say so.
  void begin(ObjectNode object, Cascade cascade) {
    var id = DeliveryResources.id(object);
    var state = chain.apps().load(id).state();
    if (state.deletion() == null) {
      var command =
          new RequestDeletion(
              cascading(finalizers(object, state), cascade), chain.clock().instant());
      chain.publish(chain.apps().handle(id, "delete", command, null));
    } else if (cascade == Cascade.NONE) {
      release(id, Stage.CASCADE.finalizers());
    }
    end(id);
  }

  private static List<String> cascading(List<String> finalizers, Cascade cascade) {
    var all = new ArrayList<>(finalizers);
    if (cascade != Cascade.AS_WRITTEN) {
      all.removeAll(Stage.CASCADE.finalizers());
    }
    switch (cascade) {
      case FOREGROUND -> all.add(Stage.CASCADE.finalizers().get(0));
      case BACKGROUND -> all.add(Stage.CASCADE.finalizers().get(2));
      case NONE, AS_WRITTEN -> {}
    }
    return all;
  }

  /// Goes on without what somebody has taken from the finalizers of an application that is being
  /// deleted.
  void keep(AppId id, JsonNode object) {
    var deletion = chain.apps().load(id).state().deletion();
    if (deletion != null) {
      var dropped = new ArrayList<>(deletion.finalizers());
      object.path("metadata").path("finalizers").forEach(each -> dropped.remove(each.asText()));
      release(id, dropped);
      end(id);
    }
  }

  private void release(AppId id, Collection<String> finalizers) {
    for (var finalizer : finalizers) {
      chain.publish(
          chain
              .apps()
              .handle(
                  id,
                  "release " + UUID.randomUUID(),
                  new ReleaseFinalizer(finalizer, chain.clock().instant()),
                  null));
    }
  }

  /// Takes away the resource of an application whose deletion is over.
  void end(AppId id) {
    var deletion = chain.apps().load(id, 0).deletion();
    var resources = chain.resources();
    if (deletion != null && deletion.over() && resources.find(id).isPresent()) {
      resources.delete(id.namespace(), id.name());
      chain.changed(id);
    }
  }
}
