package dev.tiphys.delivery.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.delivery.HookType;
import dev.tiphys.events.delivery.SyncPhase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the tables of the shared cases say of annotations, hooks, kinds, messages and order.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SyncTablesTest {
  static final Path CASES =
      Path.of(System.getProperty("tiphys.root"), "../shared/cases/delivery/sync");

  private static List<String[]> rows(String file) {
    try {
      return Files.readAllLines(CASES.resolve(file)).stream()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String[]> options() {
    return rows("annotation-options.tsv");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("options")
  void an_annotation_lists_options(String value, String query, String answer) {
    var parts = query.split(":");
    var found =
        parts[0].equals("has")
            ? String.valueOf(Annotations.has(value, parts[1]))
            : Annotations.valueOf(value, parts[1]).orElse("(none)");
    assertThat(found).isEqualTo(answer);
  }

  static List<String[]> hooks() {
    return rows("hooks.tsv");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hooks")
  void annotations_make_a_hook(
      String annotations, String isHook, String skip, String types, String ignored) {
    var object = annotated(annotations);
    assertThat(Hooks.isHook(object)).as("hook").isEqualTo(Boolean.valueOf(isHook));
    assertThat(Hooks.isSkipped(object)).as("skip").isEqualTo(Boolean.valueOf(skip));
    assertThat(joined(Hooks.types(object))).isEqualTo(types);
    assertThat(Hooks.isIgnored(object)).as("ignored").isEqualTo(Boolean.valueOf(ignored));
  }

  static List<String[]> policies() {
    return rows("hook-delete-policies.tsv");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policies")
  void annotations_say_when_a_hook_is_deleted(String annotations, String policies) {
    assertThat(joined(Hooks.deletePolicies(annotated(annotations)))).isEqualTo(policies);
  }

  static List<String[]> kinds() {
    return rows("kind-order.tsv");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void kinds_have_weights(String kind, String weight) {
    assertThat(KindOrder.weight(kind)).isEqualTo(Integer.parseInt(weight));
  }

  static List<String[]> messages() {
    return rows("running-messages.tsv");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("messages")
  void a_sync_says_what_it_waits_for(String tasks, String deletion, String message) {
    var waited =
        Arrays.stream(tasks.split(" ")).filter(text -> !text.isEmpty()).map(this::task).toList();
    assertThat(RunningMessage.of(waited, Boolean.parseBoolean(deletion))).isEqualTo(message);
  }

  private SyncTask task(String text) {
    var hook = text.startsWith("hook:");
    var parts = text.replace("hook:", "").split("/");
    var object =
        JsonNodeFactory.instance.objectNode().put("apiVersion", "v1").put("kind", parts[0]);
    object.putObject("metadata").put("name", parts[1]);
    return SyncTask.of(SyncPhase.SYNC, object, null, hook ? HookType.SYNC : null);
  }

  static Stream<JsonNode> orders() throws IOException {
    var cases = new ObjectMapper().readTree(CASES.resolve("order.json").toFile());
    return StreamSupport.stream(cases.spliterator(), false);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("orders")
  void tasks_have_an_order(JsonNode expected) {
    Map<JsonNode, String> ids = new IdentityHashMap<>();
    var tasks = new ArrayList<SyncTask>();
    for (var each : expected.get("tasks")) {
      var target = each.get("target").isNull() ? null : each.get("target");
      var live = each.get("live").isNull() ? null : each.get("live");
      var phase =
          Arrays.stream(SyncPhase.values())
              .filter(one -> one.toString().equals(each.get("phase").asText()))
              .findFirst()
              .orElseThrow();
      var task = SyncTask.of(phase, target, live, null);
      ids.put(task.object(), each.get("id").asText());
      tasks.add(task);
    }
    var ordered = TaskOrder.order(tasks, expected.get("pruneLast").asBoolean());
    assertThat(ordered.stream().map(task -> ids.get(task.object())))
        .as(expected.get("name").asText())
        .containsExactlyElementsOf(
            StreamSupport.stream(expected.get("expectedOrder").spliterator(), false)
                .map(JsonNode::asText)
                .toList());
    for (var task : ordered) {
      var id = ids.get(task.object());
      assertThat(task.wave()).as(id).isEqualTo(expected.get("expectedWave").get(id).asInt());
      assertThat(task.phase()).as(id).hasToString(expected.get("expectedPhase").get(id).asText());
    }
  }

  private static ObjectNode annotated(String annotations) {
    try {
      var object = JsonNodeFactory.instance.objectNode();
      object.putObject("metadata").set("annotations", new ObjectMapper().readTree(annotations));
      return object;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String joined(Collection<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
