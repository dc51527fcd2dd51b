package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.compare.CompareSettings;
import dev.tiphys.delivery.compare.Tracking;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.tree.FolderTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every fixture of the shared cases renders as users of Argo CD see it.
class RepoCasesTest {
  private static final Path CASES =
      Path.of(System.getProperty("tiphys.root"), "../shared/cases/delivery/repo");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<RenderSettings, Renderer> RENDERERS = new HashMap<>();

  @AfterAll
  static void close() {
    RENDERERS.values().forEach(Renderer::close);
    RENDERERS.clear();
  }

  record Case(JsonNode json) {
    @Override
    public String toString() {
      return json.path("tool").asText() + ": " + json.path("name").asText();
    }
  }

  static Stream<Case> cases() throws IOException {
    var all = JSON.readTree(CASES.resolve("cases.json").toFile());
    return StreamSupport.stream(all.spliterator(), false).map(Case::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_source_renders_as_users_of_Argo_CD_see_it(Case expected) {
    var json = expected.json();
    var tool = json.path("tool").asText();
    if (tool.equals("detect")) {
      var tree = tree(json);
      var directory = tree.find(path(json)).orElseThrow();
      assertThat(SourceType.of(tree, directory)).hasToString(json.path("expectedType").asText());
      return;
    }
    var error = json.path("expectedError");
    if (error.isTextual() || error.asBoolean(false)) {
      assertThatThrownBy(() -> objects(json))
          .isInstanceOfAny(RenderFailure.class, dev.tiphys.sources.SourceFailure.class)
          .hasMessageContaining(error.isTextual() ? error.asText() : "");
      return;
    }
    var objects = objects(json);
    if (json.path("expectedManifests").isInt()) {
      assertThat(objects).hasSize(json.path("expectedManifests").asInt());
    }
    if (json.has("expectedNames")) {
      assertThat(objects)
          .extracting(object -> object.at("/metadata/name").asText())
          .containsExactlyInAnyOrderElementsOf(texts(json.path("expectedNames")));
    }
    json.path("expect")
        .properties()
        .forEach(part -> check(objects, part.getKey(), part.getValue()));
  }

  /// What a case expects: of the first object, of that with a number, a kind, or a kind and name.
  private static void check(List<ObjectNode> objects, String what, JsonNode expected) {
    var ordinals = List.of("first", "second", "third");
    if (ordinals.contains(what)) {
      fields(objects.get(ordinals.indexOf(what)), expected);
    } else if (what.contains(".data.")) {
      var kind = what.substring(0, what.indexOf('.'));
      var key = what.substring(what.lastIndexOf('.') + 1);
      assertThat(of(objects, kind).at("/data/" + key)).isEqualTo(expected);
    } else if (Character.isUpperCase(what.charAt(0))) {
      var object = of(objects, what);
      if (expected.isTextual()) {
        assertThat(object.at("/metadata/name")).isEqualTo(expected);
      } else {
        fields(object, expected);
      }
    } else {
      field(objects.getFirst(), what, expected);
    }
  }

  private static ObjectNode of(List<ObjectNode> objects, String what) {
    return objects.stream()
        .filter(
            object ->
                what.equals(object.path("kind").asText())
                    || what.equals(
                        object.path("kind").asText() + "/" + object.at("/metadata/name").asText()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + what + " in " + objects));
  }

  private static void fields(ObjectNode object, JsonNode expected) {
    expected.properties().forEach(field -> field(object, field.getKey(), field.getValue()));
  }

  private static void field(ObjectNode object, String name, JsonNode expected) {
    var container = object.at("/spec/template/spec/containers/0");
    var found =
        switch (name) {
          case "apiVersion" -> object.path("apiVersion");
          case "name", "namespace", "labels", "annotations" -> object.at("/metadata/" + name);
          case "replicas", "type" -> object.at("/spec/" + name);
          case "selector" -> object.at("/spec/selector/matchLabels");
          case "template" -> object.at("/spec/template/metadata/labels");
          case "tolerations" -> object.at("/spec/template/spec/tolerations");
          case "targetPort" -> object.at("/spec/ports/0/targetPort");
          case "image" -> container.path("image");
          case "containerPort" -> container.at("/ports/0/containerPort");
          case "containerName" -> container.path("name");
          default -> throw new AssertionError("what is " + name + "?");
        };
    if (expected.isNumber()) {
      assertThat(found.asLong()).as(name).isEqualTo(expected.asLong());
    } else {
      assertThat(found).as(name).isEqualTo(expected);
    }
  }

  private static void assertTracked(JsonNode json, List<ObjectNode> objects) {
    var settings = json.path("settings");
    var tracking =
        new Tracking(
            CompareSettings.of(
                Map.of(
                    "application.instanceLabelKey",
                    settings.path("appLabelKey").asText(),
                    "application.resourceTrackingMethod",
                    settings.path("trackingMethod").asText())));
    objects.forEach(object -> tracking.track(object, settings.path("appName").asText(), ""));
    assertThat(JSON.valueToTree(objects).toString()).isEqualTo(json.path("expected").toString());
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static FolderTree tree(JsonNode json) {
    return FolderTree.of(CASES.resolve(json.path("repoRoot").asText("fixtures")));
  }

  private static String path(JsonNode json) {
    var root = json.path("repoRoot").asText("fixtures");
    var path = json.path("path").asText().substring(root.length());
    return path.startsWith("/") ? path.substring(1) : path;
  }

  private static List<ObjectNode> objects(JsonNode json) {
    var source =
        json.path("source").isObject()
            ? json.path("source").<ObjectNode>deepCopy()
            : JSON.createObjectNode();
    source.put("repoURL", "https://git.example/repo").put("path", path(json));
    var limits = RenderLimits.DEFAULT;
    var bytes = json.at("/settings/maxCombinedManifestBytes");
    var settings =
        RenderSettings.DEFAULT.with(
            bytes.isInt() ? limits.withDirectoryBytes(bytes.asLong()) : limits);
    var app =
        RenderedApp.named(
            json.at("/settings/appName").asText(json.at("/env/ARGOCD_APP_NAME").asText("test")),
            "default");
    var tree = tree(json);
    if (json.path("stage").asText().equals("parse")) {
      return DirectorySource.render(
          ApplicationSource.from(source).directory(),
          tree,
          tree.find(path(json)).orElseThrow(),
          settings.limits(),
          file -> List.of());
    }
    var input =
        new RenderRequest.Input(
            ApplicationSource.from(source), tree, "0123456789012345678901234567890123456789");
    var cluster = new Cluster("", List.of());
    return RENDERERS
        .computeIfAbsent(settings, known -> new Renderer(known))
        .render(new RenderRequest(app, List.of(input), cluster, true))
        .manifests();
  }
}
