package dev.tiphys.language.depends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.workflow.ContinueOn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DependsTest {
  private static final ContinueOn NEVER = new ContinueOn(false, false);

  private static JsonNode file() throws IOException {
    return new ObjectMapper()
        .readTree(
            Path.of(
                    System.getProperty("tiphys.root"),
                    "../shared/cases/workflows/vectors/depends.json")
                .toFile());
  }

  static Stream<JsonNode> vectors() throws IOException {
    return StreamSupport.stream(file().get("cases").spliterator(), false);
  }

  private static Map<String, TaskResult> vectorResults() throws IOException {
    var results = new HashMap<String, TaskResult>();
    for (var entry : file().get("task_results").properties()) {
      results.put(
          entry.getKey(),
          TaskResult.of(
              Stream.of(Result.values())
                  .filter(result -> entry.getValue().get(result.label()).booleanValue())
                  .collect(Collectors.toSet())));
    }
    return results;
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void a_text_means_what_the_vector_says(JsonNode vector) throws IOException {
    var text = vector.get("depends").textValue();
    assertThat(Depends.expand(text)).isEqualTo(vector.get("expanded").textValue());
    var expected = vector.has("error") ? vector.get("error") : vector.get("result");
    assertThat(outcome(text, vectorResults()::get)).isEqualTo(expected.asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          A.Failed || A.Succeeded && B.Failed ; true
          (A.Failed || A.Succeeded) && B.Failed ; true
          B.Failed || A.Failed && A.Failed      ; true
          !A.Failed && !B.Failed                ; false
          !!A                                   ; true
          A&&C||D                               ; true
          G.AnySucceeded && G.AllFailed         ; false
          my_task && A                          ; true
          A.Foo && (                            ; unexpected token EOF (1:10)
          A.Foo && B.Bar                        ; type main.TR has no field Foo (1:3)
          A.succeeded                           ; type main.TR has no field succeeded (1:3)
          A &&                                  ; unexpected token EOF (1:43)
          && A                                  ; unexpected token Operator("&&") (1:1)
          A.Failed)                             ; unexpected token Bracket(")") (1:9)
          ()                                    ; unexpected token Bracket(")") (1:2)
          A.Failed B.Failed                     ; unexpected token Identifier("B") (1:10)
          A.Failed or B.Failed                  ; unexpected token Bracket("(") (1:10)
          not A.Failed                          ; unexpected token Operator(".") (1:5)
          A.Failed & B.Failed                   ; unexpected token Operator("&") (1:10)
          A.Failed == B.Failed                  ; false
          A.Failed != B.Failed && A             ; true
          !A.Failed == B.Failed != C.Skipped    ; false
          A.Failed < B.Failed                   ; unexpected token Operator("<") (1:10)
          {{x}}                                 ; unexpected token Bracket("{") (1:1)
          A.Failed && é                         ; unrecognized character: U+00E9 'é' (1:13)
          """)
  void operators_bind_as_in_go_and_mistakes_are_placed(String text, String expected)
      throws IOException {
    assertThat(outcome(text, vectorResults()::get)).isEqualTo(expected);
  }

  @Test
  void a_mistake_on_a_later_line_is_placed_there() {
    assertThatThrownBy(() -> Depends.parse("A.Failed\n  && \t(B.Foo)"))
        .hasMessage("type main.TR has no field Foo (2:10)");
  }

  @Test
  void an_empty_text_is_no_depends() {
    assertThatThrownBy(() -> Depends.parse("")).hasMessage("unexpected token EOF");
  }

  @ParameterizedTest
  @EnumSource
  void each_result_is_asked_for_by_its_own_name(Result asked) {
    for (var actual : Result.values()) {
      var result = TaskResult.of(EnumSet.of(actual));
      assertThat(Depends.parse("A." + asked.label()).evaluate(name -> result))
          .isEqualTo(asked == actual);
    }
  }

  @Test
  void a_name_with_dashes_is_one_name() {
    assertThat(Depends.parse("a-1 && !b-.Failed").names()).containsExactly("a-1", "b-");
  }

  @Test
  void a_task_that_nobody_knows_is_told_unless_the_text_is_broken_anyway() {
    assertThatThrownBy(() -> Depends.parse("A.Failed || X", "A"::equals))
        .hasMessage("unknown name X (1:14)");
    assertThatThrownBy(() -> Depends.parse("X.Failed ||", "A"::equals))
        .hasMessage("unexpected token EOF (1:11)");
    assertThat(Depends.parse("A.Failed", "A"::equals).names()).containsExactly("A");
  }

  @Test
  void what_is_asked_of_which_task_is_known_in_the_order_of_the_text() {
    var depends = Depends.parse("B.AllFailed || !A || B.Failed");
    assertThat(depends.names()).containsExactly("B", "A");
    assertThat(depends.uses())
        .isEqualTo(
            Map.of(
                "B", Set.of(Result.ALL_FAILED, Result.FAILED),
                "A", Set.of(Result.SUCCEEDED, Result.SKIPPED, Result.DAEMONED)));
  }

  @Test
  void dependencies_are_names_joined_by_and() {
    assertSame(Depends.dependencies(List.of("A", "B"), task -> NEVER), Depends.parse("A && B"));
    assertThat(Depends.dependencies(List.of(), task -> NEVER).evaluate(name -> null)).isTrue();
  }

  @Test
  void continue_on_adds_to_what_counts_as_good_of_that_task_alone() {
    assertSame(
        Depends.dependencies(
            List.of("A", "B"), task -> new ContinueOn(task.equals("A"), task.equals("B"))),
        Depends.parse("(A || A.Errored) && (B || B.Failed)"));
  }

  private static void assertSame(Depends one, Depends other) {
    assertThat(one.names()).isEqualTo(other.names());
    for (var a : Result.values()) {
      for (var b : Result.values()) {
        var results = Map.of("A", TaskResult.of(Set.of(a)), "B", TaskResult.of(Set.of(b)));
        assertThat(one.evaluate(results::get))
            .as("A is %s, B is %s", a, b)
            .isEqualTo(other.evaluate(results::get));
      }
    }
  }

  @Test
  void a_task_without_a_result_is_not_taken_for_false() {
    assertThatThrownBy(() -> Depends.parse("!A").evaluate(name -> null))
        .hasMessage("task 'A' has no result yet");
  }

  @Test
  void long_chains_cost_no_stack_and_deep_nesting_is_refused() {
    var names =
        IntStream.range(0, 10_000).mapToObj(i -> "task-" + i).collect(Collectors.joining(" && "));
    var done = TaskResult.of(Set.of(Result.SUCCEEDED));
    assertThat(Depends.parse(names).evaluate(name -> done)).isTrue();
    assertThat(Depends.parse("(".repeat(199) + "A.Failed" + ")".repeat(199)).names()).hasSize(1);
    assertThatThrownBy(() -> Depends.parse("!".repeat(100_000) + "A"))
        .hasMessage("nested deeper than the limit of 200 (1:201)");
    assertThatThrownBy(() -> Depends.parse("A".repeat(Depends.LENGTH_MAX + 1)))
        .hasMessage("depends has 262145 characters, the limit is 262144");
  }

  @Test
  void random_words_never_escape_as_another_exception() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var words =
        "A B-1 A.Failed A.Foo . && || & ! ( ) not true 7 == - ? 'x' \n \uD83D\uDE00".split(" ");
    var none = TaskResult.of(Set.of());
    for (var i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (var n = random.nextInt(9); n >= 0; n--) {
        text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
      }
      assertThat(outcome(text.toString(), name -> none)).as("seed %d: %s", seed, text).isNotEmpty();
    }
  }

  private static String outcome(String text, Function<String, TaskResult> results) {
    try {
      return Boolean.toString(Depends.parse(text).evaluate(results));
    } catch (DependsException e) {
      return e.getMessage();
    }
  }
}
