package dev.tiphys.language.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.language.expression.Ambient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExpressionTagTest {
  private static final Ambient AMBIENT =
      new Ambient(InstantSource.fixed(Instant.EPOCH), new SplittableRandom(1));
  private static final Scope SCOPE =
      Scope.builder()
          .put("inputs.parameters", "[]")
          .put("inputs.parameters.num", "5")
          .put("inputs.parameters.tag", "{{=1 + 1}}")
          .putAbsent("tasks.skipped.outputs.result")
          .build();

  private static String substituted(String raw, Policy policy) {
    return Text.parse(raw).substitute(SCOPE, policy, AMBIENT).toString();
  }

  @Test
  void an_expression_stands_for_its_result() {
    assertThat(substituted("<{{=asInt(inputs.parameters.num) + 1}}>", Policy.FINISH))
        .isEqualTo("<6>");
    assertThat(substituted("{{= 'a' < \"b\" ? \"x\\ny\" : '' }}", Policy.FINISH)).isEqualTo("x\ny");
  }

  @Test
  void the_result_is_not_read_again() {
    assertThat(substituted("{{=inputs.parameters.tag}}{{inputs.parameters.tag}}", Policy.FINISH))
        .isEqualTo("{{=1 + 1}}{{=1 + 1}}");
  }

  @Test
  void a_shorter_name_gives_way_to_the_longer_ones_below_it() {
    assertThat(substituted("{{=inputs.parameters.num}}", Policy.FINISH)).isEqualTo("5");
    assertThat(substituted("{{=keys(inputs)}}", Policy.FINISH)).isEqualTo("[\"parameters\"]");
  }

  @Test
  void any_failure_keeps_the_tag_where_unknown_names_may_stay() {
    for (var tag :
        new String[] {"{{=1 +}}", "{{='1' == 1}}", "{{=nope}}", "{{=nil}}", "{{=1/0}}"}) {
      assertThat(substituted(tag, Policy.KEEP)).isEqualTo(tag);
    }
  }

  @Test
  void a_failure_is_an_error_where_all_names_are_known() {
    assertThatThrownBy(() -> substituted("{{=1 +}}", Policy.FINISH))
        .hasMessage("failed to evaluate expression: unexpected token EOF (1:3)");
    assertThatThrownBy(() -> substituted("{{=tasks.skipped.outputs.result}}", Policy.FINISH))
        .hasMessage("failed to evaluate expression \"tasks.skipped.outputs.result\"");
    assertThatThrownBy(() -> substituted("{{=1/0}}", Policy.FINISH))
        .hasMessage("marshal: json: unsupported value: +Inf");
  }

  @Test
  void a_strict_pass_names_what_is_missing_and_keeps_the_rest() {
    var strict = Policy.strict("tasks.");

    assertThatThrownBy(() -> substituted("{{=tasks.a.outputs.result}}", strict))
        .hasMessage("failed to evaluate expression: tasks.a.outputs.result is missing");
    assertThat(substituted("{{=other.name + 'x'}}", strict)).isEqualTo("{{=other.name + 'x'}}");
    assertThat(substituted("{{=tasks.skipped.outputs.result ?? 'd'}}", strict)).isEqualTo("d");
    assertThat(substituted("{{=tasks.skipped?.outputs?.nope ?? 'd'}}", strict)).isEqualTo("d");
  }

  @Test
  void a_late_name_is_waited_for() {
    var text = Text.parse("{{=workflow.status ?? 'none'}} {{=item == nil}}");
    var later = Scope.of(Map.of("workflow.status", "Failed", "item", "x"));

    var kept = text.substitute(SCOPE, Policy.KEEP, AMBIENT);

    assertThat(kept).isEqualTo(text);
    assertThat(kept.substitute(later, Policy.FINISH, AMBIENT)).hasToString("Failed false");
  }

  @Test
  void a_text_tells_the_names_and_the_mistakes_of_its_expressions() {
    var text = Text.parse("{{=a.b + c['d-e']}} {{f}} {{=1 +}}");

    assertThat(text.references()).containsExactly("a.b", "c.d-e", "f");
    assertThat(text.mistakes())
        .containsExactly("failed to evaluate expression: unexpected token EOF (1:3)");
  }
}
