package dev.tiphys.delivery.actions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.Cases;
import dev.tiphys.delivery.actions.Action.Parameter;
import dev.tiphys.delivery.actions.Impact.Operation;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ActionCasesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Instant NOW = Instant.parse("2025-01-02T03:04:05Z");

  /// Their expected outputs are what a cluster made of them, or lack what does not matter there.
  private static final Set<String> ONLY_WHAT_IS_EXPECTED =
      Set.of(
          "numaflow.numaproj.io/MonoVertex force-promote",
          "numaflow.numaproj.io/Pipeline force-promote",
          "postgresql.cnpg.io/Cluster suspend");

  private final ResourceActions actions = new ResourceActions(Map.of());

  static Stream<Named<JsonNode>> actions() {
    return Cases.list("actions/actions.json");
  }

  static Stream<Named<JsonNode>> discovery() {
    return Cases.list("actions/discovery.json");
  }

  private static JsonNode yaml(String file) {
    try {
      var path = Cases.path("actions/" + file);
      return YamlReader.readLastOfKeys(Files.readAllBytes(path), file).getFirst().toJson();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("actions")
  void an_action_does_what_Argo_CD_does(JsonNode one) {
    var input = yaml(one.get("input").asText());
    var parameters = new HashMap<String, String>();
    one.get("parameters")
        .properties()
        .forEach(p -> parameters.put(p.getKey(), p.getValue().asText()));
    var action = one.get("action").asText();
    if (one.hasNonNull("expectedError")) {
      assertThatThrownBy(() -> actions.run(input, action, parameters, NOW))
          .isInstanceOf(ActionFailure.class)
          .hasMessageContaining(one.get("expectedError").asText());
      return;
    }
    var impacts = actions.run(input, action, parameters, NOW);
    assertThat(impacts).hasSize(1);
    var impact = impacts.getFirst();
    var expected = yaml(one.get("expectedOutput").asText());
    if (expected.isArray()) {
      assertThat(impact.operation()).isEqualTo(Operation.CREATE);
      expected = expected.get(0).get("unstructuredObj");
    } else {
      assertThat(impact.operation()).isEqualTo(Operation.PATCH);
    }
    var name = one.get("groupKind").asText() + " " + action;
    if (ONLY_WHAT_IS_EXPECTED.contains(name)) {
      assertThat(contains(plain(impact.resource()), plain(expected))).isTrue();
    } else if (name.startsWith("apps/Deployment")) {
      assertThat(plain(impact.resource().get("spec"))).isEqualTo(plain(expected.get("spec")));
    } else {
      assertThat(plain(impact.resource())).isEqualTo(plain(expected));
    }
  }

  /// Without what is empty or null, with every moment that was made up the same, numbers as they
  /// print.
  private static JsonNode plain(JsonNode json) {
    if (json.isObject()) {
      var copy = NODES.objectNode();
      json.properties().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              field -> {
                var value = plain(field.getValue());
                if (!value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                  copy.set(field.getKey(), value);
                }
              });
      return copy;
    }
    if (json.isArray()) {
      var copy = NODES.arrayNode();
      json.forEach(element -> copy.add(plain(element)));
      return copy;
    }
    if (json.isNull()) {
      return json;
    }
    return NODES.textNode(
        json.asText()
            .replace("2025-01-02T03:04:05", "0001-01-01T00:00:00")
            .replaceAll("-[0-9]{11,12}$", "-TIME"));
  }

  private static boolean contains(JsonNode found, JsonNode expected) {
    if (!expected.isObject()) {
      return found.equals(expected);
    }
    for (var field : expected.properties()) {
      if (!contains(found.path(field.getKey()), field.getValue())) {
        return false;
      }
    }
    return true;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("discovery")
  void the_actions_of_an_object_are_those_of_Argo_CD(JsonNode one) {
    var expected = new ArrayList<Action>();
    for (var action : one.get("expected")) {
      var params = new ArrayList<Parameter>();
      for (var param : action.path("params")) {
        params.add(new Parameter(param.path("name").asText(), param.path("default").asText()));
      }
      expected.add(
          new Action(
              action.get("name").asText(),
              action.path("disabled").asBoolean(),
              action.path("displayName").asText(),
              action.path("iconClass").asText(),
              params));
    }
    expected.sort(Comparator.comparing(Action::name));
    assertThat(actions.discover(yaml(one.get("input").asText()), NOW)).isEqualTo(expected);
  }

  @Test
  void users_replace_our_actions_or_add_to_them() {
    var key = "resource.customizations.actions.apps_Deployment";
    var text =
        """
        discovery.lua: |
          return {mark = {disabled = false}}
        definitions:
        - name: mark
          action.lua: |
            obj.metadata.labels = {at = os.date("!%Y"), by = actionParams.who}
            return obj
        """;
    var deployment = yaml("apps_Deployment/deployment.yaml");
    var replaced = new ResourceActions(Map.of(key, text));
    assertThat(replaced.discover(deployment, NOW)).extracting(Action::name).containsExactly("mark");
    assertThat(
            replaced
                .run(deployment, "mark", Map.of("who", "me"), NOW)
                .getFirst()
                .resource()
                .at("/metadata/labels")
                .toString())
        .isEqualTo("{\"at\":\"2025\",\"by\":\"me\"}");
    var merged = new ResourceActions(Map.of(key, text + "mergeBuiltinActions: true\n"));
    assertThat(merged.discover(deployment, NOW))
        .extracting(Action::name)
        .contains("mark", "restart");
  }

  @Test
  void an_action_changes_no_other_object() {
    var key = "resource.customizations.actions.Pod";
    var rename =
        """
        definitions:
        - name: other
          action.lua: |
            obj.metadata.name = "other"
            return obj
        - name: delete
          action.lua: |
            return {{operation = "delete", resource = obj}}
        """;
    ObjectNode pod = NODES.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata").put("name", "a").put("namespace", "n");
    var configured = new ResourceActions(Map.of(key, rename));
    assertThatThrownBy(() -> configured.run(pod, "other", Map.of(), NOW))
        .hasMessage("an action may change /Pod/n/a alone, it returned /Pod/n/other");
    assertThatThrownBy(() -> configured.run(pod, "delete", Map.of(), NOW))
        .hasMessage("unsupported operation: delete");
    assertThatThrownBy(() -> configured.run(pod, "none", Map.of(), NOW))
        .hasMessage("there is no action none for Pod");
  }

  @Test
  void what_was_an_empty_map_or_list_stays_one() {
    ObjectNode pod = NODES.objectNode().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("map");
    pod.putArray("list");
    pod.put("big", 1_700_000_000_123L).put("half", 0.5);
    var key = "resource.customizations.actions.Pod";
    var same = "definitions: [{name: same, action.lua: 'return obj'}]";
    assertThat(
            new ResourceActions(Map.of(key, same))
                .run(pod, "same", Map.of(), NOW)
                .getFirst()
                .resource())
        .isEqualTo(pod);
    assertThat(List.of(pod)).hasSize(1);
  }
}
