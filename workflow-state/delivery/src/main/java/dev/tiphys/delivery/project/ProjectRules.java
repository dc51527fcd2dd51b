package dev.tiphys.delivery.project;

import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.language.application.Destination;
import dev.tiphys.language.application.Problem;
import dev.tiphys.language.application.ProjectSpec;
import dev.tiphys.language.application.ProjectSpec.ResourceRule;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.glob.MalformedPatternException;
import dev.tiphys.language.glob.PathPattern;
import dev.tiphys.language.revision.RepositoryUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The rules of one project, with what it inherits.
public record ProjectRules(String project, ProjectSpec spec) {
  /// The rules that a project itself states.
  public static ProjectRules of(AppProject project) {
    return new ProjectRules(project.name(), project.spec());
  }

  /// Whether manifests may come from a repository (C201).
  public boolean permitsSource(String url) {
    var source = RepositoryUrl.normalized(url);
    var permitted = false;
    for (var pattern : spec.sourceRepos()) {
      var deny = isDeny(pattern);
      var hit = sourceHit(deny ? pattern.substring(1) : pattern, source);
      if (deny && hit) {
        return false;
      }
      permitted |= deny || hit;
    }
    return permitted;
  }

  private static boolean sourceHit(String pattern, String source) {
    if (pattern.equals("*")) {
      return true;
    }
    try {
      return Glob.of(RepositoryUrl.normalized(pattern), '/').matches(source);
    } catch (MalformedPatternException e) {
      return false;
    }
  }

  private static boolean isDeny(String pattern) {
    return pattern.startsWith("!");
  }

  /// Whether a text fits a glob; one that begins with `!` is turned round where that is allowed.
  static boolean fits(String pattern, String text, boolean negation) {
    return negation && isDeny(pattern)
        ? !Glob.matches(pattern.substring(1), text)
        : Glob.matches(pattern, text);
  }

  /// Whether objects may go to a namespace of a cluster (C203–C205).
  ///
  /// @param scoped the clusters that belong to this project
  public boolean permitsDestination(Cluster cluster, String namespace, List<Cluster> scoped) {
    if (!listsDestination(cluster, namespace)) {
      return false;
    }
    return !spec.permitOnlyProjectScopedClusters()
        || scoped.stream()
            .anyMatch(
                own ->
                    !own.server().isEmpty() && own.server().equals(cluster.server())
                        || !own.name().isEmpty() && own.name().equals(cluster.name()));
  }

  private boolean listsDestination(Cluster cluster, String namespace) {
    var permitted = false;
    for (var item : spec.destinations()) {
      var byName = !cluster.name().isEmpty() && fits(item.name(), cluster.name(), true);
      var byServer = !cluster.server().isEmpty() && fits(item.server(), cluster.server(), true);
      var byNamespace = fits(item.namespace(), namespace, true);
      if ((byName || byServer) && byNamespace) {
        permitted = true;
      } else if (isDeny(item.name()) && !cluster.name().isEmpty() && !byName
          || isDeny(item.server()) && !cluster.server().isEmpty() && !byServer && byNamespace
          || isDeny(item.namespace()) && !byNamespace && byServer) {
        return false;
      }
    }
    return permitted;
  }

  /// Whether objects of a kind may be delivered (C206, C207).
  ///
  /// @param name of the object; it counts for what is in no namespace
  public boolean permitsKind(String group, String kind, String name, boolean namespaced) {
    if (namespaced) {
      var allowed = spec.namespaceResourceWhitelist();
      return (allowed == null || lists(allowed, group, kind, ""))
          && !lists(spec.namespaceResourceBlacklist(), group, kind, "");
    }
    return lists(spec.clusterResourceWhitelist(), group, kind, name)
        && !lists(spec.clusterResourceBlacklist(), group, kind, name);
  }

  private static boolean lists(List<ResourceRule> rules, String group, String kind, String name) {
    return rules.stream()
        .anyMatch(
            rule ->
                PathPattern.matches(rule.kind(), kind)
                    && PathPattern.matches(rule.group(), group)
                    && (rule.name().isEmpty() || PathPattern.matches(rule.name(), name)));
  }

  /// Why an object may not be delivered to a cluster; nothing if it may (C208).
  public Optional<String> refusal(
      ObjectKey object, boolean namespaced, Cluster cluster, List<Cluster> scoped) {
    if (!permitsKind(object.group(), object.kind(), object.name(), namespaced)) {
      return Optional.of(
          "resource %s:%s is not permitted in project %s"
              .formatted(object.group(), object.kind(), project));
    }
    if (namespaced && !permitsDestination(cluster, object.namespace(), scoped)) {
      return Optional.of(
          "namespace %s is not permitted in project '%s'".formatted(object.namespace(), project));
    }
    return Optional.empty();
  }

  /// Whether applications of this project may be resources of a namespace (C202).
  ///
  /// @param controlNamespace where the project itself is
  public boolean permitsApplicationIn(String namespace, String controlNamespace) {
    return namespace.isEmpty()
        || namespace.equals(controlNamespace)
        || Glob.matchesAny(spec.sourceNamespaces(), namespace);
  }

  /// What the project has against an application, as conditions `InvalidSpecError` have it.
  ///
  /// @param cluster what its destination is
  public List<Problem> problems(
      Application application, Cluster cluster, List<Cluster> scoped, String controlNamespace) {
    var problems = new ArrayList<Problem>();
    var namespace = application.metadata().namespace();
    if (namespace != null && !permitsApplicationIn(namespace, controlNamespace)) {
      problems.add(
          new Problem(
              "metadata.namespace",
              "application '%s' in namespace '%s' is not permitted to use project '%s'"
                  .formatted(application.name(), namespace, project)));
    }
    var sources = new ArrayList<ApplicationSource>(application.spec().effectiveSources());
    var hydrator = application.spec().sourceHydrator();
    if (hydrator != null) {
      sources.add(hydrator.drySource());
    }
    for (var source : sources) {
      if (!permitsSource(source.repoURL())) {
        problems.add(
            new Problem(
                "spec",
                "application repo %s is not permitted in project '%s'"
                    .formatted(source.repoURL(), project)));
      }
    }
    var destination = application.spec().destination();
    if (!permitsDestination(cluster, destination.namespace(), scoped)) {
      problems.add(
          new Problem(
              "spec.destination",
              ("application destination server '%s' and namespace '%s' do not match any of the"
                      + " allowed destinations in project '%s'")
                  .formatted(cluster.server(), destination.namespace(), project)));
    }
    return problems;
  }

  /// As whom a sync to a destination acts: `system:serviceaccount:<namespace>:<name>`; nothing when
  /// the project names nobody for it (C219).
  ///
  /// @param applicationNamespace where the application is
  public Optional<String> actsAs(Destination destination, String applicationNamespace) {
    return spec.destinationServiceAccounts().stream()
        .filter(
            account ->
                Glob.matches(account.server(), destination.server())
                    && Glob.matches(account.namespace(), destination.namespace()))
        .findFirst()
        .map(
            account -> {
              var name = account.defaultServiceAccount();
              var colon = name.indexOf(':');
              var namespace =
                  colon >= 0
                      ? name.substring(0, colon)
                      : destination.namespace().isEmpty()
                          ? applicationNamespace
                          : destination.namespace();
              return "system:serviceaccount:%s:%s".formatted(namespace, name.substring(colon + 1));
            });
  }

  /// How permissions call an application (C303).
  public static String objectName(
      String project, String namespace, String name, String controlNamespace) {
    var head = project.isEmpty() ? "default" : project;
    return namespace.isEmpty() || namespace.equals(controlNamespace)
        ? head + "/" + name
        : head + "/" + namespace + "/" + name;
  }
}
