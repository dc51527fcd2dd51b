package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.ObjectMeta;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A document of one of Argo CD's kinds.
public sealed interface DeliveryResource permits Application, AppProject, ApplicationSet {
  /// The API version of all of them.
  String API_VERSION = "argoproj.io/v1alpha1";

  /// Their kinds.
  Set<String> KINDS = Set.of("Application", "AppProject", "ApplicationSet");

  String kind();

  ObjectMeta metadata();

  /// The whole document as it was read. Nobody may change it.
  JsonNode json();

  /// Reads a document by its `apiVersion` and `kind`; empty for any other kind.
  ///
  /// @throws dev.tiphys.language.workflow.MalformedResourceException when a field has the wrong
  ///     type or a needed one is absent
  static Optional<DeliveryResource> from(JsonNode json) {
    if (!API_VERSION.equals(json.path("apiVersion").asText())) {
      return Optional.empty();
    }
    return switch (json.path("kind").asText()) {
      case "Application" -> Optional.of(Application.from(json));
      case "AppProject" -> Optional.of(AppProject.from(json));
      case "ApplicationSet" -> Optional.of(ApplicationSet.from(json));
      default -> Optional.empty();
    };
  }

  /// What is wrong with it, as far as the document alone tells.
  default List<Problem> problems() {
    return switch (this) {
      case Application application -> ApplicationCheck.check(application);
      case AppProject project -> ProjectCheck.check(project);
      case ApplicationSet set -> ApplicationSetCheck.check(set);
    };
  }
}
