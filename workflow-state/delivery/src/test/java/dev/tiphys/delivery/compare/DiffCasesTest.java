package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.language.application.ApplicationSpec;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every pair of the shared cases differs, or does not, as users of Argo CD see it.
class DiffCasesTest {
  static final Path CASES =
      Path.of(System.getProperty("tiphys.root"), "../shared/cases/delivery/diff");
  private static final ObjectMapper JSON = new ObjectMapper();

  record Case(
      String name, String mode, String expected, JsonNode options, String expect, String note) {
    @Override
    public String toString() {
      return name;
    }

    Differ differ() {
      return DiffCasesTest.differ(options);
    }

    Difference difference() throws IOException {
      var desired = object(CASES.resolve(name + "/desired.yaml"));
      var live = object(CASES.resolve(name + "/live.yaml"));
      return switch (mode) {
        case "legacy" -> differ().diff(desired, live, false);
        case "structured-merge" -> differ().diff(desired, live, true);
        default ->
            differ()
                .serverSide(
                    desired,
                    live,
                    object(CASES.resolve(name + "/predicted.yaml")),
                    !options.path("ignoreMutationWebhook").asBoolean());
      };
    }
  }

  static List<List<String>> table(String file) throws IOException {
    return Files.readAllLines(CASES.resolve(file)).stream()
        .skip(1)
        .map(line -> List.of(line.split("\t", -1)))
        .toList();
  }

  static Stream<Case> cases() throws IOException {
    return table("diff.tsv").stream()
        .map(f -> new Case(f.get(0), f.get(1), f.get(2), json(f.get(3)), f.get(4), f.get(5)));
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text.isEmpty() ? "{}" : text);
    } catch (IOException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  static @Nullable ObjectNode object(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    var documents = YamlReader.readLastOfKeys(Files.readAllBytes(file), file.toString());
    return documents.isEmpty() ? null : (ObjectNode) documents.getFirst().toJson();
  }

  static Differ differ(JsonNode options) {
    Map<String, String> data = new HashMap<>();
    data.put(
        "resource.compareoptions",
        "{ignoreAggregatedRoles: %s, ignoreResourceStatusField: none}"
            .formatted(options.path("ignoreAggregatedRoles").asBoolean(false)));
    var overrides = JSON.createObjectNode();
    for (var entry : options.path("overrides").properties()) {
      overrides.putObject(entry.getKey()).set("ignoreDifferences", entry.getValue());
    }
    for (var entry : options.path("knownTypeFields").properties()) {
      overrides.putObject(entry.getKey()).set("knownTypeFields", entry.getValue());
    }
    data.put("resource.customizations", overrides.toString());
    var spec = JSON.createObjectNode();
    spec.putObject("destination");
    if (options.has("ignoreDifferences")) {
      spec.set("ignoreDifferences", options.get("ignoreDifferences"));
    }
    return new Differ(
        CompareSettings.of(data), IgnoreRules.of(ApplicationSpec.from(spec).ignoreDifferences()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_pair_differs_as_users_of_Argo_CD_see_it(Case expected) throws IOException {
    var found = expected.difference();
    if (!expected.expected().isEmpty()) {
      assertThat(found.modified() ? "modified" : "same")
          .as("live %s\npredicted %s", found.live(), found.predicted())
          .isEqualTo(expected.expected());
    }
  }

  static Stream<List<String>> normalised() throws IOException {
    return table("normalise.tsv").stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("normalised")
  void an_object_is_brought_into_the_form_that_is_compared(List<String> line) throws IOException {
    var options = json(line.get(1).replace("\\\\\"", "\\\""));
    var input = object(CASES.resolve(line.getFirst() + "/input.yaml"));
    var output = object(CASES.resolve(line.getFirst() + "/output.yaml"));
    assertThat(differ(options).normalization().ignored(input, ObjectKey.of(input)))
        .isEqualTo(output);
  }

  static Stream<String> types() throws IOException {
    return table("known-types.tsv").stream().map(List::getFirst);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("types")
  void a_type_is_known(String type) {
    assertThat(new CompareSettings.KnownType("spec.field", type).type()).isEqualTo(type);
  }
}
