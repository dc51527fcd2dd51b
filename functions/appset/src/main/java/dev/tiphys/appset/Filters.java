package dev.tiphys.appset;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Which repositories and branches a generator takes (C244): of the filters of one kind one is
/// enough, and what one filter says holds together.
record Filters(List<JsonNode> ofRepositories, List<JsonNode> ofBranches) {
  static Filters of(JsonNode filters) {
    var ofRepositories = new ArrayList<JsonNode>();
    var ofBranches = new ArrayList<JsonNode>();
    for (var filter : filters) {
      var branches =
          filter.hasNonNull("branchMatch")
              || !filter.path("pathsExist").isEmpty()
              || !filter.path("pathsDoNotExist").isEmpty();
      (branches ? ofBranches : ofRepositories).add(filter);
    }
    return new Filters(ofRepositories, ofBranches);
  }

  boolean admitRepository(String name, List<String> labels) {
    return ofRepositories.isEmpty()
        || ofRepositories.stream()
            .anyMatch(
                filter ->
                    PullRequests.fits(filter.path("repositoryMatch"), name)
                        && admitLabels(filter.path("labelMatch"), labels));
  }

  private static boolean admitLabels(JsonNode expression, List<String> labels) {
    return expression.asText().isEmpty()
        || labels.stream().anyMatch(label -> PullRequests.fits(expression, label));
  }

  /// @param has whether there is something at a path of the branch
  boolean admitBranch(String branch, Predicate<String> has) {
    return ofBranches.isEmpty()
        || ofBranches.stream()
            .anyMatch(
                filter ->
                    PullRequests.fits(filter.path("branchMatch"), branch)
                        && PullRequests.texts(filter.path("pathsExist")).stream().allMatch(has)
                        && PullRequests.texts(filter.path("pathsDoNotExist")).stream()
                            .noneMatch(has));
  }
}
