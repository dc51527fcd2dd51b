package dev.tiphys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.cli.view.Look;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TestsTest {
  private static final Path ROOT = Path.of(System.getProperty("tiphys.root"));

  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {generateName: two-}
      spec:
        entrypoint: main
        templates:
          - name: main
            steps:
              - - {name: first, template: work}
              - - {name: second, template: work}
          - name: work
            retryStrategy: {limit: 2, backoff: {duration: 1h}}
            container: {image: busybox}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();

  @BeforeEach
  void workflow() throws IOException {
    Files.writeString(folder.resolve("two.yaml"), WORKFLOW);
  }

  private int test(TestCommand.Format format, @Nullable String filter, Path... files)
      throws IOException {
    return Tests.run(
        List.of(files).stream().map(Path::toString).toList(),
        filter,
        format,
        Look.PLAIN,
        new PrintWriter(out));
  }

  private Path tests(String tests) throws IOException {
    var file = folder.resolve("two.test.yaml");
    Files.writeString(file, "workflow: two.yaml\n" + tests);
    return file;
  }

  private int pretty(String tests) throws IOException {
    return test(TestCommand.Format.PRETTY, null, tests(tests));
  }

  @Test
  void the_tests_of_the_documentation_pass() throws IOException {
    var code = test(TestCommand.Format.PRETTY, null, ROOT.resolve("docs/testing"));
    assertThat(out.toString()).contains("✔ 11 passed; ");
    assertThat(code).isZero();
  }

  @Test
  void a_test_that_passes_is_a_line_with_its_virtual_time() throws IOException {
    var code =
        pretty(
            """
            tests:
              - name: the first is tried again
                steps:
                  first: [{exitCode: 1}, {takes: 1m}]
                  second: {takes: 1m}
                expect: {duration: 1h2m, order: [first, second]}
            """);
    assertThat(out.toString()).contains("  ✔ the first is tried again (1h2m)\n");
    assertThat(code).isZero();
  }

  @Test
  void a_test_that_fails_tells_what_was_expected_and_shows_the_nodes() throws IOException {
    var code =
        pretty(
            """
            tests:
              - name: wrong
                default: succeed
                steps: {second: {exitCode: 3}}
                expect:
                  duration: 1h
                  nodes: {second: {attempts: 2}, secnd: {phase: Failed}}
                  notRan: [second]
                  order: [second, first]
            """);
    assertThat(code).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "two.test.yaml:3",
            "phase: expected Succeeded, found Failed",
            "duration: expected 1h, found 2h",
            "nodes.[1].second.attempts: expected 2, found 3",
            "nodes.secnd: there is no such node; did you mean second?",
            "notRan: expected [1].second not to run, but it is Failed",
            "order: expected [1].second to be over before [0].first begins",
            "├───✔ first",
            "No more retries left",
            "✖ 0 passed, 1 failed");
  }

  @Test
  void a_step_without_an_answer_fails_the_test() throws IOException {
    var code = pretty("tests:\n  - {name: a, steps: {first: {}}, expect: {phase: Succeeded}}\n");
    assertThat(code).isEqualTo(1);
    assertThat(out.toString()).contains("[1].second(0) (template work, attempt 1) has no answer");
  }

  @Test
  void a_run_that_is_stopped_and_retried_goes_on() throws IOException {
    var code =
        pretty(
            """
            tests:
              - name: again
                steps:
                  first: {takes: 1h}
                  second: {takes: 1h}
                actions:
                  - {after: 90m, do: stop}
                  - {after: 3h, do: retry}
                expect: {duration: 4h}
            """);
    assertThat(out.toString()).contains("✔ again (4h)");
    assertThat(code).isZero();
  }

  @Test
  void everything_that_is_wrong_with_a_file_is_told_at_once_with_its_place() throws IOException {
    var file =
        tests(
            """
            tests:
              - name: a
                steps: {first: {exitCode: none, tkaes: 1h}}
                expect: {phase: Done, duration: soon}
              - name: a
                actions: [{after: 1h, do: wait}]
            """);
    assertThatThrownBy(() -> test(TestCommand.Format.PRETTY, null, file))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll(
            file + ":4: tests[0].steps.first.exitCode: expected a whole number, found the string",
            ":4: tests[0].steps.first.tkaes: unknown field; did you mean takes?",
            ":5: tests[0].expect.phase: expected Error, Failed,",
            ":5: tests[0].expect.duration: expected a duration such as",
            ":6: tests[1]: expect is required",
            ":6: tests[1]: another test is called 'a' too",
            ":7: tests[1].actions[0].do: expected resume, retry, stop, suspend, terminate, found");
  }

  @Test
  void a_file_that_names_no_workflow_is_refused() throws IOException {
    var file = folder.resolve("none.test.yaml");
    Files.writeString(file, "workflow: gone.yaml\ntests: [{name: a, expect: {}}]\n");
    assertThatThrownBy(() -> test(TestCommand.Format.PRETTY, null, file))
        .hasMessage(folder.resolve("gone.yaml") + ": no such file");
  }

  @Test
  void a_filter_chooses_tests_by_their_names() throws IOException {
    var file =
        tests(
            """
            default: succeed
            tests:
              - {name: one, expect: {duration: 0s}}
              - {name: two, expect: {duration: 1s}}
            """);
    assertThat(test(TestCommand.Format.PRETTY, "o*", file)).isZero();
    assertThatThrownBy(() -> test(TestCommand.Format.PRETTY, "x*", file))
        .hasMessage("--filter x*: no test has such a name");
  }

  @Test
  void a_report_for_CI_is_XML_that_a_parser_takes_whatever_stands_in_it() throws Exception {
    var file =
        tests(
            """
            default: succeed
            tests:
              - {name: "a <b> & \\u0001", expect: {message: "</x>"}}
              - {name: fine, expect: {}}
            """);
    assertThat(test(TestCommand.Format.JUNIT, null, file)).isEqualTo(1);
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(out.toString())));
    assertThat(xml.getDocumentElement().getAttribute("failures")).isEqualTo("1");
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(2);
    assertThat(xml.getElementsByTagName("failure").item(0).getTextContent())
        .isEqualTo("message: expected </x>, found nothing");
  }

  @Test
  void outcomes_as_JSON_hold_the_workflow() throws IOException {
    var file = tests("default: succeed\ntests: [{name: a, expect: {}}]\n");
    assertThat(test(TestCommand.Format.JSON, null, file)).isZero();
    var json = new ObjectMapper().readTree(out.toString());
    assertThat(json.path(0).path("passed").asBoolean()).isTrue();
    assertThat(json.path(0).path("workflow").path("status").path("phase").asText())
        .isEqualTo("Succeeded");
  }
}
