package dev.tiphys.language.glob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GlobTest {
  @Test
  void without_a_separator_a_star_crosses_everything() {
    assertThat(Glob.matches("a*z", "a/b/z")).isTrue();
    assertThat(Glob.matches("a?c", "a/c")).isTrue();
    assertThat(Glob.matches("a.c", "abc")).isFalse();
    assertThat(Glob.matches("{a,b*}-c", "bx-c")).isTrue();
    assertThat(Glob.matches("a,b", "a,b")).isTrue();
    assertThat(Glob.matches("[a-c]1", "b1")).isTrue();
    assertThat(Glob.matches("[!a-c]1", "b1")).isFalse();
    assertThat(Glob.matches("a\\*", "a*")).isTrue();
    assertThat(Glob.matches("a\\*", "ab")).isFalse();
    assertThat(Glob.matches("*", "")).isTrue();
  }

  @Test
  void with_a_separator_only_two_stars_cross_it() {
    assertThat(Glob.of("a/*", '/').matches("a/b/c")).isFalse();
    assertThat(Glob.of("a/**", '/').matches("a/b/c")).isTrue();
  }

  @Test
  void a_bad_glob_is_refused_or_fits_nothing() {
    assertThatThrownBy(() -> Glob.of("[[ech*"))
        .isInstanceOf(MalformedPatternException.class)
        .hasMessage("invalid pattern \"[[ech*\": a [ stands within [ ]");
    assertThatThrownBy(() -> Glob.of("{a")).isInstanceOf(MalformedPatternException.class);
    assertThat(Glob.matches("[", "[")).isFalse();
    assertThat(Glob.lenient("[").matches("")).isFalse();
    assertThat(Glob.lenient("[a]").matches("a")).isTrue();
  }

  @Test
  void a_list_takes_regular_expressions_with_lookahead() {
    var list = List.of("team-*", "/^((?!kube-system).)*$/");
    assertThat(Glob.matchesAny(list, "team-a")).isTrue();
    assertThat(Glob.matchesAny(list, "other")).isTrue();
    assertThat(Glob.matchesAny(list, "kube-system")).isFalse();
  }

  @Test
  void a_regular_expression_that_backtracks_without_end_finds_nothing() {
    assertThat(Regex.finds("(a|a?)+(a+)+$", "a".repeat(60) + "b")).isFalse();
  }

  @Test
  void patterns_of_paths_stay_within_a_segment() {
    assertThat(PathPattern.matches("apps/*", "apps/a")).isTrue();
    assertThat(PathPattern.matches("apps/*", "apps/a/b")).isFalse();
    assertThat(PathPattern.matches("a[^b]c", "abc")).isFalse();
    assertThat(PathPattern.matches("*", "")).isTrue();
    assertThat(PathPattern.matches("**", "a/b")).isFalse();
    assertThat(PathPattern.matches("a[", "a[")).isFalse();
    assertThat(PathPattern.matches("{a,b}", "{a,b}")).isTrue();
  }
}
