package dev.tiphys.delivery.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every object of the shared cases is as users of Argo CD see it.
class HealthCasesTest {
  private static final Path CASES =
      Path.of(System.getProperty("tiphys.root"), "../shared/cases/delivery/health");

  private final HealthRules rules = new HealthRules(Customizations.NONE);

  record Case(String file, String status, String message, String origin) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Case> cases() throws IOException {
    return Files.readAllLines(CASES.resolve("health.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(f -> new Case(f[0], f[1], text(f[2]), f[4]));
  }

  /// Fields with a quote are quoted; a line break is written as in C.
  private static String text(String field) {
    var quoted = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
    var text = quoted ? field.substring(1, field.length() - 1).replace("\"\"", "\"") : field;
    return text.replace("\\n", "\n").replace("\\t", "\t");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void an_object_is_as_users_of_Argo_CD_see_it(Case expected) throws IOException {
    var file = CASES.resolve(expected.file());
    var object =
        YamlReader.readLastOfKeys(Files.readAllBytes(file), expected.file()).getFirst().toJson();
    var found = rules.assess(object);
    assertThat(found.map(health -> health.status().toString()).orElse(""))
        .as("status, with message '%s'", found.map(Health::message).orElse(""))
        .isEqualTo(expected.status());
    if (expected.origin().equals("lua")) {
      assertThat(found.map(Health::message).orElse("")).isEqualTo(expected.message());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void a_rule_bears_an_object_that_says_little(Case any) throws IOException {
    var file = CASES.resolve(any.file());
    for (var missing : List.of(List.of("status"), List.of("spec"), List.of("status", "spec"))) {
      var object =
          YamlReader.readLastOfKeys(Files.readAllBytes(file), any.file()).getFirst().toJson();
      assertThat(object).isInstanceOf(ObjectNode.class);
      ((ObjectNode) object).remove(missing);
      assertThat(rules.assess(object).map(Health::message).orElse("")).doesNotContain(".lua:");
    }
  }
}
