package dev.tiphys.language.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.template.TemplateException.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TextTest {
  private static final Scope SCOPE =
      Scope.builder()
          .put("inputs.parameters.x", "v")
          .put("outputs.v", "out")
          .put("tagged", "{{workflow.name}}")
          .put("open", "{{")
          .put("close", "}}")
          .putAbsent("tasks.skipped.outputs.result")
          .build();
  private static final Scope LATER = Scope.of(Map.of("workflow.name", "wf"));

  private static final Ambient AMBIENT =
      new Ambient(InstantSource.fixed(Instant.EPOCH), new SplittableRandom(1));

  private static Text substituted(String raw) {
    return Text.parse(raw).substitute(SCOPE, Policy.KEEP, AMBIENT);
  }

  @Test
  void a_text_without_tags_is_finished() {
    assertThat(Text.parse("a } b { c }} d").isFinished()).isTrue();
  }

  @Test
  void what_is_unknown_stays_for_a_later_pass() {
    var text = substituted("{{inputs.parameters.x}} {{workflow.name}}");

    assertThat(text).hasToString("v {{workflow.name}}");
    assertThat(text.substitute(LATER, Policy.FINISH, AMBIENT)).hasToString("v wf");
  }

  @Test
  void an_inserted_value_is_never_read_as_a_tag() {
    var text = substituted("{{tagged}} {{workflow.name}}");

    assertThat(text.isFinished()).isFalse();
    assertThat(text.substitute(LATER, Policy.FINISH, AMBIENT)).hasToString("{{workflow.name}} wf");
  }

  @Test
  void inserted_braces_cannot_complete_a_tag_around_them() {
    var text = substituted("{{open}}workflow.name{{close}} {{open}}workflow.name}} {{later}}");

    assertThat(text.references()).containsExactly("later");
    assertThat(text.substitute(LATER, Policy.KEEP, AMBIENT))
        .hasToString("{{workflow.name}} {{workflow.name}} {{later}}");
  }

  @Test
  void an_inner_tag_names_the_outer_one_for_a_later_pass() {
    var text = substituted("<{{outputs.{{inputs.parameters.x}}}}>");

    assertThat(text.references()).containsExactly("outputs.v");
    assertThat(text.substitute(SCOPE, Policy.FINISH, AMBIENT)).hasToString("<out>");
  }

  @Test
  void an_inner_tag_with_white_space_is_not_known() {
    assertThat(substituted("{{outputs.{{ inputs.parameters.x }}}}"))
        .hasToString("{{outputs.{{ inputs.parameters.x }}}}");
  }

  @Test
  void an_unclosed_tag_is_an_error() {
    assertThatThrownBy(() -> Text.parse("a \"{{b\n"))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            "Cannot find end tag=\"}}\" in the template=\"a \\\"{{b\\n\" starting from \"b\\n\"");
  }

  @Test
  void a_strict_pass_refuses_unknown_names_with_its_prefix() {
    var text = Text.parse("{{other}} {{tasks.a.outputs.result}}");

    assertThatThrownBy(() -> text.substitute(SCOPE, Policy.strict("steps.", "tasks."), AMBIENT))
        .isInstanceOf(TemplateException.class)
        .hasMessage("failed to resolve {{tasks.a.outputs.result}}")
        .extracting("reason", InstanceOfAssertFactories.type(Reason.class))
        .isEqualTo(Reason.UNRESOLVED);
    assertThat(text.substitute(SCOPE, Policy.strict("steps."), AMBIENT)).isEqualTo(text);
  }

  @Test
  void the_last_pass_refuses_every_unknown_name() {
    assertThatThrownBy(() -> Text.parse("{{ other }}").substitute(SCOPE, Policy.FINISH, AMBIENT))
        .hasMessage("failed to resolve {{other}}");
    assertThatThrownBy(() -> Text.parse("{{a.{{b}}}}").substitute(SCOPE, Policy.FINISH, AMBIENT))
        .hasMessage("failed to resolve {{b}}");
  }

  @Test
  void an_absent_output_is_an_error_under_any_policy() {
    assertThatThrownBy(() -> substituted("{{tasks.skipped.outputs.result}}"))
        .hasMessage(
            "unable to substitute {{tasks.skipped.outputs.result}}: output is an absent optional"
                + " (skipped/omitted node with no default)")
        .extracting("reason", InstanceOfAssertFactories.type(Reason.class))
        .isEqualTo(Reason.ABSENT);
  }

  @Test
  void a_text_tells_which_names_it_needs() {
    assertThat(Text.parse("{{b}}{{ a }}{{c.{{d}}}}{{b}}").references())
        .containsExactly("b", "a", "d");
  }

  @Test
  void a_text_tells_whether_it_is_just_one_tag() {
    assertThat(Text.parse("{{ a }}").soleReference()).contains("a");
    assertThat(Text.parse("{{a}} ").soleReference()).isEmpty();
    assertThat(Text.parse("a").soleReference()).isEmpty();
  }

  @Test
  void the_nearer_scope_wins_even_with_an_absent_name() {
    var near = Scope.builder().put("a", "near").putAbsent("b").build();
    var scope = near.over(Scope.of(Map.of("a", "wide", "b", "wide", "c", "wide")));

    assertThat(scope.lookup("a")).isEqualTo(Meaning.of("near"));
    assertThat(scope.lookup("b")).isEqualTo(Meaning.ABSENT);
    assertThat(scope.lookup("c")).isEqualTo(Meaning.of("wide"));
    assertThat(scope.names("")).contains("a", "b", "c");
  }

  @Test
  void a_scope_lists_exactly_the_names_with_a_prefix() {
    assertThat(SCOPE.names("o")).containsExactly("open", "outputs.v");
  }
}
