package dev.tiphys.language.application;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What is wrong with an ApplicationSet, before anything is generated (C224–C265).
public final class ApplicationSetCheck {
  /// The fields of an entry of `generators` that generate.
  public static final Set<String> GENERATORS =
      Set.of(
          "list",
          "clusters",
          "git",
          "matrix",
          "merge",
          "scmProvider",
          "pullRequest",
          "plugin",
          "clusterDecisionResource");

  private static final Set<String> OPTIONS =
      Set.of("missingkey=default", "missingkey=invalid", "missingkey=zero", "missingkey=error");
  private static final Set<String> SYNC =
      Set.of("", "sync", "create-only", "create-update", "create-delete");
  private static final Set<String> SCM =
      Set.of(
          "github",
          "gitlab",
          "gitea",
          "bitbucketServer",
          "bitbucket",
          "azureDevOps",
          "awsCodeCommit");
  private static final Set<String> REQUESTS =
      Set.of("github", "gitlab", "gitea", "bitbucketServer", "bitbucket", "azuredevops");
  private static final Pattern MAX_UPDATE = Pattern.compile("[0-9]+%?");
  private static final int DEPTH_MAX = 2;

  private final Problems problems = new Problems();

  private ApplicationSetCheck() {}

  /// All problems of a set.
  public static List<Problem> check(ApplicationSet set) {
    var check = new ApplicationSetCheck();
    check.problems.addIf(set.name().isEmpty(), "metadata.name", "name is required");
    check.spec(set.spec());
    return check.problems.list();
  }

  private void spec(ApplicationSet.Spec spec) {
    for (var i = 0; i < spec.generators().size(); i++) {
      generator(spec.generators().get(i), "spec.generators[" + i + "]", 0);
    }
    problems.addIf(
        spec.template().path("metadata").path("name").asText().isEmpty(),
        "spec.template.metadata.name",
        "name is required");
    for (var i = 0; i < spec.goTemplateOptions().size(); i++) {
      var option = spec.goTemplateOptions().get(i);
      problems.addIf(
          !OPTIONS.contains(option),
          "spec.goTemplateOptions[" + i + "]",
          "unrecognized option: " + option);
    }
    problems.addIf(
        !SYNC.contains(spec.syncPolicy().applicationsSync()),
        "spec.syncPolicy.applicationsSync",
        "expected sync, create-only, create-update or create-delete, found \"%s\""
            .formatted(spec.syncPolicy().applicationsSync()));
    if (spec.strategy() != null) {
      strategy(spec.strategy());
    }
  }

  private void strategy(ApplicationSet.Strategy strategy) {
    problems.addIf(
        !Set.of("", "AllAtOnce", "RollingSync").contains(strategy.type()),
        "spec.strategy.type",
        "expected AllAtOnce or RollingSync, found \"%s\"".formatted(strategy.type()));
    problems.addIf(
        strategy.type().equals("RollingSync") && strategy.steps().isEmpty(),
        "spec.strategy.rollingSync.steps",
        "a RollingSync needs at least one step");
    problems.addIf(
        !Set.of("", "AllAtOnce", "Reverse").contains(strategy.deletionOrder()),
        "spec.strategy.deletionOrder",
        "expected AllAtOnce or Reverse, found \"%s\"".formatted(strategy.deletionOrder()));
    for (var i = 0; i < strategy.steps().size(); i++) {
      var step = strategy.steps().get(i);
      var path = "spec.strategy.rollingSync.steps[" + i + "]";
      problems.addIf(
          step.maxUpdate() != null && !MAX_UPDATE.matcher(step.maxUpdate()).matches(),
          path + ".maxUpdate",
          "expected a number or a percentage, found \"%s\"".formatted(step.maxUpdate()));
      for (var j = 0; j < step.matchExpressions().size(); j++) {
        var operator = step.matchExpressions().get(j).operator();
        problems.addIf(
            !Set.of("In", "NotIn").contains(operator),
            path + ".matchExpressions[" + j + "].operator",
            "expected In or NotIn, found \"%s\"".formatted(operator));
      }
    }
  }

  private void generator(JsonNode generator, String path, int depth) {
    var kinds = new ArrayList<String>();
    GENERATORS.stream().sorted().filter(generator::hasNonNull).forEach(kinds::add);
    problems.addIf(
        kinds.isEmpty(),
        path,
        "expected one of " + String.join(", ", GENERATORS.stream().sorted().toList()));
    problems.addIf(
        kinds.size() > 1 && depth > 0,
        path,
        "a child of a matrix or a merge holds one generator, found " + String.join(", ", kinds));
    for (var kind : kinds) {
      var inner = generator.get(kind);
      var at = path + "." + kind;
      switch (kind) {
        case "matrix" -> {
          problems.addIf(
              inner.path("generators").size() != 2,
              at + ".generators",
              "a matrix needs exactly two child generators, found "
                  + inner.path("generators").size());
          children(inner, at, depth);
        }
        case "merge" -> {
          problems.addIf(
              inner.path("generators").size() < 2,
              at + ".generators",
              "a merge needs at least two child generators, found "
                  + inner.path("generators").size());
          problems.addIf(
              inner.path("mergeKeys").isEmpty(),
              at + ".mergeKeys",
              "no merge keys were specified, Merge generator requires at least one");
          children(inner, at, depth);
        }
        case "git" ->
            problems.addIf(
                inner.path("directories").isEmpty() && inner.path("files").isEmpty(),
                at,
                "expected directories or files");
        case "scmProvider" -> {
          oneOf(inner, SCM, at);
          problems.addIf(
              !Set.of("", "ssh", "https").contains(inner.path("cloneProtocol").asText()),
              at + ".cloneProtocol",
              "expected ssh or https, found \"%s\""
                  .formatted(inner.path("cloneProtocol").asText()));
        }
        case "pullRequest" -> oneOf(inner, REQUESTS, at);
        case "clusterDecisionResource" ->
            problems.addIf(
                inner.path("name").asText().isEmpty() == !inner.hasNonNull("labelSelector"),
                at,
                "expected either name or labelSelector");
        default -> {}
      }
    }
  }

  private void children(JsonNode generator, String path, int depth) {
    problems.addIf(
        depth >= DEPTH_MAX,
        path,
        "expected at most %d generators within each other".formatted(DEPTH_MAX));
    if (depth < DEPTH_MAX) {
      var children = generator.path("generators");
      for (var i = 0; i < children.size(); i++) {
        generator(children.get(i), path + ".generators[" + i + "]", depth + 1);
      }
    }
  }

  private void oneOf(JsonNode generator, Set<String> providers, String path) {
    var found = providers.stream().sorted().filter(generator::hasNonNull).toList();
    problems.addIf(
        found.size() != 1,
        path,
        "expected one of %s, found %s"
            .formatted(
                String.join(", ", providers.stream().sorted().toList()),
                found.isEmpty() ? "none" : String.join(", ", found)));
  }
}
