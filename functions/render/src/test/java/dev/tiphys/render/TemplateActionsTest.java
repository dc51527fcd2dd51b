package dev.tiphys.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TemplateActionsTest {
  private static String upper(String template) {
    return TemplateActions.mapped(template, code -> code.replace("a", "A"));
  }

  @Test
  void only_code_is_changed() {
    assertThat(upper("a {{ a }} a {{- if a -}} a {{ end }} a"))
        .isEqualTo("a {{ A }} a {{- if A -}} a {{ end }} a");
  }

  @Test
  void texts_and_comments_are_left_alone() {
    assertThat(upper("{{ a \"a }} \\\" a\" a `a }} \" a` a /* a }} \" */ a }} a"))
        .isEqualTo("{{ A \"a }} \\\" a\" A `a }} \" a` A /* a }} \" */ A }} a");
  }

  @Test
  void what_does_not_end_stays_as_it_is() {
    assertThat(upper("a {{ a \"a")).isEqualTo("a {{ a \"a");
    assertThat(upper("a {{")).isEqualTo("a {{");
  }
}
