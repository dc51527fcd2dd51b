package dev.tiphys.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LiveObjectsTest {
  private static final Resource MAPS = new Resource("v1", "ConfigMap", "configmaps", true);
  private static final Resource ACCOUNTS =
      new Resource("v1", "ServiceAccount", "serviceaccounts", true);

  private Sandbox sandbox;
  private KubeApi api;
  private ObjectWriter writer;

  @BeforeEach
  void start() {
    sandbox = Sandbox.start();
    api = new KubeApi(Config.fromKubeconfig(sandbox.kubeconfig()));
    writer = new ObjectWriter(api);
  }

  @AfterEach
  void stop() {
    api.close();
    sandbox.close();
  }

  private static ObjectNode map(String namespace, String name, String value) {
    return ObjectWriterTest.object(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: %s, namespace: %s}, data: {k: %s}}"
            .formatted(name, namespace, value));
  }

  private static List<String> names(LiveObjects live) throws InterruptedException {
    return live
        .of(List.of(MAPS, ACCOUNTS), object -> object.path("kind").asText().equals("ConfigMap"))
        .stream()
        .map(object -> object.at("/metadata/name").asText() + "=" + object.at("/data/k").asText())
        .sorted()
        .toList();
  }

  /// What others change is seen a moment later.
  private static void awaitNames(LiveObjects live, String... names) throws InterruptedException {
    var end = Instant.now().plus(Duration.ofSeconds(10));
    while (!names(live).equals(List.of(names)) && Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }
    assertThat(names(live)).containsExactly(names);
  }

  @Test
  void changes_are_seen_without_another_list() throws Exception {
    writer.create(map("default", "a", "1"), WriteOptions.DEFAULT);
    try (var live = new LiveObjects(api, List.of())) {
      assertThat(names(live)).containsExactly("a=1");

      writer.create(map("default", "b", "1"), WriteOptions.DEFAULT);
      writer.apply(map("default", "a", "2"), WriteOptions.DEFAULT);
      awaitNames(live, "a=2", "b=1");
      writer.delete(map("default", "a", "2"), ObjectWriter.Propagation.BACKGROUND, false);

      awaitNames(live, "b=1");
    }
  }

  @Test
  void what_was_written_here_is_seen_at_once() throws Exception {
    try (var live = new LiveObjects(api, List.of())) {
      assertThat(names(live)).isEmpty();

      live.note(writer.create(map("default", "a", "1"), WriteOptions.DEFAULT).object());

      assertThat(names(live)).containsExactly("a=1");
    }
  }

  @Test
  void what_others_do_is_told() throws Exception {
    var told = new LinkedBlockingQueue<LiveObjects.Change>();
    try (var live = new LiveObjects(api, List.of(), told::add)) {
      names(live);
      writer.create(map("default", "theirs", "1"), WriteOptions.DEFAULT);
      writer.apply(map("default", "theirs", "2"), WriteOptions.DEFAULT);
      writer.delete(map("default", "theirs", "2"), ObjectWriter.Propagation.BACKGROUND, false);

      assertThat(values(told)).isEqualTo("null 1");
      assertThat(values(told)).isEqualTo("1 2");
      assertThat(values(told)).isEqualTo("2 null");
    }
  }

  @Test
  void what_is_known_already_is_not_told() throws Exception {
    var told = new LinkedBlockingQueue<LiveObjects.Change>();
    try (var live = new LiveObjects(api, List.of(), told::add)) {
      names(live);
      var ours = writer.create(map("default", "ours", "1"), WriteOptions.DEFAULT).object();
      assertThat(values(told)).isEqualTo("null 1");

      // As if it had been written here before the server told of it.
      var written = ours.deepCopy();
      written.withObject("/metadata").put("resourceVersion", "999999999");
      live.note(written);
      writer.apply(map("default", "ours", "2"), WriteOptions.DEFAULT);
      writer.create(map("default", "theirs", "3"), WriteOptions.DEFAULT);

      assertThat(values(told)).isEqualTo("null 3");
    }
  }

  private static String values(LinkedBlockingQueue<LiveObjects.Change> told)
      throws InterruptedException {
    var change = told.poll(10, TimeUnit.SECONDS);
    return value(change.before()) + " " + value(change.after());
  }

  private static String value(ObjectNode object) {
    return object == null ? "null" : object.at("/data/k").asText();
  }

  @Test
  void only_the_namespaces_that_are_named_are_looked_at() throws Exception {
    writer.create(map("default", "a", "1"), WriteOptions.DEFAULT);
    writer.create(map("kube-public", "b", "1"), WriteOptions.DEFAULT);
    try (var live = new LiveObjects(api, List.of("kube-public"))) {
      assertThat(names(live)).containsExactly("b=1");
    }
  }
}
