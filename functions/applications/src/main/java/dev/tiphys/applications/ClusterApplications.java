package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.doorway.Applications;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.Place;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The Applications and projects that people have applied to the cluster around this process.
///
/// @param place where they are looked for
public record ClusterApplications(KubernetesApi api, Place place) implements Applications {
  private static final System.Logger LOG = System.getLogger(ClusterApplications.class.getName());
  private static final String GROUP = "/apis/argoproj.io/v1alpha1";
  private static final String APPLICATIONS = "applications";

  @Override
  public Optional<Application> find(AppId app) {
    return object(app).map(Application::from);
  }

  /// As it is written, with its status, unless it is gone or another one has its name by now.
  public Optional<ObjectNode> object(AppId app) {
    return get(app.namespace(), app.name())
        .filter(object -> object.at("/metadata/uid").asText().equals(app.uid()));
  }

  private Optional<ObjectNode> get(String namespace, String name) {
    return api.get(path(namespace, name)).map(found -> (ObjectNode) found);
  }

  /// Where an Application is.
  public static String path(String namespace, String name) {
    return Place.path(GROUP, namespace, APPLICATIONS) + "/" + KubernetesApi.encoded(name);
  }

  @Override
  public Map<AppId, Application> all() {
    Map<AppId, Application> all = new LinkedHashMap<>();
    for (var object : api.list(place.everywhere(GROUP, APPLICATIONS))) {
      try {
        all.put(DeliveryResources.id(object), Application.from(object));
      } catch (IllegalArgumentException e) {
        LOG.log(
            Level.WARNING,
            "application {0} is left out: {1}",
            DeliveryResources.name(object),
            e.getMessage());
      }
    }
    return all;
  }

  /// A project of the control namespace; `default` is there even if nobody has applied it.
  public Optional<AppProject> project(String name) {
    return api.get(
            Place.path(GROUP, place.control(), "appprojects") + "/" + KubernetesApi.encoded(name))
        .or(
            () ->
                name.equals("default")
                    ? Optional.of(DeliveryResources.defaultProject())
                    : Optional.empty())
        .map(AppProject::from);
  }

  /// An Application with its status.
  public Optional<JsonNode> shown(AppName name) {
    return get(name.namespace(), name.name()).map(found -> found);
  }
}
