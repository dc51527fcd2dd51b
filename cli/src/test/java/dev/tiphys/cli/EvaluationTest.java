package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EvaluationTest {
  private static InputStream input(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String answers(String lines) throws IOException {
    var out = new StringWriter();
    Evaluation.lines(input(lines), new PrintWriter(out));
    return out.toString();
  }

  @Test
  void every_line_has_its_answer_and_a_wrong_one_spoils_no_other() throws IOException {
    assertThat(
            answers(
                """
                {"kind":"expr","text":"1 + 1","env":{}}
                {"kind":"expr","text":"1 +"}

                {"kind":"tags","text":"ü {{x}}","env":{"x":"{{y}}","y":"no"}}
                {"kind":"tags","text":"{{unknown}}"}
                """))
        .isEqualToNormalizingNewlines(
            """
            {"result":"2"}
            {"error":"failed to evaluate expression: unexpected token EOF (1:3)"}
            {"result":"ü {{y}}"}
            {"result":"{{unknown}}"}
            """);
  }

  @Test
  void a_condition_is_judged_after_its_tags_are_replaced() throws IOException {
    assertThat(
            answers(
                """
                {"kind":"when","text":"{{n}} > 3 && '{{name}}' == 'a-b'","env":{"n":5,"name":"a-b"}}
                {"kind":"when","text":"heads == tails"}
                {"kind":"when","text":"{{=asInt(n) + 1}} == 6","env":{"n":"5"}}
                {"kind":"when","text":"1 + 1"}
                {"kind":"when","text":"{{n","env":{"n":5}}
                """))
        .isEqualToNormalizingNewlines(
            """
            {"result":"true"}
            {"result":"false"}
            {"result":"true"}
            {"error":"Expected boolean evaluation for '1 + 1'. Got 2"}
            {"error":"Cannot find end tag=\\"}}\\" in the template=\\"{{n\\" starting from \\"n\\""}
            """);
  }

  @Test
  void a_depends_is_met_or_not_by_the_results_of_tasks() throws IOException {
    assertThat(
            answers(
                """
                {"kind":"depends","text":"A && !B","env":{"A":{"Succeeded":true},"B":{"Failed":true}}}
                {"kind":"depends","text":"A || B.Succeeded","env":{"A":"Omitted","B":{"Failed":true}}}
                {"kind":"depends","text":"my-task.Failed","env":{"my_task":"Failed"}}
                {"kind":"depends","text":"A || B","env":{"A":"Succeeded"}}
                {"kind":"depends","text":"(A","env":{"A":"Succeeded"}}
                """))
        .isEqualToNormalizingNewlines(
            """
            {"result":true}
            {"result":false}
            {"result":true}
            {"error":"unknown name B (1:46)"}
            {"error":"unexpected token EOF (1:41)"}
            """);
  }

  @Test
  void results_of_tasks_that_cannot_be_read_are_told() throws IOException {
    assertThat(answers("{\"kind\":\"depends\",\"text\":\"A\",\"env\":{\"A\":\"Done\"}}"))
        .contains("env: task 'A': unknown result 'Done': expected one of Succeeded, Failed,");
    assertThat(answers("{\"kind\":\"depends\",\"text\":\"A\",\"env\":{\"A\":1}}"))
        .contains("env: task 'A': expected a result");
    assertThat(
            answers("{\"kind\":\"depends\",\"text\":\"A\",\"env\":{\"A\":{\"Failed\":\"yes\"}}}"))
        .contains("env: task 'A': Failed: expected true or false");
  }

  @Test
  void conditions_can_be_tried_by_hand() {
    assertThat(
            Evaluation.byHand(
                "depends", "A && B.Failed", null, Map.of("A", "Skipped", "B", "Failed"), input("")))
        .isEqualTo("true");
    assertThat(Evaluation.byHand("when", "{{x}} < 3", null, Map.of("x", "4"), input("")))
        .isEqualTo("false");
    assertThatThrownBy(() -> Evaluation.byHand("when", "not true", null, Map.of(), input("")))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void a_line_that_is_no_question_says_what_was_expected() throws IOException {
    assertThat(answers("nope\n")).startsWith("{\"error\":\"not a JSON line: ");
    assertThat(answers("[]\n")).contains("expected {");
    assertThat(answers("{\"kind\":\"spell\",\"text\":\"x\"}\n")).contains("unknown kind 'spell'");
    assertThat(answers("{\"kind\":\"expr\",\"text\":\"x\",\"env\":[]}\n"))
        .contains("env: expected");
  }

  @Test
  void a_line_over_the_limit_is_refused_and_the_next_one_answered() throws IOException {
    var answers =
        answers(
            "x".repeat(Evaluation.LINE_CHARS_MAX + 2)
                + "\n{\"kind\":\"expr\",\"text\":\"3 * 3\"}\n");
    assertThat(answers.lines())
        .containsExactly(
            "{\"error\":\"the line is longer than 2097152 characters\"}", "{\"result\":\"9\"}");
  }

  @Test
  void values_of_the_command_line_win_over_those_of_the_file() {
    assertThat(
            Evaluation.byHand(
                "tags", "{{a}} {{b}}", "-", Map.of("b", "hand"), input("a: file\nb: file\n")))
        .isEqualTo("file hand");
  }

  @Test
  void a_mistake_by_hand_is_bad_input() {
    assertThatThrownBy(() -> Evaluation.byHand("expr", "(", null, Map.of(), input("")))
        .isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> Evaluation.byHand("expr", "1", "-", Map.of(), input("[1]")))
        .hasMessage("-: expected one map of names to values");
  }
}
