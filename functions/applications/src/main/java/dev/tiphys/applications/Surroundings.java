package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.sync.AutoSync;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import java.util.Optional;

/// What stands around applications: their projects and clusters, and how this installation is set
/// up. Hosts implement it.
public interface Surroundings {
  /// A project, if there is one of that name. Of an application in `namespace` its own.
  Optional<AppProject> project(String name);

  /// An application of that name with its status, if there is one.
  Optional<JsonNode> shown(AppName name);

  /// The cluster of an application.
  ///
  /// @throws DestinationFailure if there is none, or it cannot be used
  Destination destination(Application application);

  /// The destination as the rules of projects name it.
  ///
  /// @throws DestinationFailure if there is no such cluster
  dev.tiphys.delivery.project.Cluster cluster(Application application);

  /// How health is judged.
  HealthRules health();

  /// How objects are compared.
  CompareSettings comparing();

  /// How long to wait before what has drifted again is healed again.
  default AutoSync.Healing healing() {
    return AutoSync.Healing.DEFAULT;
  }

  /// Whether objects are compared by dry runs of the server, where an application does not say.
  default boolean serverSideDiff() {
    return false;
  }

  /// The namespace whose applications are called by their name alone.
  String controlNamespace();
}
