package dev.tiphys.language.application;

import dev.tiphys.language.application.SyncPolicy.Retry;
import dev.tiphys.language.revision.RepositoryUrl;
import dev.tiphys.language.time.Durations;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is wrong with an Application, as far as it can be seen without repository, cluster and
/// project. Each problem is one `InvalidSpecError` (C143).
public final class ApplicationCheck {
  private static final Pattern REF = Pattern.compile("[a-zA-Z0-9_-]+");
  private static final Pattern COUNT = Pattern.compile("[0-9]+");
  private static final String MANAGED_BY = "argocd.argoproj.io/managed-by-url";

  private final Problems problems = new Problems();

  private ApplicationCheck() {}

  /// All problems of an application.
  public static List<Problem> check(Application application) {
    var check = new ApplicationCheck();
    check.problems.addIf(
        application.name().isEmpty() && application.metadata().generateName() == null,
        "metadata.name",
        "name is required");
    check.managedBy(application.metadata().annotations().get(MANAGED_BY));
    check.spec(application.spec());
    return check.problems.list();
  }

  /// All problems of a spec.
  public static List<Problem> check(ApplicationSpec spec) {
    var check = new ApplicationCheck();
    check.spec(spec);
    return check.problems.list();
  }

  private void managedBy(@Nullable String url) {
    if (url == null || url.isEmpty()) {
      return;
    }
    try {
      var uri = new URI(url);
      if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
        return;
      }
    } catch (URISyntaxException e) {
      // The message below says it.
    }
    problems.add(
        "metadata.annotations." + MANAGED_BY,
        "invalid managed-by URL: expected http:// or https:// and a host");
  }

  private void spec(ApplicationSpec spec) {
    sources(spec);
    destination(spec.destination());
    for (var i = 0; i < spec.ignoreDifferences().size(); i++) {
      problems.addIf(
          spec.ignoreDifferences().get(i).kind().isEmpty(),
          "spec.ignoreDifferences[" + i + "].kind",
          "kind is required");
    }
    var policy = spec.syncPolicy();
    if (policy != null && policy.retry() != null) {
      retry(policy.retry());
    }
  }

  private void sources(ApplicationSpec spec) {
    var hydrator = spec.sourceHydrator();
    if (hydrator != null) {
      hydrator(hydrator);
    } else if (spec.multiSource()) {
      for (var i = 0; i < spec.sources().size(); i++) {
        var source = spec.sources().get(i);
        var path = "spec.sources[" + i + "]";
        problems.addIf(
            source.repoURL().isEmpty()
                || source.path().isEmpty() && source.chart().isEmpty() && source.ref().isEmpty(),
            path,
            "%s.repoURL and one of %s.path, %s.chart and %s.ref are required"
                .formatted(path, path, path, path));
        source(source, path);
      }
      refs(spec.sources());
    } else {
      var source = spec.source();
      if (source == null
          || source.repoURL().isEmpty()
          || source.path().isEmpty() && source.chart().isEmpty()) {
        problems.add(
            "spec.source",
            "spec.source.repoURL and either spec.source.path or spec.source.chart are required");
      }
      if (source != null) {
        source(source, "spec.source");
      }
    }
  }

  private void hydrator(SourceHydrator hydrator) {
    var path = "spec.sourceHydrator";
    problems.addIf(
        hydrator.drySource().repoURL().isEmpty(),
        path + ".drySource.repoURL",
        "spec.sourceHydrator.drySource.repoURL is required");
    var synced = hydrator.syncSource();
    problems.addIf(
        synced.targetBranch().isEmpty(),
        path + ".syncSource.targetBranch",
        "spec.sourceHydrator.syncSource.targetBranch is required");
    problems.addIf(
        Set.of("", ".", "/", "./").contains(synced.path()),
        path + ".syncSource.path",
        "expected a folder that is not the root of the repository");
    source(hydrator.drySource(), path + ".drySource");
  }

  private void source(ApplicationSource source, String path) {
    problems.addIf(
        source.isHelm() && source.targetRevision().isEmpty(),
        path + ".targetRevision",
        path + ".targetRevision is required if the manifest source is a helm chart");
    var types = source.explicitTypes();
    problems.addIf(
        types.size() > 1, path, "multiple application sources defined: " + String.join(",", types));
    var helm = source.helm();
    if (helm != null) {
      problems.addIf(
          !Set.of("", "v3").contains(helm.version()),
          path + ".helm.version",
          "helm version '%s' is not supported".formatted(helm.version()));
      for (var i = 0; i < helm.parameters().size(); i++) {
        problems.addIf(
            helm.parameters().get(i).name().isEmpty(),
            path + ".helm.parameters[" + i + "]",
            "name is required");
      }
    }
    var kustomize = source.kustomize();
    if (kustomize != null) {
      for (var i = 0; i < kustomize.replicas().size(); i++) {
        var replica = kustomize.replicas().get(i);
        problems.addIf(
            !COUNT.matcher(replica.count()).matches(),
            path + ".kustomize.replicas[" + i + "].count",
            "expected a whole number, found \"%s\"".formatted(replica.count()));
      }
      problems.addIf(
          kustomize.labelIncludeTemplates() && !kustomize.labelWithoutSelector(),
          path + ".kustomize.labelIncludeTemplates",
          "labelIncludeTemplates needs labelWithoutSelector");
    }
  }

  /// The names that sources give each other (C010).
  private void refs(List<ApplicationSource> sources) {
    var names = new HashSet<String>();
    var revisions = new HashMap<String, String>();
    for (var i = 0; i < sources.size(); i++) {
      var source = sources.get(i);
      var path = "spec.sources[" + i + "].ref";
      if (source.ref().isEmpty()) {
        continue;
      }
      if (!REF.matcher(source.ref()).matches()) {
        problems.add(
            path,
            "ref '%s' is invalid: only letters, digits, '_' and '-' may stand in it"
                .formatted(source.ref()));
      } else if (!names.add(source.ref())) {
        problems.add(path, "ref '%s' is not unique".formatted(source.ref()));
      }
      var revision = source.targetRevision().isEmpty() ? "HEAD" : source.targetRevision();
      var other = revisions.putIfAbsent(RepositoryUrl.normalized(source.repoURL()), revision);
      problems.addIf(
          other != null && !other.equals(revision),
          path,
          "cannot reference a different revision of the same repository: %s at '%s' and '%s'"
              .formatted(source.repoURL(), other, revision));
    }
  }

  private void destination(Destination destination) {
    if (!destination.server().isEmpty() && !destination.name().isEmpty()) {
      problems.add(
          "spec.destination",
          "application destination can't have both name and server defined: %s %s"
              .formatted(destination.name(), destination.server()));
    } else if (destination.server().isEmpty() && destination.name().isEmpty()) {
      problems.add("spec.destination", "Destination server missing from app spec");
    }
  }

  private void retry(Retry retry) {
    var backoff = retry.backoff();
    if (backoff != null) {
      duration(backoff.duration(), "spec.syncPolicy.retry.backoff.duration");
      duration(backoff.maxDuration(), "spec.syncPolicy.retry.backoff.maxDuration");
    }
  }

  private void duration(String text, String path) {
    if (text.isEmpty()) {
      return;
    }
    try {
      Durations.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(path, String.valueOf(e.getMessage()));
    }
  }
}
