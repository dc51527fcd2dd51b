package dev.tiphys.api;

import static dev.tiphys.api.Route.get;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The API of delivery, Argo CD's, as one caller may use it: what is behind the rows says no to all
/// else.
record DeliveryRows(
    Delivery delivery, Definitions definitions, Limits limits, InstantSource clock) {
  List<Route> of(Caller caller) {
    var applications = new GuardedApplications(delivery.applications(), caller);
    var definitions = new GuardedDefinitions(this.definitions, caller);
    var registrations = new GuardedRegistrations(delivery.registrations(), caller);
    // Whether a project is in use is a question of all applications.
    var projects =
        new DeliveryResourceRoutes(
            definitions, Definitions.Kind.APP_PROJECT, "project", delivery.applications(), clock);
    var sets =
        new DeliveryResourceRoutes(
            definitions, Definitions.Kind.APPLICATION_SET, "", delivery.applications(), clock);
    var rows = new ArrayList<Route>();
    rows.addAll(new ApplicationRoutes(applications, limits).rows());
    rows.addAll(projects.rows("/api/v1/projects"));
    rows.add(get("/api/v1/projects/{name}/syncwindows", projects::windows));
    rows.addAll(
        new SetRoutes(
                definitions,
                new GuardedSets(delivery.sets(), this.definitions, caller),
                applications.namespace(),
                limits)
            .rows(sets));
    rows.addAll(RegistrationRoutes.repositories(registrations).rows("/api/v1/repositories"));
    rows.addAll(new ClusterRoutes(registrations).rows());
    rows.addAll(RegistrationRoutes.credentials(registrations).rows("/api/v1/repocreds"));
    rows.addAll(new TrustedRoutes(new GuardedTrusted(delivery.trusted(), caller)).rows());
    rows.addAll(new AccountRoutes(delivery.accounts(), definitions, applications, caller).rows());
    return rows;
  }

  /// Who asks with these headers, if not with the token of the server.
  ///
  /// @param ours the token of the server; empty if it asks for none
  /// @return null for whoever the server itself has to judge
  @Nullable Caller caller(String authorization, String ours) {
    var bearer = "bearer ";
    var token =
        authorization.regionMatches(true, 0, bearer, 0, bearer.length())
            ? authorization.substring(bearer.length()).strip()
            : "";
    // Tokens that were issued have three parts. The one of the server may look like that too.
    if (token.split("[.]", -1).length == 3 && !token.equals(ours)) {
      return delivery.accounts().caller(token);
    }
    return authorization.isEmpty() && !ours.isEmpty()
        ? delivery.accounts().anonymous().orElse(null)
        : null;
  }
}
