package dev.tiphys.language.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryResourceTest {
  @Test
  void an_application_is_read_with_all_that_decides() {
    var application =
        (Application)
            read(
                """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: guestbook
                  namespace: team
                  finalizers: [resources-finalizer.argocd.argoproj.io]
                spec:
                  destination: {server: https://kubernetes.default.svc/, namespace: web}
                  source:
                    repoURL: https://example.com/r.git
                    path: .
                    helm:
                      valuesObject: {a: {b: 1}}
                      parameters: [{name: x, value: '3', forceString: true}]
                  syncPolicy:
                    automated: {enabled: false, prune: true}
                    syncOptions: [CreateNamespace=true]
                    retry: {limit: -1, backoff: {duration: 3}}
                operation:
                  sync: {revision: abc, syncStrategy: {apply: {force: true}}}
                """);
    assertThat(application.spec().project()).isEqualTo("default");
    assertThat(application.spec().destination())
        .isEqualTo(new Destination("https://kubernetes.default.svc", "", "web"));
    assertThat(application.spec().revisionHistoryLimit()).isEqualTo(10);
    assertThat(application.spec().automated()).isFalse();
    assertThat(application.spec().syncPolicy().automated().prune()).isTrue();
    assertThat(application.spec().syncPolicy().retry().limit()).isEqualTo(-1);
    assertThat(application.spec().syncPolicy().retry().backoff().duration()).isEqualTo("3");
    assertThat(application.spec().effectiveSources()).hasSize(1);
    assertThat(application.spec().source().helm().valuesObject().at("/a/b").asInt()).isEqualTo(1);
    assertThat(application.operation().sync().strategy())
        .isEqualTo(new Operation.Strategy(false, true));
    assertThat(application.instanceName("argocd")).isEqualTo("team_guestbook");
    assertThat(application.instanceName("team")).isEqualTo("guestbook");
  }

  @Test
  void a_hydrator_beats_sources_and_sources_beat_a_source() {
    var head =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        spec:
          source: {repoURL: a, path: .}
          sources: [{repoURL: b, path: .}]
        """;
    var plain = (Application) read(head);
    assertThat(plain.spec().effectiveSources())
        .extracting(ApplicationSource::repoURL)
        .containsExactly("b");
    assertThat(plain.spec().multiSource()).isTrue();
    var hydrated =
        (Application)
            read(
                head
                    + """
                      sourceHydrator:
                        drySource: {repoURL: c, path: dry, targetRevision: HEAD}
                        syncSource: {targetBranch: live, path: out}
                    """);
    assertThat(hydrated.spec().effectiveSources())
        .singleElement()
        .satisfies(
            source -> {
              assertThat(source.repoURL()).isEqualTo("c");
              assertThat(source.path()).isEqualTo("out");
              assertThat(source.targetRevision()).isEqualTo("live");
            });
    assertThat(hydrated.spec().multiSource()).isFalse();
  }

  @Test
  void an_absent_namespace_allow_list_is_not_an_empty_one() {
    var project = "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nspec: ";
    assertThat(((AppProject) read(project + "{}")).spec().namespaceResourceWhitelist()).isNull();
    assertThat(
            ((AppProject) read(project + "{namespaceResourceWhitelist: []}"))
                .spec()
                .namespaceResourceWhitelist())
        .isEmpty();
  }

  @Test
  void a_wrong_type_is_refused_with_its_place() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    spec: {sources: [{repoURL: r, helm: {parameters: {a: b}}}]}
                    """))
        .isInstanceOf(MalformedResourceException.class)
        .hasMessage("spec.sources[0].helm.parameters: expected a list, found a map");
  }

  @Test
  void other_documents_are_none() {
    JsonNode json = yaml("apiVersion: v1\nkind: Application\n");
    assertThat(DeliveryResource.from(json)).isEmpty();
  }

  private static DeliveryResource read(String text) {
    return DeliveryResource.from(yaml(text)).orElseThrow();
  }

  private static JsonNode yaml(String text) {
    return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "f").getFirst().toJson();
  }
}
