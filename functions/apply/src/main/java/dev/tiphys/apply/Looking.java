package dev.tiphys.apply;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.delivery.dependencies.Dependencies;
import dev.tiphys.delivery.project.ProjectRules;
import dev.tiphys.language.application.Application;
import java.util.Optional;

/// An application and its destination, looked up for one piece of work.
///
/// @param rules of its project
/// @param dependencies whom its syncs wait for
record Looking(
    Application application,
    Destination destination,
    dev.tiphys.delivery.project.Cluster cluster,
    ProjectRules rules,
    Dependencies dependencies) {
  /// @throws InvalidApplication if the project is missing or does not permit it
  /// @throws DestinationFailure if the destination cannot be used
  static Looking at(Application application, Surroundings around) {
    var name = application.spec().project();
    var project =
        around
            .project(name)
            .orElseThrow(
                () ->
                    new InvalidApplication(
                        "application references project %s which does not exist".formatted(name)));
    var rules = ProjectRules.of(project);
    var cluster = cluster(application, around);
    var problems =
        rules.problems(application, cluster, java.util.List.of(), around.controlNamespace());
    if (!problems.isEmpty()) {
      throw new InvalidApplication(problems.getFirst().message());
    }
    return new Looking(
        application,
        around.destination(application),
        cluster,
        rules,
        dependencies(application, around));
  }

  private static dev.tiphys.delivery.project.Cluster cluster(
      Application application, Surroundings around) {
    try {
      return around.cluster(application);
    } catch (DestinationFailure e) {
      throw new InvalidApplication(String.valueOf(e.getMessage()));
    }
  }

  private static Dependencies dependencies(Application application, Surroundings around) {
    try {
      var found = Dependencies.of(application, around.controlNamespace());
      found
          .problem(
              name -> around.shown(name).map(Application::from).orElse(null),
              around.controlNamespace())
          .ifPresent(
              problem -> {
                throw new InvalidApplication(problem);
              });
      return found;
    } catch (IllegalArgumentException e) {
      throw new InvalidApplication(String.valueOf(e.getMessage()));
    }
  }

  /// Why the project does not permit an object.
  Optional<String> refusal(JsonNode object) {
    return refusal(rules, destination, cluster, object);
  }

  static Optional<String> refusal(
      ProjectRules rules,
      Destination destination,
      dev.tiphys.delivery.project.Cluster cluster,
      JsonNode object) {
    var namespaced =
        destination
            .namespaced(object.path("apiVersion").asText(""), object.path("kind").asText(""))
            .orElse(!object.path("metadata").path("namespace").asText("").isEmpty());
    return rules.refusal(ObjectKey.of(object), namespaced, cluster, java.util.List.of());
  }

  /// An application cannot be delivered as it is written.
  static final class InvalidApplication extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidApplication(String message) {
      super(message);
    }
  }
}
