package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.application.ApplicationSource;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DependencyAccessTest {
  private static final String CHART =
      """
      apiVersion: v2
      name: web
      version: 1.0.0
      dependencies: [{name: base, version: 1.0.0, repository: 'https://charts.example'}]
      """;

  private static final Renderer.Fetches TELLING =
      new Renderer.Fetches() {
        @Override
        public byte[] chart(Renderer.Access access, String url, String name, String version) {
          throw new RenderFailure("%s of %s with %s", name, url, access);
        }

        @Override
        public byte[] file(String url) {
          throw new AssertionError();
        }
      };

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void credentials_for_dependencies_go_where_the_source_lets_them(boolean passes) throws Exception {
    var source =
        """
        {"repoURL": "r", "path": ".", "helm": {"passCredentials": %s}}"""
            .formatted(passes);
    try (var renderer =
        new Renderer(
            () -> RenderSettings.DEFAULT,
            TELLING,
            RenderCache.inMemory(),
            InstantSource.system())) {
      var request =
          new RenderRequest(
              new RenderedApp("argo", "argo", "team", "colchis"),
              List.of(
                  new RenderRequest.Input(
                      ApplicationSource.from(new ObjectMapper().readTree(source)),
                      MemoryTree.of("Chart.yaml", CHART),
                      "1")),
              Cluster.UNKNOWN,
              true);
      assertThatThrownBy(() -> renderer.render(request))
          .hasMessage(
              "base of https://charts.example with Access[project=team, passes=%s]"
                  .formatted(passes));
    }
  }
}
