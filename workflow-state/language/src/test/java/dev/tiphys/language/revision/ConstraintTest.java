package dev.tiphys.language.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ConstraintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          * ¦ 1.2.3 ¦ true
          * ¦ 1.2.3-rc1 ¦ false
          >=0-0 ¦ 1.2.3-rc1 ¦ true
          1.2.* ¦ 1.2.9 ¦ true
          1.2.* ¦ 1.3.0 ¦ false
          1.x ¦ 1.9.0 ¦ true
          1.x ¦ 2.0.0 ¦ false
          1 ¦ 1.9.0 ¦ true
          >=1 <2 ¦ 1.5.0 ¦ true
          >=1, <2 ¦ 2.0.0 ¦ false
          >= 1.0.0-0 < 2.0.0 ¦ 1.5.0-rc.1 ¦ true
          ~1.2 ¦ 1.2.7 ¦ true
          ~1.2 ¦ 1.3.0 ¦ false
          ~1 ¦ 1.3.0 ¦ true
          ^1.2 ¦ 1.9.0 ¦ true
          ^1.2 ¦ 1.1.9 ¦ false
          ^1 ¦ 2.0.0 ¦ false
          ^0.2.3 ¦ 0.2.9 ¦ true
          ^0.2.3 ¦ 0.3.0 ¦ false
          ^0.0.3 ¦ 0.0.4 ¦ false
          ^0.0 ¦ 0.0.4 ¦ true
          >1 ¦ 1.5.0 ¦ false
          >1.1 ¦ 1.1.5 ¦ false
          >1.1 ¦ 1.2.0 ¦ true
          <=1.1 ¦ 1.1.5 ¦ true
          <=1 ¦ 1.9.0 ¦ true
          <=1 ¦ 2.0.0 ¦ false
          <1 ¦ 0.9.0 ¦ true
          !=1.1 ¦ 1.1.5 ¦ false
          !=1.1.4 ¦ 1.1.5 ¦ true
          1.1 - 2.3 ¦ 2.3.9 ¦ true
          1.1 - 2.3.4 ¦ 2.3.5 ¦ false
          1.0.0 || ^3 ¦ 3.4.0 ¦ true
          =1.2.3 ¦ v1.2.3 ¦ true
          v1.2.x ¦ 1.2.4 ¦ true
          """)
  void a_version_fits_or_not(String constraint, String version, boolean fits) {
    assertThat(Constraint.of(constraint).orElseThrow().fits(Version.of(version).orElseThrow()))
        .isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({"main", "''", "feature/1.x", "1.2.3.4", ">", "v", "1 ||", "release-1.x", "^1 main"})
  void other_texts_are_no_constraint(String text) {
    assertThat(Constraint.of(text)).isEmpty();
  }

  @Test
  void precedence_is_that_of_semantic_versions() {
    var sorted =
        List.of("1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-a", "1.0.0-a.1", "1.0.0", "1.0.1");
    for (var i = 1; i < sorted.size(); i++) {
      assertThat(Version.of(sorted.get(i)).orElseThrow())
          .isGreaterThan(Version.of(sorted.get(i - 1)).orElseThrow());
    }
    assertThat(Version.of("1.2.3-01")).isEmpty();
    assertThat(Version.of("99999999999999999999")).isEmpty();
  }

  @Test
  void the_greatest_that_fits_is_chosen_as_it_is_spelled() {
    assertThat(Constraint.of("1.x").orElseThrow().greatest(List.of("v1.2", "v1.10", "x", "2.0.0")))
        .contains("v1.10");
  }

  @Test
  void a_pinned_chart_is_not_looked_up() {
    assertThat(Versions.chart("9.9.9", List.of())).isEqualTo("9.9.9");
    assertThat(Versions.chart("^1", List.of("1.0.0", "1.4.2", "2.0.0"))).isEqualTo("1.4.2");
    assertThatThrownBy(() -> Versions.chart("^3", List.of("1.0.0")))
        .hasMessage("invalid revision: none of 1 versions satisfies '^3'");
    assertThatThrownBy(() -> Versions.chart("main", List.of("1.0.0")))
        .hasMessage("invalid revision: 'main' is neither a version nor a constraint");
  }
}
