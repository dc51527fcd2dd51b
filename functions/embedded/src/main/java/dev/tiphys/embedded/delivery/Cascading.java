package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.delivery.sync.Annotations;
import dev.tiphys.delivery.sync.SyncTask;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.language.application.Application;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// Deletes the objects of an application with it: those that its syncs left in the cluster and that
/// still say whose they are, the last wave first.
record Cascading(DeliveryChain chain, AppId id, Application application) {
  /// @param policy `foreground` or `background`
  void delete(String policy) {
    var inventory = chain.apps().load(id).state().inventory();
    if (inventory == null) {
      return;
    }
    try {
      var destination = chain.clusters().destination(application);
      var tracking = new Tracking(chain.clusters().comparing());
      var instance = application.instanceName(DeliveryResources.CONTROL_NAMESPACE);
      var waves = new TreeMap<Integer, List<ObjectNode>>();
      for (var entry : new ApplicationStatus(chain.apps().large()).array(inventory)) {
        destination
            .find(ApplicationStatus.like(entry))
            .filter(live -> tracking.ownerOf(live).filter(instance::equals).isPresent())
            .filter(Cascading::goes)
            .ifPresent(
                live ->
                    waves.computeIfAbsent(SyncTask.waveOf(live), _ -> new ArrayList<>()).add(live));
      }
      for (var wave : waves.descendingMap().values()) {
        wave.forEach(live -> destination.delete(live, policy));
      }
    } catch (DestinationFailure e) {
      throw new Refusal(
          Refusal.Code.UNAVAILABLE,
          "the objects of the application could not be deleted: " + e.getMessage());
    }
  }

  private static boolean goes(JsonNode live) {
    return !ObjectKey.of(live).kind().equals("CustomResourceDefinition")
        && !Annotations.option(live, "Delete=false")
        && !Annotations.of(live, Annotations.HELM_RESOURCE_POLICY).equals("keep");
  }
}
