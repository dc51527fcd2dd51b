package dev.tiphys.language.validation;

import static dev.tiphys.language.validation.Checks.ECHO;
import static dev.tiphys.language.validation.Checks.check;
import static dev.tiphys.language.validation.Checks.dag;
import static dev.tiphys.language.validation.Checks.steps;
import static dev.tiphys.language.validation.Checks.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What is wrong with how templates are called: order, loops, recursion.
@DisplayNameGeneration(ReplaceUnderscores.class)
class CallValidationTest {
  // Attack case 26.

  @Test
  void a_dag_with_a_cycle_is_refused_with_its_path_and_names() {
    assertThat(dag("a, dependencies: [c]", "b, dependencies: [a]", "c, dependencies: [b]"))
        .containsExactly(
            "f:10: spec.templates[1].dag.tasks[0]: templates.main.tasks dependency cycle detected:"
                + " a->c->b->a");
    assertThat(dag("a, depends: 'b.Failed || c'", "b, depends: a", "c"))
        .containsExactly(
            "f:10: spec.templates[1].dag.tasks[0]: templates.main.tasks dependency cycle detected:"
                + " a->b->a");
  }

  @Test
  void a_task_that_depends_on_itself_is_refused() {
    assertThat(dag("a, dependencies: [a]")).singleElement().asString().endsWith("a->a");
  }

  @Test
  void a_missing_dependency_or_target_is_refused() {
    assertThat(dag("a, dependencies: [b]"))
        .containsExactly(
            "f:10: spec.templates[1].dag.tasks[0].dependencies: templates.main.tasks.a dependency"
                + " 'b' not defined");
    assertThat(
            check(
                workflow(
                    "  - name: main\n    dag:\n      target: a z\n      tasks:\n"
                        + "      - {name: a, template: echo}\n")))
        .containsExactly(
            "f:10: spec.templates[1].dag.target: templates.main.targets: target 'z' is not"
                + " defined");
  }

  @Test
  void names_that_come_twice_are_refused() {
    assertThat(dag("a", "a"))
        .containsExactly(
            "f:11: spec.templates[1].dag.tasks[1].name: templates.main.tasks[1].name 'a' is not"
                + " unique");
    assertThat(check(workflow(ECHO + "  - {name: main, suspend: {}}\n")))
        .containsExactly("f:8: spec.templates[1].name: templates[1].name 'echo' is not unique");
  }

  @Test
  void depends_is_held_against_its_grammar() {
    assertThat(dag("a", "b, depends: 'a and a'"))
        .singleElement()
        .asString()
        .contains("invalid depends");
    assertThat(dag("a", "b, depends: '(a'")).singleElement().asString().endsWith("(1:41)");
    assertThat(dag("a", "b, depends: a.Foo"))
        .singleElement()
        .asString()
        .endsWith("task result 'Foo' for task 'a' is invalid");
    assertThat(dag("a", "b, depends: a.AnySucceeded"))
        .singleElement()
        .asString()
        .endsWith(
            "templates.main.tasks.b dependency 'a' uses an items-based condition such as"
                + " .AnySucceeded or .AllFailed but does not contain any items");
    assertThat(dag("a, withItems: [1]", "b, depends: a.AnySucceeded && !a.Failed")).isEmpty();
    assertThat(dag("1a", "b, depends: 1a"))
        .singleElement()
        .asString()
        .contains("name cannot begin with a digit");
    assertThat(dag("a", "b, depends: a", "c, dependencies: [a]"))
        .singleElement()
        .asString()
        .contains("cannot use both 'depends' and 'dependencies'");
    assertThat(dag("a, continueOn: {failed: true}", "b, depends: a"))
        .singleElement()
        .asString()
        .contains("cannot use 'continueOn' when using 'depends'");
  }

  // Attack case 27.

  @Test
  void a_template_may_call_itself() {
    assertThat(steps("a, template: main, when: '1 == 2'")).isEmpty();
  }

  // Attack case 28.

  @Test
  void a_loop_over_too_many_items_is_refused_with_the_limit() {
    assertThat(steps("a, template: echo, withSequence: {count: 10000000}"))
        .containsExactly(
            "f:10: spec.templates[1].steps[0][0].withSequence: templates.main.steps[0].a"
                + " withSequence has 10000000 items; at most 100000 are allowed (limit ITEMS_MAX)");
    assertThat(
            steps(
                "a, template: echo, withSequence: {start: '-9223372036854775808', end: '9223372036854775807'}"))
        .singleElement()
        .asString()
        .contains("limit ITEMS_MAX");
    assertThat(steps("a, template: echo, withSequence: {count: 100000}")).isEmpty();
    assertThat(steps("a, template: echo, withSequence: {count: x}"))
        .singleElement()
        .asString()
        .endsWith("strconv.Atoi: parsing \"x\": invalid syntax");
  }

  @Test
  void a_loop_has_one_source() {
    assertThat(steps("a, template: echo, withItems: [1], withParam: '[]'"))
        .singleElement()
        .asString()
        .endsWith("only one of withItems, withParam and withSequence may be there");
    assertThat(steps("a, template: echo, withSequence: {start: 1}"))
        .singleElement()
        .asString()
        .endsWith("neither end nor count was specified in withSequence");
  }

  // Attack case 29 beyond HostileYamlTest.
}
