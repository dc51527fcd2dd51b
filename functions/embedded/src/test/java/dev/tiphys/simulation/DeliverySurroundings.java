package dev.tiphys.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.applications.Destination;
import dev.tiphys.applications.Surroundings;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.dependencies.AppName;
import dev.tiphys.delivery.health.Customizations;
import dev.tiphys.delivery.health.HealthRules;
import dev.tiphys.delivery.project.Cluster;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import java.util.Optional;

/// One cluster, and a project that permits everything.
record DeliverySurroundings(Destination destination) implements Surroundings {
  private static final AppProject PROJECT =
      AppProject.from(
          DeliveryWorld.json(
              """
              {"metadata":{"name":"default"},"spec":{"sourceRepos":["*"],
               "destinations":[{"server":"*","namespace":"*"}],
               "clusterResourceWhitelist":[{"group":"*","kind":"*"}]}}"""));

  @Override
  public Optional<AppProject> project(String name) {
    return Optional.of(PROJECT);
  }

  @Override
  public Optional<JsonNode> shown(AppName name) {
    return Optional.empty();
  }

  @Override
  public Destination destination(Application application) {
    return destination;
  }

  @Override
  public Cluster cluster(Application application) {
    return new Cluster("in-cluster", "https://kubernetes.default.svc", "");
  }

  @Override
  public HealthRules health() {
    return new HealthRules(Customizations.NONE);
  }

  @Override
  public CompareSettings comparing() {
    return CompareSettings.DEFAULT;
  }

  @Override
  public String controlNamespace() {
    return "argocd";
  }
}
