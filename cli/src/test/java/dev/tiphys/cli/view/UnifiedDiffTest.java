package dev.tiphys.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UnifiedDiffTest {
  private static List<String> lines(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(""));
  }

  @Test
  void equal_texts_have_no_difference() {
    assertThat(UnifiedDiff.of(lines("abc"), lines("abc"))).isEmpty();
    assertThat(UnifiedDiff.of(List.of(), List.of())).isEmpty();
  }

  @Test
  void differences_stand_with_three_lines_around_and_far_ones_apart() {
    assertThat(UnifiedDiff.of(lines("abcdefghijklmnop"), lines("abcdXfghijklmnoYp")))
        .containsExactly(
            "@@ -2,7 +2,7 @@",
            " b",
            " c",
            " d",
            "-e",
            "+X",
            " f",
            " g",
            " h",
            "@@ -13,4 +13,5 @@",
            " m",
            " n",
            " o",
            "+Y",
            " p");
  }

  @Test
  void a_new_text_is_all_new() {
    assertThat(UnifiedDiff.of(List.of(), lines("ab")))
        .containsExactly("@@ -0,0 +1,2 @@", "+a", "+b");
    assertThat(UnifiedDiff.of(lines("ab"), List.of()))
        .containsExactly("@@ -1,2 +0,0 @@", "-a", "-b");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 3_000})
  void both_texts_can_be_read_from_the_difference(int size) {
    var random = new Random(size);
    for (var i = 0; i < 50; i++) {
      var before = any(random, size);
      var after = any(random, size);
      var signed =
          UnifiedDiff.of(before, after).stream().filter(line -> !line.startsWith("@@")).toList();
      assertThat(without(signed, '+')).as("%s → %s", before, after).isSubsetOf(before);
      assertThat(signed.stream().filter(line -> line.startsWith("-")).count())
          .isEqualTo(before.size() - common(before, after, signed));
    }
  }

  private static long common(List<String> before, List<String> after, List<String> signed) {
    var gone = signed.stream().filter(line -> line.startsWith("-")).count();
    var come = signed.stream().filter(line -> line.startsWith("+")).count();
    assertThat(before.size() - gone).isEqualTo(after.size() - come);
    return before.size() - gone;
  }

  private static List<String> without(List<String> signed, char sign) {
    return signed.stream()
        .filter(line -> line.charAt(0) != sign)
        .map(line -> line.substring(1))
        .toList();
  }

  private static List<String> any(Random random, int size) {
    List<String> lines = new ArrayList<>();
    for (var i = 0; i < size; i++) {
      lines.add(String.valueOf((char) ('a' + random.nextInt(4))));
    }
    return lines;
  }
}
