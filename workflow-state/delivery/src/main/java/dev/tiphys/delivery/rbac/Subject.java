package dev.tiphys.delivery.rbac;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Who asks.
///
/// @param name of the user; empty for nobody in particular
/// @param groups what the user's claims say of groups
public record Subject(String name, List<String> groups) {
  public Subject {
    groups = List.copyOf(groups);
  }

  /// A user, a role or a token by name.
  public static Subject of(String name) {
    return new Subject(name, List.of());
  }

  /// Whoever a token's claims speak of (C301).
  ///
  /// @param scopes the claims whose values are groups
  public static Subject of(JsonNode claims, List<String> scopes) {
    var federated = claims.path("federated_claims").path("user_id").asText();
    var groups = new ArrayList<String>();
    for (var scope : scopes) {
      var claim = claims.path(scope);
      if (claim.isTextual()) {
        groups.add(claim.textValue());
      }
      claim.forEach(group -> groups.add(group.asText()));
    }
    return new Subject(federated.isEmpty() ? claims.path("sub").asText() : federated, groups);
  }

  /// Whether it is a token of a project's role.
  boolean isOfProject() {
    return name.startsWith("proj:") && name.split(":", -1).length == 3;
  }

  /// The project of such a token.
  String project() {
    return name.split(":", -1)[1];
  }
}
