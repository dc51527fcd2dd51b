package dev.tiphys.delivery.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.Cases;
import dev.tiphys.delivery.ObjectKey;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.ProjectCheck;
import dev.tiphys.language.application.ProjectSpec;
import dev.tiphys.language.application.RolePolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProjectCasesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode CASES = Cases.read("projects/cases.json");

  private interface Check {
    void of(JsonNode one);
  }

  private static Stream<DynamicTest> each(String group, Check check) {
    return Cases.list(CASES.get(group))
        .map(one -> DynamicTest.dynamicTest(one.getName(), () -> check.of(one.getPayload())));
  }

  @TestFactory
  Stream<DynamicTest> sources_are_permitted() {
    return each(
        "sourcePermitted",
        one -> {
          var rules = rules(spec("sourceRepos", one.get("projSources")));
          assertThat(rules.permitsSource(one.get("appSource").asText()))
              .isEqualTo(one.get("isPermitted").asBoolean());
        });
  }

  @TestFactory
  Stream<DynamicTest> destinations_are_permitted() {
    return each(
        "destinationPermitted",
        one ->
            assertThat(
                    rules(spec("destinations", one.get("projDest")))
                        .permitsDestination(
                            cluster(one.get("appDest")),
                            one.get("appDest").path("namespace").asText(),
                            List.of()))
                .isEqualTo(one.get("isPermitted").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> destinations_are_permitted_in_clusters_of_the_project_alone() {
    return each(
        "destinationProjectScopedClustersOnly",
        one -> {
          var spec = spec("destinations", one.get("projDest"));
          spec.put("permitOnlyProjectScopedClusters", true);
          var clusters = new ArrayList<Cluster>();
          one.get("clusters").forEach(own -> clusters.add(cluster(own)));
          assertThat(
                  rules(spec)
                      .permitsDestination(
                          cluster(one.get("appDest")),
                          one.get("appDest").path("namespace").asText(),
                          clusters))
              .isEqualTo(one.get("isPermitted").asBoolean());
        });
  }

  @TestFactory
  Stream<DynamicTest> globs_fit() {
    return each(
        "glob",
        one ->
            assertThat(
                    ProjectRules.fits(
                        one.get("pattern").asText(),
                        one.get("val").asText(),
                        one.get("allowNegation").asBoolean()))
                .isEqualTo(one.get("expected").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> policies_of_roles_are_valid() {
    return each(
        "rolePolicies",
        one -> {
          var problem =
              RolePolicy.problem(
                  one.get("project").asText(),
                  one.get("role").asText(),
                  one.get("policy").asText());
          if (one.get("valid").asBoolean()) {
            assertThat(problem).isNull();
          } else {
            assertThat(problem).contains(one.get("error").asText());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> objects_of_policies_are_valid() {
    return each(
        "policyObject",
        one ->
            assertThat(RolePolicy.isObject(one.get("project").asText(), one.get("policy").asText()))
                .isEqualTo(one.get("isValid").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> actions_of_policies_are_valid() {
    return each(
        "action",
        one ->
            assertThat(RolePolicy.isAction(one.get("action").asText()))
                .isEqualTo(one.get("want").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> names_of_groups_are_valid() {
    return each(
        "groupName",
        one ->
            assertThat(RolePolicy.groupProblem(one.get("groupname").asText()) == null)
                .isEqualTo(one.get("isvalid").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> accounts_to_act_as_are_valid() {
    return each(
        "destinationServiceAccount",
        one -> {
          var problem =
              ProjectCheck.problem(
                  new ProjectSpec.ServiceAccount(
                      one.get("server").asText(),
                      one.get("namespace").asText(),
                      one.get("defaultServiceAccount").asText()));
          assertThat(problem == null ? "" : problem).isEqualTo(one.get("expectedErrMsg").asText());
        });
  }

  @TestFactory
  Stream<DynamicTest> kinds_are_permitted() {
    return each(
        "groupKindPermitted",
        one ->
            assertThat(
                    rules(one.get("spec"))
                        .permitsKind(
                            one.get("group").asText(),
                            one.get("kind").asText(),
                            one.get("name").asText(),
                            one.get("namespaced").asBoolean()))
                .isEqualTo(one.get("expected").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> namespaces_of_applications_are_permitted() {
    return each(
        "appNamespacePermitted",
        one ->
            assertThat(
                    rules(spec("sourceNamespaces", one.get("sourceNamespaces")))
                        .permitsApplicationIn(
                            one.get("appNamespace").asText(),
                            one.get("controllerNamespace").asText()))
                .isEqualTo(one.get("expected").asBoolean()));
  }

  @TestFactory
  Stream<DynamicTest> applications_have_a_name_for_permissions() {
    return each(
        "rbacObjectName",
        one ->
            assertThat(
                    ProjectRules.objectName(
                        one.get("project").asText(),
                        one.get("namespace").asText(),
                        one.get("name").asText(),
                        one.get("controllerNamespace").asText()))
                .isEqualTo(one.get("expected").asText()));
  }

  @Test
  void a_refusal_names_kind_or_namespace_and_project() throws IOException {
    var rules =
        rules(
            JSON.readTree(
                """
                {"destinations": [{"server": "s", "namespace": "web"}],
                 "namespaceResourceBlacklist": [{"group": "", "kind": "Secret"}]}
                """));
    var cluster = new Cluster("", "s", "");
    assertThat(rules.refusal(new ObjectKey("", "Secret", "web", "a"), true, cluster, List.of()))
        .contains("resource :Secret is not permitted in project p");
    assertThat(rules.refusal(new ObjectKey("", "Pod", "other", "a"), true, cluster, List.of()))
        .contains("namespace other is not permitted in project 'p'");
    assertThat(rules.refusal(new ObjectKey("", "Pod", "web", "a"), true, cluster, List.of()))
        .isEmpty();
  }

  @Test
  void a_project_inherits_from_global_ones_with_its_own_rules_first() throws IOException {
    var own = project("own", "{\"sourceRepos\": [\"a\"]}", "{\"tier\": \"x\"}");
    var global =
        project(
            "global",
            """
            {"sourceRepos": ["b"], "namespaceResourceWhitelist": [{"group": "", "kind": "Pod"}]}
            """,
            "{}");
    var settings =
        GlobalProjects.of(
            JSON.readTree(
                """
                [{"labelSelector": {"matchExpressions": [{"key": "tier", "operator": "Exists"}]},
                  "projectName": "global"}]
                """));
    var rules = settings.rules(own, Map.of("own", own, "global", global));
    assertThat(rules.spec().sourceRepos()).containsExactly("a", "b");
    assertThat(rules.permitsKind("apps", "Deployment", "", true)).isFalse();
    assertThat(settings.rules(global, Map.of("global", global)).spec()).isEqualTo(global.spec());
  }

  @Test
  void orphans_are_what_nobody_tracks_and_no_rule_ignores() throws IOException {
    var rules =
        rules(
            JSON.readTree(
                """
                {"orphanedResources": {"warn": true, "ignore": [{"kind": "ConfigMap", "name": "x*"}]}}
                """));
    var live =
        Stream.of(
            new ObjectKey("", "ConfigMap", "web", "x1"),
            new ObjectKey("", "ConfigMap", "web", "kube-root-ca.crt"),
            new ObjectKey("", "ServiceAccount", "web", "default"),
            new ObjectKey("", "Service", "web", "kubernetes"),
            new ObjectKey("apps", "Deployment", "web", "mine"));
    assertThat(Orphans.of(rules, live, List.of(new ObjectKey("apps", "Deployment", "web", "mine"))))
        .containsExactly(new ObjectKey("", "Service", "web", "kubernetes"));
    assertThat(Orphans.warning(rules, 1)).isEqualTo("Application has 1 orphaned resources");
    assertThat(Orphans.of(rules(JSON.createObjectNode()), Stream.empty(), List.of())).isEmpty();
  }

  @Test
  void two_policies_for_one_repository_let_nothing_through() throws IOException {
    var policy =
        """
        {"repos": [{"url": "https://h/*"}, {"url": "!https://h/free"}],
         "gpg": {"mode": "strict", "keys": ["K"]}}
        """;
    var one = "{\"sourceIntegrity\": {\"git\": {\"policies\": [%s]}}}".formatted(policy);
    var two =
        "{\"sourceIntegrity\": {\"git\": {\"policies\": [%s, %s]}}}".formatted(policy, policy);
    var spec = ProjectSpec.from(JSON.readTree(one));
    assertThat(SourceIntegrity.of(spec, "https://h/a"))
        .contains(new SourceIntegrity(SourceIntegrity.Mode.STRICT, List.of("K")));
    assertThat(SourceIntegrity.of(spec, "https://h/free.git")).isEmpty();
    assertThatThrownBy(
            () -> SourceIntegrity.of(ProjectSpec.from(JSON.readTree(two)), "https://h/a"))
        .hasMessage("2 source integrity policies apply to https://h/a, expected at most one");
    assertThat(
            SourceIntegrity.of(
                ProjectSpec.from(JSON.readTree("{\"signatureKeys\": [{\"keyID\": \"K\"}]}")), "x"))
        .contains(new SourceIntegrity(SourceIntegrity.Mode.HEAD, List.of("K")));
  }

  private static ObjectNode spec(String field, JsonNode value) {
    var spec = JsonNodeFactory.instance.objectNode();
    spec.set(field, value);
    return spec;
  }

  private static ProjectRules rules(JsonNode spec) {
    return new ProjectRules("p", ProjectSpec.from(spec));
  }

  private static AppProject project(String name, String spec, String labels) throws IOException {
    return AppProject.from(
        JSON.readTree(
            "{\"metadata\": {\"name\": \"%s\", \"labels\": %s}, \"spec\": %s}"
                .formatted(name, labels, spec)));
  }

  private static Cluster cluster(JsonNode json) {
    return new Cluster(json.path("name").asText(), json.path("server").asText(), "");
  }
}
