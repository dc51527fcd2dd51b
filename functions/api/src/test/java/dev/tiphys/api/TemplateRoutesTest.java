package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TemplateRoutesTest extends ApiTest {
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
}
