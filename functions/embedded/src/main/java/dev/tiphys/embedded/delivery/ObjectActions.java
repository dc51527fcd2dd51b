package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications.ObjectRef;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Refusal.Code;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.Destination.Way;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.actions.ActionFailure;
import dev.tiphys.delivery.actions.Impact;
import dev.tiphys.delivery.actions.Impact.Operation;
import dev.tiphys.delivery.actions.ResourceActions;
import dev.tiphys.delivery.project.ProjectRules;
import dev.tiphys.language.application.Application;
import java.util.List;
import java.util.Map;

/// What can be done with the live objects of an application besides syncing them (C157).
///
/// @param view of the application's objects: no other has actions here
record ObjectActions(
    DeliveryChain chain, Application application, ResourceActions actions, LiveView view) {
  private static final Way CREATE = Way.PLAIN;
  private static final Way REHEARSE = new Way(false, false, false, true, true, "");

  /// The actions that an object offers, as Argo CD lists them.
  List<ObjectNode> of(ObjectRef object) {
    try {
      return actions.discover(live(object), chain.clock().instant()).stream()
          .map(
              action -> {
                var shown =
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("name", action.name())
                        .put("disabled", action.disabled());
                if (!action.displayName().isEmpty()) {
                  shown.put("displayName", action.displayName());
                }
                if (!action.iconClass().isEmpty()) {
                  shown.put("iconClass", action.iconClass());
                }
                for (var parameter : action.params()) {
                  shown
                      .withArrayProperty("params")
                      .addObject()
                      .put("name", parameter.name())
                      .put("default", parameter.byDefault());
                }
                return shown;
              })
          .toList();
    } catch (ActionFailure e) {
      throw failed(e);
    }
  }

  private JsonNode live(ObjectRef object) {
    return view.find(object)
        .orElseThrow(
            () ->
                new Refusal(
                    Code.NOT_FOUND,
                    "%s %s not found as part of application %s"
                        .formatted(object.kind(), object.name(), application.name())));
  }

  private Destination destination() {
    return chain.clusters().destination(application);
  }

  /// Runs an action. Nothing is written if the project forbids a part of it, or if the cluster
  /// refuses, in a dry run, what would be created; an object that has changed since it was read
  /// stays as it is.
  void run(ObjectRef object, String action, Map<String, String> parameters) {
    var live = live(object);
    var destination = destination();
    try {
      var impacts = actions.run(live, action, parameters, chain.clock().instant());
      impacts.forEach(impact -> require(impact.resource(), destination));
      impacts.stream()
          .filter(impact -> impact.operation() == Operation.CREATE)
          .forEach(impact -> destination.write(object(impact), REHEARSE));
      for (var impact : impacts) {
        if (impact.operation() == Operation.CREATE) {
          destination.write(object(impact), CREATE);
        } else if (!impact.resource().equals(live)) {
          destination.change(live, impact.resource());
        }
      }
    } catch (ActionFailure e) {
      throw failed(e);
    } catch (DestinationFailure e) {
      throw new Refusal(
          e.code() == 409 ? Code.FAILED_PRECONDITION : Code.UNAVAILABLE,
          "%s: %s".formatted(action, e.getMessage()));
    }
    chain.look(DeliveryResources.id(application.json()));
  }

  private static ObjectNode object(Impact impact) {
    if (impact.resource() instanceof ObjectNode object) {
      return object;
    }
    throw new Refusal(Code.FAILED_PRECONDITION, "the action returned something that is no object");
  }

  private void require(JsonNode object, Destination destination) {
    var clusters = chain.clusters();
    var namespaced =
        destination
            .namespaced(object.path("apiVersion").asText(), object.path("kind").asText())
            .orElse(!object.at("/metadata/namespace").asText().isEmpty());
    clusters
        .project(application.spec().project())
        .flatMap(
            project ->
                ProjectRules.of(project)
                    .refusal(
                        ObjectKey.of(object), namespaced, clusters.cluster(application), List.of()))
        .ifPresent(
            why -> {
              throw new Refusal(Code.PERMISSION_DENIED, why);
            });
  }

  private static Refusal failed(ActionFailure failure) {
    return new Refusal(Code.FAILED_PRECONDITION, String.valueOf(failure.getMessage()));
  }
}
