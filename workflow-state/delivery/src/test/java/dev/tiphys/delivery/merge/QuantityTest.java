package dev.tiphys.delivery.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class QuantityTest {
  @ParameterizedTest
  @CsvSource({
    "0.2, 200m",
    "200m, 200m",
    "2000m, 2",
    "1.25G, 1250M",
    "1000, 1k",
    "1024, 1024",
    "1024Ki, 1Mi",
    "1.5Gi, 1536Mi",
    "0.5Ki, 512",
    "1025Ki, 1025Ki",
    "0, 0",
    "0Gi, 0",
    "1e3, 1e3",
    "1E3, 1e3",
    "100e2, 10e3",
    "1e0, 1",
    "-500m, -500m",
    "+1, 1",
    "0.0000000001, 1n",
    "1u, 1u",
    ".5, 500m",
    "5., 5",
    "1000P, 1E",
  })
  void an_amount_is_written_in_one_way(String written, String canonical) {
    assertThat(Quantity.canonical(written)).contains(canonical);
  }

  @Test
  void what_is_no_amount_is_left_alone() {
    for (var text : List.of("", "x", "1K", "1 G", "1ki", "1e", "1e999", "--1", "1Gi2")) {
      assertThat(Quantity.canonical(text)).as(text).isEmpty();
    }
  }
}
