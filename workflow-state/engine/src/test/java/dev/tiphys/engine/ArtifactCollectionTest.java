package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.ArtifactCollection.Due;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.CollectArtifacts;
import dev.tiphys.events.RunCommand.RetryRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Which artifacts are deleted, and what is known of it (F062).
@DisplayNameGeneration(ReplaceUnderscores.class)
class ArtifactCollectionTest {
  private static final String SPEC =
      """
      entrypoint: main
      artifactGC: {strategy: OnWorkflowDeletion}
      templates:
      - name: main
        container: {image: busybox, command: [make]}
        outputs:
          artifacts:
          - {name: soon, path: /a, artifactGC: {strategy: OnWorkflowCompletion}}
          - {name: later, path: /b}
          - {name: never, path: /c, artifactGC: {strategy: Never}}
      """;

  private static JsonNode artifact(String name, String key, String strategy) {
    var artifact = JsonNodeFactory.instance.objectNode().put("name", name);
    artifact.putObject("s3").put("key", key);
    if (!strategy.isEmpty()) {
      artifact.putObject("artifactGC").put("strategy", strategy);
    }
    return artifact;
  }

  private static Outputs outputs(JsonNode... artifacts) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    for (var artifact : artifacts) {
      all.put(artifact.path("name").asText(), artifact);
    }
    return new Outputs(Map.of(), null, "0", all);
  }

  private static Story made() {
    return Story.of(SPEC)
        .ends(
            "wf",
            Phase.SUCCEEDED,
            null,
            outputs(
                artifact("soon", "s", "OnWorkflowCompletion"),
                artifact("later", "l", ""),
                artifact("never", "n", "Never")));
  }

  private static List<String> due(Story story, boolean deletion) {
    return ArtifactCollection.due(story.run(), deletion).stream().map(Due::name).toList();
  }

  private static CollectArtifacts collected(
      boolean deletion, String problem, Story story, String... names) {
    return new CollectArtifacts(
        names.length == 0 ? Map.of() : Map.of(story.number("wf"), List.of(names)),
        deletion,
        problem,
        story.now());
  }

  private static ObjectNode view(Story story) {
    return WorkflowView.of(story.run(), 1);
  }

  @Test
  void each_artifact_goes_when_its_strategy_says() {
    assertThat(due(made(), false)).containsExactly("soon");
    assertThat(due(made(), true)).containsExactly("soon", "later");
  }

  @Test
  void what_any_step_keeps_is_not_deleted_for_another() {
    var story =
        Story.of(SPEC)
            .ends(
                "wf",
                Phase.SUCCEEDED,
                null,
                outputs(
                    artifact("soon", "same", "OnWorkflowCompletion"),
                    artifact("later", "same", "Never")));
    assertThat(due(story, true)).isEmpty();
  }

  @Test
  void without_a_strategy_nothing_is_deleted() {
    var story =
        Story.of(
                "entrypoint: main\ntemplates: [{name: main, container: {image: busybox, command:"
                    + " [make]}}]")
            .ends("wf", Phase.SUCCEEDED, null, outputs(artifact("main-logs", "l", "")));
    assertThat(due(story, true)).isEmpty();
    assertThat(view(story).at("/status/artifactGCStatus/notSpecified").asBoolean()).isTrue();
    assertThat(view(story).at("/metadata/finalizers").isMissingNode()).isTrue();
  }

  @Test
  void what_was_deleted_is_marked_and_never_due_again() {
    var story = made();
    story.when(collected(false, null, story, "soon"));
    assertThat(due(story, true)).containsExactly("later");
    var view = view(story);
    assertThat(view.at("/status/nodes/wf/outputs/artifacts/0/deleted").asBoolean()).isTrue();
    assertThat(view.at("/status/nodes/wf/outputs/artifacts/1").has("deleted")).isFalse();
    assertThat(view.at("/status/artifactGCStatus"))
        .hasToString("{\"strategiesProcessed\":{\"OnWorkflowCompletion\":true}}");
    assertThat(view.at("/metadata/finalizers"))
        .hasToString("[\"workflows.argoproj.io/artifact-gc\"]");
    story.when(collected(false, null, story, "soon")).thenNothing();
    story.when(collected(true, null, story, "later"));
    assertThat(view(story).at("/metadata/finalizers").isMissingNode()).isTrue();
  }

  @Test
  void what_cannot_be_deleted_is_told_until_it_can() {
    var story = made();
    story.when(collected(false, "no answer", story));
    var conditions = view(story).at("/status/conditions").toString();
    assertThat(conditions)
        .contains("{\"type\":\"ArtifactGCError\",\"status\":\"True\",\"message\":\"no answer\"}");
    assertThat(due(story, false)).containsExactly("soon");
    story.when(collected(false, null, story, "soon"));
    assertThat(view(story).at("/status/conditions").toString()).doesNotContain("ArtifactGCError");
  }

  @Test
  void a_run_that_is_tried_again_is_collected_again() {
    var story =
        Story.of(SPEC)
            .ends("wf", Phase.FAILED, "no", outputs(artifact("soon", "s", "OnWorkflowCompletion")));
    story.when(collected(false, null, story, "soon"));
    story.when(new RetryRun(false, "", Map.of(), story.now()));
    assertThat(view(story).at("/status/artifactGCStatus").isMissingNode()).isTrue();
  }
}
