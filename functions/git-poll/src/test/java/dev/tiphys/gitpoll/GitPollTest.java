package dev.tiphys.gitpoll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.delivery.sets.SetCommand;
import dev.tiphys.delivery.sets.SetCommand.RecordGeneration;
import dev.tiphys.doorway.ApplicationSets;
import dev.tiphys.doorway.Applications;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Sets;
import dev.tiphys.events.Digest;
import dev.tiphys.events.delivery.AppFact.RevisionObserved;
import dev.tiphys.events.delivery.AppFact.SourceFailed;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.events.delivery.SetRead;
import dev.tiphys.gitpoll.PollSchedule.Rhythm;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.log.store.MemoryObjectStore;
import dev.tiphys.sources.Repositories;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.git.GitServer;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Polls real repositories.
@DisplayNameGeneration(ReplaceUnderscores.class)
class GitPollTest {
  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");
  private static final Rhythm RHYTHM =
      new Rhythm(Duration.ofSeconds(120), Duration.ZERO, Duration.ofMinutes(30));

  @TempDir private Path folder;
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Apps apps = Apps.in(store, InstantSource.fixed(NOW), new Random(1));
  private final Map<AppId, Application> written = new LinkedHashMap<>();
  private final Sets sets = Sets.in(store, InstantSource.fixed(NOW), new Random(2));
  private final Map<SetId, ApplicationSet> writtenSets = new LinkedHashMap<>();
  private GitServer server;
  private Sources sources;
  private GitPoll poll;
  private int ticks;

  @BeforeEach
  void serve() throws IOException {
    server = new GitServer(folder.resolve("served"), "");
    sources = Sources.in(folder.resolve("cache"), () -> Repositories.NONE);
    var applications =
        new Applications() {
          @Override
          public Optional<Application> find(AppId app) {
            return Optional.ofNullable(written.get(app));
          }

          @Override
          public Map<AppId, Application> all() {
            return written;
          }
        };
    var resources =
        new ApplicationSets() {
          @Override
          public Optional<ApplicationSet> find(SetId set) {
            return Optional.ofNullable(writtenSets.get(set));
          }

          @Override
          public Map<SetId, ApplicationSet> all() {
            return writtenSets;
          }
        };
    poll =
        new GitPoll(
            applications, apps, new SetReads(resources, sets), sources, store, () -> RHYTHM, 4);
  }

  @AfterEach
  void stop() {
    sources.close();
    server.close();
  }

  private AppId app(String name, String repository, String revision) {
    var id = new AppId("argocd", name, "u-" + name);
    var yaml =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: %s, namespace: argocd}
        spec: {source: {repoURL: '%s', path: ., targetRevision: %s}}
        """
            .formatted(name, server.url(repository), revision);
    written.put(
        id,
        Application.from(
            YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "app.yaml")
                .getFirst()
                .toJson()));
    return id;
  }

  private List<CloudEvent> sweep(Instant now) {
    var tick =
        CloudEventBuilder.v1()
            .withId("tick-" + ticks++)
            .withSource(URI.create("/ping"))
            .withType("dev.knative.sources.ping")
            .build();
    return poll.sweep(tick, now);
  }

  private static String revision(CloudEvent event) {
    var fact = DeliveryEvents.readApp(event).fact();
    return ((RevisionObserved) fact).sources().getFirst().revision();
  }

  @Test
  void a_new_commit_is_announced_once() throws Exception {
    var first = server.commit("app", Map.of("a.yaml", "a: 1"));
    app("web", "app", "main");
    assertThat(sweep(NOW)).extracting(GitPollTest::revision).containsExactly(first);
    assertThat(sweep(NOW.plusSeconds(121))).isEmpty();
    var second = server.commit("app", Map.of("a.yaml", "a: 2"));
    assertThat(sweep(NOW.plusSeconds(242)))
        .extracting(GitPollTest::revision)
        .containsExactly(second);
  }

  @Test
  void a_repository_is_asked_once_for_all_that_read_it() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    for (var i = 0; i < 10; i++) {
      app("web-" + i, "app", "main");
    }
    assertThat(sweep(NOW)).hasSize(10);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void before_it_is_due_a_repository_is_left_alone() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    app("web", "app", "main");
    sweep(NOW);
    var asked = server.requests().size();
    sweep(NOW.plusSeconds(60));
    assertThat(server.requests()).hasSize(asked);
  }

  @Test
  void a_repository_that_does_not_answer_spoils_no_other() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    app("web", "app", "main");
    app("lost", "nowhere", "main");
    var events = sweep(NOW);
    assertThat(events).hasSize(2);
    assertThat(revision(events.getFirst())).isEqualTo(commit);
    assertThat(DeliveryEvents.readApp(events.getLast()).fact()).isInstanceOf(SourceFailed.class);
    var asked = server.requests().size();
    sweep(NOW.plusSeconds(121));
    assertThat(server.requests())
        .as("only the one that answered is asked so soon again")
        .hasSize(asked + 2);
  }

  @Test
  void a_revision_that_means_nothing_is_said_to_mean_nothing() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    app("web", "app", "'9.x'");
    var fact = (SourceFailed) DeliveryEvents.readApp(sweep(NOW).getFirst()).fact();
    assertThat(fact.message()).isEqualTo("unable to resolve '9.x' to a commit SHA");
  }

  @Test
  void who_asks_is_answered_at_once_even_if_nothing_is_new() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    var id = app("web", "app", "main");
    sweep(NOW);
    var asked = DeliveryEvents.refresh(id, "r-1", Refresh.HARD, NOW);
    var events = poll.refresh(asked, NOW.plusSeconds(1));
    assertThat(events).extracting(GitPollTest::revision).containsExactly(commit);
    assertThat(((RevisionObserved) DeliveryEvents.readApp(events.getFirst()).fact()).refresh())
        .isEqualTo(Refresh.HARD);
  }

  @Test
  void a_schedule_that_cannot_be_read_costs_one_poll() throws Exception {
    server.commit("app", Map.of("a.yaml", "a: 1"));
    app("web", "app", "main");
    sweep(NOW);
    store.put("polls/schedule.json", "<html>".getBytes(StandardCharsets.UTF_8));
    var asked = server.requests().size();
    sweep(NOW.plusSeconds(1));
    assertThat(server.requests()).hasSizeGreaterThan(asked);
  }

  /// A set that has been generated from a commit.
  private SetId set(String repository, String commit) {
    var id = new SetId("argocd", "set", "u-set");
    var yaml = "metadata: {name: set, namespace: argocd}\nspec: {}";
    writtenSets.put(
        id,
        ApplicationSet.from(
            YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "s").getFirst().toJson()));
    record(
        id,
        new RecordGeneration(
            "d",
            List.of(new SetRead(server.url(repository), "main", "", commit)),
            new Blob(Digest.of(new byte[0]), 0),
            NOW));
    return id;
  }

  private void record(SetId set, SetCommand command) {
    sets.handle(set, DeliveryEvents.generate(set, "g" + ticks++, NOW), "", command);
  }

  @Test
  void a_set_is_generated_again_when_what_it_read_means_another_commit() throws Exception {
    var set = set("app", server.commit("app", Map.of("a.yaml", "a: 1")));
    assertThat(sweep(NOW)).isEmpty();
    server.commit("app", Map.of("a.yaml", "a: 2"));
    var events = sweep(NOW.plusSeconds(121));
    assertThat(events)
        .extracting(CloudEvent::getType)
        .containsExactly(DeliveryEvents.GENERATION_REQUESTED);
    assertThat(DeliveryEvents.set(events.getFirst())).isEqualTo(set);
  }

  @Test
  void a_set_whose_repository_does_not_answer_is_told_once() {
    var set = set("nowhere", "0123abc");
    assertThat(sweep(NOW)).hasSize(1);
    record(set, new SetCommand.RecordFailure("d", "r", "no answer", NOW));
    assertThat(sweep(NOW.plusSeconds(1000))).isEmpty();
  }

  @Test
  void one_question_serves_applications_and_sets() throws Exception {
    var commit = server.commit("app", Map.of("a.yaml", "a: 1"));
    app("web", "app", "main");
    set("app", commit);
    sweep(NOW);
    assertThat(server.requests()).hasSize(2);
  }
}
