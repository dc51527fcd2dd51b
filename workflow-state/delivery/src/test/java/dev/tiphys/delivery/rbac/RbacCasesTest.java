package dev.tiphys.delivery.rbac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.delivery.Cases;
import dev.tiphys.delivery.rbac.Rbac.MatchMode;
import dev.tiphys.language.application.AppProject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RbacCasesTest {
  static Stream<Named<JsonNode>> requests() {
    return Cases.list(Cases.read("rbac/cases.json").get("cases"));
  }

  static Stream<String[]> rows(String file) throws IOException {
    return Files.readAllLines(Cases.path("rbac/" + file)).stream()
        .skip(1)
        .map(line -> line.split("\t", -1));
  }

  private static Policy policy(String text) {
    return text.equals("@builtin") ? Policy.BUILT_IN : Policy.parse(text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void a_request_is_allowed_when_Argo_CD_says_so(JsonNode one) {
    // A host that enforces nothing asks nobody.
    if (!one.get("enforce").asBoolean()) {
      assertThat(one.get("allow").asBoolean()).isTrue();
      return;
    }
    var rbac =
        new Rbac(
            policy(one.get("builtinPolicy").asText()).with(policy(one.get("userPolicy").asText())),
            one.get("defaultRole").asText(),
            one.get("matchMode").asText().equals("regex") ? MatchMode.REGEX : MatchMode.GLOB);
    try {
      rbac = rbac.with(policy(one.get("runtimePolicy").asText()));
    } catch (MalformedPolicyException e) {
      assertThat(one.get("note").asText()).contains("ignored");
    }
    var scopes = new ArrayList<String>();
    one.get("scopes").forEach(scope -> scopes.add(scope.asText()));
    var subject =
        one.get("subject").isTextual()
            ? Subject.of(one.get("subject").asText())
            : Subject.of(one.get("subject").path("claims"), scopes);
    var request =
        new Request(
            one.get("resource").asText(), one.get("action").asText(), one.get("object").asText());
    assertThat(rbac.allows(subject, request, projects(one.get("projects"))::get))
        .isEqualTo(one.get("allow").asBoolean());
  }

  private static Map<String, AppProject> projects(JsonNode list) {
    var projects = new HashMap<String, AppProject>();
    for (var project : list) {
      var json = JsonNodeFactory.instance.objectNode();
      json.putObject("metadata").put("name", project.get("name").asText());
      json.putObject("spec").set("roles", project.get("roles"));
      projects.put(project.get("name").asText(), AppProject.from(json));
    }
    return projects;
  }

  static Stream<String[]> lines() throws IOException {
    return rows("policy-lines.tsv");
  }

  @ParameterizedTest
  @MethodSource("lines")
  void lines_are_policies_or_not(String line, String valid) {
    if (Boolean.parseBoolean(valid)) {
      assertThat(Policy.parse(line)).isNotNull();
    } else {
      assertThatThrownBy(() -> Policy.parse(line)).isInstanceOf(MalformedPolicyException.class);
    }
  }

  static Stream<String[]> actions() throws IOException {
    return rows("resource-action-valid.tsv");
  }

  @ParameterizedTest
  @MethodSource("actions")
  void resources_have_certain_actions(String resource, String action, String valid) {
    assertThat(Request.isKnown(resource, action)).isEqualTo(Boolean.parseBoolean(valid));
  }

  @Test
  void the_built_in_roles_are_those_of_Argo_CD() throws IOException {
    var text = String.join("\n", rows("builtin-rules.tsv").map(r -> r[0] + ", " + r[1]).toList());
    assertThat(Policy.BUILT_IN).isEqualTo(Policy.parse(text));
  }

  @Test
  void a_bad_line_is_named() {
    assertThatThrownBy(() -> Policy.parse("# x\np, a, b"))
        .hasMessage(
            "policy, line 2: expected 6 fields (p, subject, resource, action, object, effect),"
                + " found 3");
    assertThatThrownBy(() -> Policy.parse("g, \"a, b")).hasMessageContaining("is not closed");
  }

  @Test
  void further_files_of_the_config_map_are_read_in_order() {
    var rbac =
        Rbac.of(
            Map.of(
                "policy.csv", "g, ann, role:x",
                "policy.b.csv", "p, role:x, applications, get, p/*, allow",
                "policy.default", "role:none"),
            Policy.BUILT_IN);
    var request = new Request("applications", "get", "p/a");
    assertThat(rbac.allows(Subject.of("ann"), request, name -> null)).isTrue();
    assertThat(rbac.allows(Subject.of("bob"), request, name -> null)).isFalse();
  }

  @Test
  void a_token_of_a_project_is_good_in_that_project_alone() {
    var rbac =
        new Rbac(Policy.parse("p, proj:a:r, applications, get, */*, allow"), "", MatchMode.GLOB);
    var token = Subject.of("proj:a:r");
    assertThat(rbac.allows(token, new Request("applications", "get", "a/x"), name -> null))
        .isTrue();
    assertThat(rbac.allows(token, new Request("applications", "get", "b/x"), name -> null))
        .isFalse();
    assertThat(List.of(token.project())).containsExactly("a");
  }
}
