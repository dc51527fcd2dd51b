package dev.tiphys.stepdispatch.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReferencesTest {
  @ParameterizedTest
  @CsvSource({
    "$(A), x",
    "a$(A)b$(A), axbx",
    "$(NONE), $(NONE)",
    "$$(A), $(A)",
    "$$$(A), $x",
    "$A $ $(A, $A $ $(A",
    "$, $",
    "$$, $",
    "$(EMPTY)!, !",
    "$(LOOP), $(A)",
  })
  void a_reference_is_filled_in_once_if_it_names_something(String text, String expanded) {
    assertThat(References.expand(text, Map.of("A", "x", "EMPTY", "", "LOOP", "$(A)")))
        .isEqualTo(expanded);
  }
}
