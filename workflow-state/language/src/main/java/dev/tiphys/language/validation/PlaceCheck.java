package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Artifact;
import java.util.Set;
import java.util.regex.Pattern;

/// Checks where an artifact lies and when it is deleted (F062, F069–F073), as far as that is known
/// before the run: values with tags are not.
final class PlaceCheck {
  static final Set<String> STRATEGIES =
      Set.of("", "Never", "OnWorkflowCompletion", "OnWorkflowDeletion");

  private static final Set<String> INPUT_ONLY = Set.of("git", "raw");
  private static final Pattern HTTP = Pattern.compile("(?i)https?://.+");
  private static final Pattern GIT =
      Pattern.compile(
          "(?i)(https?|ssh)://.+|([A-Za-z0-9._~-]+@)?[A-Za-z0-9][A-Za-z0-9.-]*:(?!//).+");

  private final Artifact artifact;
  private final Report report;
  private final String where;

  /// @param where the artifact, for messages
  PlaceCheck(Artifact artifact, Report report, String where) {
    this.artifact = artifact;
    this.report = report;
    this.where = where;
  }

  void check() {
    var strategy = artifact.json().path("artifactGC").path("strategy").asText("");
    if (!STRATEGIES.contains(strategy) && !strategy.contains("{{")) {
      add("artifactGC.strategy", " unknown strategy '" + strategy + "'");
    }
    var location = artifact.location();
    if (location != null) {
      git(location.path("git"));
      if (location.has("http")) {
        address("http.url", location.path("http").path("url"), HTTP, "http:// or https://");
      }
      var path = location.path("hdfs").path("path").asText("/");
      if (!path.startsWith("/") && !path.contains("{{")) {
        add("hdfs.path", " must be an absolute path");
      }
    }
  }

  private void git(JsonNode git) {
    if (!git.isObject()) {
      return;
    }
    address("git.repo", git.path("repo"), GIT, "https://, ssh:// or git@host:");
    if (git.path("depth").asLong(0) < 0) {
      add("git.depth", " must be 0 or more");
    }
    if (git.path("singleBranch").asBoolean(false) && git.path("branch").asText("").isEmpty()) {
      add("git.branch", " is required with singleBranch");
    }
  }

  private void address(String field, JsonNode value, Pattern form, String expected) {
    var text = value.asText("").strip();
    if (text.isEmpty()) {
      add(field, " is required");
    } else if (!text.contains("{{") && !form.matcher(text).matches()) {
      add(field, " must begin with " + expected);
    }
  }

  /// Outputs go nowhere that is only read.
  void checkOutput() {
    var location = artifact.location();
    for (var kind : INPUT_ONLY) {
      if (location != null && location.has(kind)) {
        add(kind, " artifacts are for input only");
      }
    }
  }

  private void add(String field, String problem) {
    report.at(field).add(where + "." + field + problem);
  }
}
