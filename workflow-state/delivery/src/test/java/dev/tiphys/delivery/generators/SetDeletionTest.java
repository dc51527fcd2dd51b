package dev.tiphys.delivery.generators;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SetDeletionTest {
  private static final String STEPS =
      """
      strategy:
        type: RollingSync
        deletionOrder: Reverse
        rollingSync:
          steps:
          - matchExpressions: [{key: env, operator: In, values: [dev]}]
          - matchExpressions: [{key: env, operator: In, values: [prod]}]
      """;

  private static ApplicationSet set(String metadata, String spec) {
    var yaml = "metadata: {name: s, uid: u%s}\nspec:\n%s".formatted(metadata, spec.indent(2));
    return ApplicationSet.from(
        YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "f").getFirst().toJson());
  }

  private static ObjectNode app(ApplicationSet set, String name, String env) {
    var app = JsonNodeFactory.instance.objectNode();
    app.putObject("metadata").put("name", name).putObject("labels").put("env", env);
    return new Ownership(set).owned(app);
  }

  private static ObjectNode going(ObjectNode app) {
    app.withObject("/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
    return app;
  }

  @Test
  void the_applications_of_the_set_go_with_it_and_no_others() {
    var set = set("", "syncPolicy: {}");
    var other = app(set(", x: y", "{}"), "other", "dev");
    other.at("/metadata/ownerReferences").forEach(o -> ((ObjectNode) o).put("uid", "another"));
    var deletion = SetDeletion.of(set, List.of(app(set, "a", "dev"), other));
    assertThat(deletion).isEqualTo(new SetDeletion(List.of("a"), List.of(), false));
  }

  @Test
  void the_set_goes_when_the_last_of_them_is_gone() {
    var set = set("", "syncPolicy: {}");
    assertThat(SetDeletion.of(set, List.of(going(app(set, "a", "dev")))))
        .isEqualTo(new SetDeletion(List.of(), List.of(), false));
    assertThat(SetDeletion.of(set, List.of()).over()).isTrue();
  }

  @Test
  void a_policy_that_deletes_nothing_and_an_orphaning_deletion_leave_them_to_nobody() {
    for (var set :
        List.of(
            set("", "syncPolicy: {applicationsSync: create-only}"),
            set("", "syncPolicy: {applicationsSync: create-update}"),
            set(", finalizers: [orphan]", "{}"))) {
      var deletion = SetDeletion.of(set, List.of(app(set, "a", "dev")));
      assertThat(deletion.deleted()).isEmpty();
      assertThat(deletion.over()).isTrue();
      assertThat(deletion.released())
          .extracting(app -> app.at("/metadata/ownerReferences"))
          .allMatch(JsonNode::isMissingNode)
          .hasSize(1);
    }
  }

  @Test
  void in_reverse_one_goes_after_the_other_from_the_last_step_on() {
    var set = set("", STEPS);
    var dev = app(set, "a", "dev");
    var prod = app(set, "b", "prod");
    var none = app(set, "c", "none");
    assertThat(SetDeletion.of(set, List.of(dev, prod, none)).deleted()).containsExactly("b");
    assertThat(SetDeletion.of(set, List.of(dev, going(prod), none)).deleted()).isEmpty();
    assertThat(SetDeletion.of(set, List.of(dev, none)).deleted()).containsExactly("a");
    assertThat(SetDeletion.of(set, List.of(none)).deleted()).containsExactly("c");
    assertThat(SetDeletion.of(set, List.of()).over()).isTrue();
  }
}
