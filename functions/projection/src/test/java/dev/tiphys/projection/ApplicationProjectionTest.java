package dev.tiphys.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.applications.ClusterApplications;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.Reminders;
import dev.tiphys.delivery.app.AppCommand.ReleaseFinalizer;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.kubernetes.ApiServer;
import dev.tiphys.kubernetes.KubernetesApi;
import dev.tiphys.kubernetes.Place;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.sandbox.Kind;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What people write into an Application, against an API server.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ApplicationProjectionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-24T06:00:00Z");
  private static final String CRD =
      """
      {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
       "metadata": {"name": "applications.argoproj.io"},
       "spec": {"group": "argoproj.io", "scope": "Namespaced",
         "names": {"kind": "Application", "listKind": "ApplicationList",
           "plural": "applications", "singular": "application"},
         "versions": [{"name": "v1alpha1", "served": true, "storage": true,
           "subresources": {"status": {}}, "schema": {"openAPIV3Schema": {"type": "object",
             "x-kubernetes-preserve-unknown-fields": true}}}]}}
      """;
  private static final String FINALIZER = "resources-finalizer.argocd.argoproj.io";
  private static final String APPLICATION =
      """
      {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
       "metadata": {"namespace": "argocd", "name": "a", "finalizers": ["%s"]},
       "spec": {"project": "default", "destination": {"namespace": "default",
           "server": "https://kubernetes.default.svc"},
         "source": {"repoURL": "https://git.example/a", "path": "app"}}}
      """
          .formatted(FINALIZER);

  private final Sandbox sandbox = Sandbox.start();
  private final ClusterApplications applications =
      new ClusterApplications(
          new KubernetesApi(new ApiServer(sandbox.url(), null)), new Place("", "argocd"));
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Apps apps = Apps.in(store, InstantSource.fixed(NOW), new Random(1));
  private final Syncs syncs = Syncs.in(store, InstantSource.fixed(NOW), new Random(2));
  private final ApplicationProjection projection =
      ApplicationProjection.of(applications, apps, syncs, new Reminders(applications, apps, syncs));
  private Kind kind;
  private AppId app;

  @BeforeEach
  void create() throws Exception {
    sandbox.objects().ensureNamespace("argocd");
    var definitions =
        sandbox.objects().kind("apiextensions.k8s.io/v1", "CustomResourceDefinition").orElseThrow();
    sandbox
        .objects()
        .create(definitions, "", (ObjectNode) JSON.readTree(CRD), Writing.by("kubectl"));
    kind = sandbox.objects().kind("argoproj.io/v1alpha1", "Application").orElseThrow();
    var created =
        sandbox
            .objects()
            .create(kind, "argocd", (ObjectNode) JSON.readTree(APPLICATION), Writing.by("kubectl"));
    app = DeliveryResources.id(created);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  private ObjectNode now() {
    return sandbox.objects().get(kind, "argocd", "a");
  }

  private void merge(String patch) throws Exception {
    sandbox
        .objects()
        .patch(kind, "argocd", "a", new Patch.Merge(JSON.readTree(patch)), Writing.by("kubectl"));
  }

  private static CloudEvent updated(ObjectNode object) {
    return CloudEventBuilder.v1()
        .withId(UUID.randomUUID().toString())
        .withSource(URI.create("https://10.96.0.1:443"))
        .withType("dev.knative.apiserver.resource.update")
        .withExtension("kind", "Application")
        .withData("application/json", object.toString().getBytes(StandardCharsets.UTF_8))
        .build();
  }

  private List<String> told(ObjectNode object) {
    return projection.accept(updated(object)).stream().map(CloudEvent::getType).toList();
  }

  @Test
  void an_operation_that_is_written_begins_once_however_often_it_is_seen() throws Exception {
    merge("{\"operation\": {\"sync\": {\"prune\": true}}}");
    told(now());
    var claimed = now();
    assertThat(told(claimed)).contains("dev.tiphys.sync.requested");
    assertThat(now().has("operation")).isFalse();
    var begun = apps.load(app);
    assertThat(begun.state().operation().operation().at("/sync/prune").asBoolean()).isTrue();
    assertThat(begun.state().operation().operation().has("info")).isFalse();

    assertThat(told(claimed)).contains("dev.tiphys.sync.requested");
    assertThat(apps.load(app).version()).isEqualTo(begun.version());
  }

  @Test
  void an_application_that_is_deleted_goes_when_its_finalizers_are_released() throws Exception {
    sandbox.objects().delete(kind, "argocd", "a", false, Writing.by("kubectl"));
    var leaving = now();
    assertThat(told(leaving)).contains("dev.tiphys.deletion.requested");
    assertThat(now().at("/metadata/finalizers")).hasSize(1);

    for (var event :
        apps.handle(app, "release", new ReleaseFinalizer(FINALIZER, NOW), updated(leaving))) {
      projection.accept(event);
    }
    assertThat(sandbox.objects().find(kind, "argocd", "a")).isEmpty();
  }

  @Test
  void a_refresh_that_is_asked_for_by_annotation_is_asked_once() throws Exception {
    merge("{\"metadata\": {\"annotations\": {\"argocd.argoproj.io/refresh\": \"hard\"}}}");
    assertThat(told(now())).containsExactly("dev.tiphys.refresh.requested");
    assertThat(now().at("/metadata/annotations").has("argocd.argoproj.io/refresh")).isFalse();
    assertThat(told(now())).isEmpty();
  }
}
