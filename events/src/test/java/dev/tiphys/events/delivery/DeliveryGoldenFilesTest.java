package dev.tiphys.events.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.AppFact.Compared;
import dev.tiphys.events.delivery.AppFact.ConditionsSet;
import dev.tiphys.events.delivery.AppFact.DeletionAdvanced;
import dev.tiphys.events.delivery.AppFact.DeletionRequested;
import dev.tiphys.events.delivery.AppFact.DeletionWaits;
import dev.tiphys.events.delivery.AppFact.FinalizerReleased;
import dev.tiphys.events.delivery.AppFact.HealthChanged;
import dev.tiphys.events.delivery.AppFact.ManifestsRendered;
import dev.tiphys.events.delivery.AppFact.RevisionObserved;
import dev.tiphys.events.delivery.AppFact.SourceFailed;
import dev.tiphys.events.delivery.AppFact.SyncEnded;
import dev.tiphys.events.delivery.AppFact.SyncRequested;
import dev.tiphys.events.delivery.SyncFact.ResultsChanged;
import dev.tiphys.events.delivery.SyncFact.RetrySet;
import dev.tiphys.events.delivery.SyncFact.SyncFinished;
import dev.tiphys.events.delivery.SyncFact.SyncRefreshed;
import dev.tiphys.events.delivery.SyncFact.SyncRehearsed;
import dev.tiphys.events.delivery.SyncFact.SyncStarted;
import dev.tiphys.events.delivery.SyncFact.SyncWaits;
import dev.tiphys.events.delivery.SyncFact.TerminationRequested;
import dev.tiphys.events.delivery.SyncFact.WaveApplied;
import dev.tiphys.events.delivery.SyncFact.WaveHealthy;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The stored form of every type of fact of delivery. A file under `golden/` is never edited: it is
/// what logs out there contain.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeliveryGoldenFilesTest {
  private static final Instant AT = Instant.ofEpochMilli(1_764_000_000_123L);
  private static final AppId APP = new AppId("argocd", "guestbook", "u-1");
  private static final SyncId SYNC = new SyncId("argocd", "guestbook", "s-1");
  private static final ResolvedSource SOURCE =
      new ResolvedSource(
          json("{\"repoURL\":\"https://git.example.com/a.git\",\"path\":\"app\"}"), "0123abc");
  private static final Blob MANIFESTS = new Blob(Digest.of(new byte[] {1}), 3);
  private static final Blob INVENTORY = new Blob(Digest.of(new byte[] {2}), 4);
  private static final String HOLDS = "resources-finalizer.argocd.argoproj.io";
  private static final TaskResult RESULT =
      new TaskResult(
          "apps",
          "v1",
          "Deployment",
          "default",
          "web",
          SyncPhase.SYNC,
          ResultCode.SYNCED,
          null,
          OperationPhase.RUNNING,
          "deployment.apps/web created");

  static Stream<AppFact> appFacts() {
    return Stream.of(
        new RevisionObserved(List.of(SOURCE), Refresh.HARD, AT),
        new ManifestsRendered(List.of(SOURCE), MANIFESTS, List.of("Directory"), AT),
        new SourceFailed(List.of(SOURCE), "app: expected a folder, found none", AT),
        new Compared("OutOfSync", List.of(SOURCE), json("{\"destination\":{}}"), INVENTORY, AT),
        new ConditionsSet(
            List.of("SyncError", "ComparisonError"),
            List.of(new Condition("SyncError", "failed", AT.minusSeconds(1))),
            AT),
        new HealthChanged("Progressing", AT),
        new SyncRequested(
            "s-1", json("{\"sync\":{\"prune\":true}}"), List.of(SOURCE), MANIFESTS, INVENTORY, AT),
        new SyncEnded(
            "s-1",
            OperationPhase.SUCCEEDED,
            "successfully synced",
            MANIFESTS,
            INVENTORY,
            true,
            List.of(),
            null,
            AT),
        new DeletionRequested(List.of("pre-delete-finalizer.argocd.argoproj.io", HOLDS), AT),
        new DeletionAdvanced(HOLDS, 2, INVENTORY, AT),
        new DeletionWaits(
            new Waiting(
                "waiting for deletion of /ConfigMap/a",
                List.of("/ConfigMap/default/a"),
                AT.minusSeconds(5),
                AT.plusSeconds(60),
                "it is gone",
                true),
            AT),
        new FinalizerReleased(HOLDS, AT));
  }

  static Stream<SyncFact> syncFacts() {
    return Stream.of(
        new SyncStarted(
            APP.stream(), json("{\"sync\":{}}"), List.of(SOURCE), MANIFESTS, INVENTORY, AT),
        new SyncRehearsed(AT),
        new WaveApplied(SyncPhase.PRE_SYNC, -1, true, List.of(RESULT), AT),
        new WaveHealthy(SyncPhase.SYNC, 2, AT),
        new ResultsChanged(
            List.of(
                new TaskResult(
                    "",
                    "v1",
                    "Pod",
                    "default",
                    "hook",
                    SyncPhase.PRE_SYNC,
                    null,
                    HookType.PRE_SYNC,
                    OperationPhase.FAILED,
                    "")),
            AT),
        new SyncWaits(
            new Waiting(
                "waiting for healthy state of /Service/web",
                List.of("/Service/default/web"),
                AT.minusSeconds(5),
                AT.plusSeconds(60),
                "the Service becomes healthy",
                true),
            AT),
        new TerminationRequested("Operation terminated", AT),
        new RetrySet(2, AT.plusSeconds(10), "one failed", AT),
        new SyncRefreshed(List.of(SOURCE), MANIFESTS, AT),
        new SyncFinished(OperationPhase.FAILED, "one failed (retried 2 times).", AT));
  }

  static Stream<Object> facts() {
    return Stream.concat(appFacts(), syncFacts());
  }

  @Test
  void every_type_of_fact_has_a_golden_file() {
    assertThat(appFacts().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(AppFact.class.getPermittedSubclasses()).collect(Collectors.toSet()));
    assertThat(syncFacts().map(Object::getClass).collect(Collectors.toSet()))
        .isEqualTo(Stream.of(SyncFact.class.getPermittedSubclasses()).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void a_fact_is_written_as_its_golden_file_says(Object fact) {
    assertThat(text(DeliveryJson.bytes(fact))).isEqualTo(golden(fact));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void a_golden_file_is_read_as_the_fact_it_was(Object fact) {
    var type = fact instanceof AppFact ? AppFact.class : SyncFact.class;
    assertThat((Object) DeliveryJson.read(type, bytes(golden(fact)))).isEqualTo(fact);
  }

  @Test
  void unknown_fields_are_passed_over() {
    assertThat(
            DeliveryJson.read(
                SyncFact.class,
                bytes("{\"t\":\"sync.rehearsed\",\"later\":{\"n\":[1]},\"at\":1764000000123}")))
        .isEqualTo(new SyncRehearsed(AT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"t\":\"sync.renamed\",\"at\":1}",
        "{\"t\":\"sync.rehearsed\"}",
        "{\"t\":\"sync.rehearsed\",\"at\":\"1\"}",
        "{\"t\":\"sync.finished\",\"phase\":\"Done\",\"at\":1}",
        "{\"t\":\"sync.started\",\"app\":\"a\",\"sources\":[{\"source\":1,\"revision\":\"x\"}],\"at\":1}",
        "{\"t\":\"sync.started\",\"app\":\"a\",\"manifests\":{\"dataref\":\"../x\"},\"at\":1}",
        "{\"t\":\"health.changed\",\"health\":\"Healthy\",\"at\":1}",
      })
  void what_is_no_fact_of_a_sync_is_refused(String text) {
    assertThatThrownBy(() -> DeliveryJson.read(SyncFact.class, bytes(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_news_of_an_application_are_its_facts() {
    var facts = appFacts().toList();
    var events = DeliveryEvents.announcements(APP, 7, 2, facts, null);
    for (var i = 0; i < facts.size(); i++) {
      var read = DeliveryEvents.readApp(onTheWire(events.get(i)));
      assertThat(read.fact()).isEqualTo(facts.get(i));
      assertThat(read.app()).isEqualTo(APP);
      assertThat(read.version()).isEqualTo(7);
      assertThat(events.get(i).getId()).isEqualTo("7-" + (2 + i));
    }
    assertThat(events.getFirst().getType()).isEqualTo("dev.tiphys.revision.observed");
    assertThat(events.getFirst().getSource()).hasToString("/apps/argocd/guestbook/u-1");
  }

  @Test
  void the_news_of_a_sync_are_its_facts() {
    var facts = syncFacts().toList();
    var events = DeliveryEvents.announcements(SYNC, 7, 0, facts, null);
    for (var i = 0; i < facts.size(); i++) {
      assertThat(DeliveryEvents.readSync(onTheWire(events.get(i))).fact()).isEqualTo(facts.get(i));
    }
  }

  @Test
  void an_event_of_one_type_with_a_fact_of_another_is_refused() {
    var event =
        CloudEventBuilder.v1(
                DeliveryEvents.announcements(SYNC, 1, 0, List.of(new SyncRehearsed(AT)), null)
                    .getFirst())
            .withType("dev.tiphys.wave.healthy")
            .build();
    assertThatThrownBy(() -> DeliveryEvents.readSync(onTheWire(event)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("data: expected a fact of the type of the event");
  }

  @Test
  void a_request_to_refresh_says_how_much() {
    var event = DeliveryEvents.refresh(APP, "r-1", Refresh.HARD, AT);
    assertThat(DeliveryEvents.refresh(event)).isEqualTo(Refresh.HARD);
    assertThat(DeliveryEvents.app(event)).isEqualTo(APP);
  }

  private static CloudEvent onTheWire(CloudEvent event) {
    return CloudEventBuilder.v1(event)
        .withData("application/json", event.getData().toBytes())
        .build();
  }

  private static String golden(Object fact) {
    var type = DeliveryEvents.type(fact).substring("dev.tiphys.".length());
    var name = "/golden/delivery/v1/" + type + ".json";
    try (var in = DeliveryGoldenFilesTest.class.getResourceAsStream(name)) {
      assertThat(in).as("the golden file %s", name).isNotNull();
      return text(in.readAllBytes()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
