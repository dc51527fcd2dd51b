package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.MarkProgress;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A run as clients of Argo read it (F199–F206).
@DisplayNameGeneration(ReplaceUnderscores.class)
class WorkflowViewTest {
  private static final String SPEC =
      """
      entrypoint: main
      templates:
      - name: main
        steps:
        - - {name: a, template: echo}
          - {name: b, template: echo, when: "1 == 2"}
        - - {name: c, template: dag}
      - name: dag
        dag:
          tasks:
          - {name: x, template: echo}
          - {name: z, template: echo, depends: x}
      - name: echo
        retryStrategy: {limit: 1}
        inputs: {parameters: [{name: text, default: none}]}
        container: {image: busybox, command: [echo]}
      """;

  private final Story story = Story.of(SPEC);

  private JsonNode node(String name) {
    var nodes = WorkflowView.of(story.run(), 7).path("status").path("nodes");
    return StreamSupport.stream(nodes.spliterator(), false)
        .filter(node -> node.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + nodes));
  }

  private static Iterable<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private String id(String name) {
    return node(name).path("id").asText();
  }

  @Test
  void a_finished_run_says_how_it_went() {
    story.succeeds("wf[0].a(0)", "wf[1].c.x(0)", "wf[1].c.z(0)").isOver(Phase.SUCCEEDED);
    var view = WorkflowView.of(story.run(), 7);
    assertThat(view.path("metadata").path("resourceVersion").asText()).isEqualTo("7");
    assertThat(view.path("metadata").path("labels").path("workflows.argoproj.io/phase").asText())
        .isEqualTo("Succeeded");
    var status = view.path("status");
    assertThat(status.path("phase").asText()).isEqualTo("Succeeded");
    assertThat(status.path("startedAt").asText()).isEqualTo("2026-11-24T09:00:00Z");
    assertThat(status.path("finishedAt").asText()).isEqualTo("2026-11-24T09:00:00Z");
    assertThat(status.path("progress").asText()).isEqualTo("3/3");
    assertThat(status.path("conditions").path(1).path("type").asText()).isEqualTo("Completed");
    assertThat(status.path("conditions").path(1).path("status").asText()).isEqualTo("True");
    assertThat(status.path("nodes")).hasSize(11);
  }

  @Test
  void the_root_bears_the_name_of_the_workflow() {
    assertThat(id("wf")).isEqualTo("wf");
    assertThat(node("wf").path("type").asText()).isEqualTo("Steps");
    assertThat(node("wf").has("boundaryID")).isFalse();
    assertThat(node("wf").path("templateScope").asText()).isEqualTo("local/wf");
  }

  @Test
  void a_group_follows_what_the_group_before_it_ended_with() {
    story.succeeds("wf[0].a(0)");
    assertThat(texts(node("wf").path("children"))).containsExactly(id("wf[0]"));
    assertThat(texts(node("wf[0]").path("children"))).containsExactly(id("wf[0].a"), id("wf[0].b"));
    assertThat(texts(node("wf[0].a").path("children"))).containsExactly(id("wf[0].a(0)"));
    assertThat(texts(node("wf[0].a(0)").path("children"))).containsExactly(id("wf[1]"));
    assertThat(texts(node("wf[0].b").path("children"))).containsExactly(id("wf[1]"));
    assertThat(texts(node("wf").path("outboundNodes"))).containsExactly(id("wf[1].c"));
  }

  @Test
  void a_task_follows_those_that_it_depends_on() {
    story.succeeds("wf[0].a(0)", "wf[1].c.x(0)");
    assertThat(texts(node("wf[1].c").path("children"))).containsExactly(id("wf[1].c.x"));
    assertThat(texts(node("wf[1].c.x(0)").path("children"))).containsExactly(id("wf[1].c.z"));
    assertThat(node("wf[1].c.z").path("boundaryID").asText()).isEqualTo(id("wf[1].c"));
  }

  @Test
  void a_node_shows_its_names_inputs_and_flags() {
    var tried = node("wf[0].a(0)");
    assertThat(tried.path("displayName").asText()).isEqualTo("a(0)");
    assertThat(tried.path("templateName").asText()).isEqualTo("echo");
    assertThat(tried.path("inputs").path("parameters").path(0).path("value").asText())
        .isEqualTo("none");
    assertThat(tried.path("nodeFlag").path("retried").asBoolean()).isTrue();
    assertThat(node("wf[0].b").path("message").asText()).isEqualTo("when '1 == 2' evaluated false");
    assertThat(node("wf[0].b").path("type").asText()).isEqualTo("Skipped");
  }

  @Test
  void progress_is_summed_up_to_the_run() {
    story.when(new MarkProgress(story.number("wf[0].a(0)"), "3/10", null, story.now()));
    assertThat(node("wf[0].a").path("progress").asText()).isEqualTo("3/10");
    assertThat(node("wf").path("progress").asText()).isEqualTo("3/10");
    assertThat(WorkflowView.summary(story.run(), 1).path("status").path("progress").asText())
        .isEqualTo("3/10");
    story.succeeds("wf[0].a(0)");
    assertThat(node("wf").path("progress").asText()).isEqualTo("10/11");
  }

  @Test
  void a_summary_has_no_nodes() {
    assertThat(WorkflowView.summary(story.run(), 1).path("status").has("nodes")).isFalse();
  }
}
