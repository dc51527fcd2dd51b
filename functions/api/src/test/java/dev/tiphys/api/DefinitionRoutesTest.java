package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DefinitionRoutesTest extends ApiTest {
  private static final String TEMPLATE =
      """
      {"template": {"metadata": {"name": "%s"}, "spec": {"entrypoint": "main",
        "templates": [{"name": "main", "container": {"image": "%s"}}]}}}""";

  @ParameterizedTest
  @CsvSource({
    "/api/v1/workflow-templates/argo, WorkflowTemplate, workflowtemplates",
    "/api/v1/cluster-workflow-templates, ClusterWorkflowTemplate, clusterworkflowtemplates"
  })
  void a_template_lives_from_lint_to_delete(String base, String kind, String resource) {
    assertThat(client.post(base + "/lint", TEMPLATE.formatted("greet", "one")).status())
        .isEqualTo(200);
    assertThat(client.get(base + "/greet").message())
        .isEqualTo(resource + ".argoproj.io \"greet\" not found");

    var created = client.post(base, TEMPLATE.formatted("greet", "one"));
    assertThat(created.json().path("kind").asText()).as(created.text()).isEqualTo(kind);
    assertThat(client.post(base, TEMPLATE.formatted("greet", "one")).status()).isEqualTo(409);

    var replaced = client.put(base + "/greet", TEMPLATE.formatted("greet", "two"));
    assertThat(replaced.status()).as(replaced.text()).isEqualTo(200);
    assertThat(client.get(base + "/greet").json().at("/spec/templates/0/container/image").asText())
        .isEqualTo("two");
    assertThat(client.put(base + "/other", TEMPLATE.formatted("greet", "two")).message())
        .isEqualTo("template.metadata.name: expected other as in the path, found 'greet'");
    assertThat(client.put(base + "/other", TEMPLATE.formatted("other", "two")).status())
        .isEqualTo(404);

    assertThat(client.get(base + "?namePattern=ree").json().path("items")).hasSize(1);
    assertThat(client.get(base + "?namePattern=x").json().path("items")).isEmpty();
    assertThat(client.delete(base + "/greet").status()).isEqualTo(200);
    assertThat(client.delete(base + "/greet").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"/api/v1/workflow-templates/argo", "/api/v1/cluster-workflow-templates"})
  void what_does_not_validate_is_not_stored(String base) {
    var bad =
        TEMPLATE
            .formatted("greet", "one")
            .replace("\"main\", \"container\"", "\"\", \"container\"");
    assertThat(client.post(base, bad).status()).isEqualTo(400);
    assertThat(client.get(base).json().path("items")).isEmpty();
  }

  @Test
  void a_cron_workflow_is_suspended_and_resumed() {
    var base = "/api/v1/cron-workflows/argo";
    var cron =
        """
        {"cronWorkflow": {"metadata": {"name": "nightly"}, "spec": {"schedules": ["@daily"],
          "workflowSpec": {"entrypoint": "main",
            "templates": [{"name": "main", "container": {"image": "one"}}]}}}}""";
    assertThat(client.post(base + "/lint", cron).status()).isEqualTo(200);
    assertThat(client.post(base, cron).json().path("kind").asText()).isEqualTo("CronWorkflow");
    assertThat(client.put(base + "/nightly/suspend", "{}").json().at("/spec/suspend").asBoolean())
        .isTrue();
    assertThat(client.get(base + "/nightly").json().at("/spec/suspend").asBoolean()).isTrue();
    assertThat(client.put(base + "/nightly/resume", "{}").json().at("/spec/suspend").asBoolean())
        .isFalse();
    assertThat(client.put(base + "/none/resume", "{}").message())
        .isEqualTo("cronworkflows.argoproj.io \"none\" not found");
    assertThat(client.delete(base + "/nightly").status()).isEqualTo(200);
  }

  @Test
  void an_event_binding_is_created_listed_and_deleted() {
    var base = "/api/v1/workflow-event-bindings/argo";
    var binding =
        """
        {"eventBinding": {"metadata": {"name": "on-push"}, "spec": {"event": {"selector": "true"}}}}""";
    assertThat(client.post(base, binding).status()).isEqualTo(200);
    assertThat(client.get(base).json().at("/items/0/metadata/name").asText()).isEqualTo("on-push");
    assertThat(client.delete(base + "/on-push").status()).isEqualTo(200);
  }
}
