package dev.tiphys.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.GrantLocks;
import dev.tiphys.events.RunCommand.MarkRunning;
import dev.tiphys.events.RunCommand.RetryRun;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A run as a trace (F186).
@DisplayNameGeneration(ReplaceUnderscores.class)
class SpansTest {
  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static List<Span> spans(Story story) {
    return Spans.of(story.history(), story.run(), story.now(), CALLER);
  }

  /// `child of parent`, by names, in the order of their ends.
  private static List<String> tree(List<Span> spans) {
    var names = spans.stream().collect(Collectors.toMap(Span::id, Span::name));
    return spans.stream()
        .map(span -> span.name() + (span.parent() == null ? "" : " of " + names.get(span.parent())))
        .toList();
  }

  private static Span named(List<Span> spans, String name) {
    return spans.stream()
        .collect(Collectors.toMap(Span::name, Function.identity(), (first, again) -> again))
        .get(name);
  }

  private static Story dag() {
    return Story.of(
        """
        entrypoint: main
        templates:
        - name: main
          dag:
            tasks:
            - {name: a, template: work}
            - {name: b, template: work, depends: a, when: "1 == 2"}
        - name: work
          retryStrategy: {limit: 2}
          container: {image: busybox, command: [echo]}
        """);
  }

  @Test
  void a_run_is_a_trace_and_its_nodes_are_spans_as_they_hold_each_other() {
    var spans = spans(dag().fails("wf.a(0)").succeeds("wf.a(1)").isOver(Phase.SUCCEEDED));
    assertThat(tree(spans))
        .containsExactly(
            "start of wf", "a(0) of a", "a(1) of a", "a of wf", "b of wf", "wf of wf", "wf");
    assertThat(spans).extracting(Span::trace).containsOnly(spans.getFirst().trace());
    assertThat(spans).extracting(Span::id).doesNotHaveDuplicates();
    assertThat(named(spans, "a(0)").error()).isEqualTo("Error (exit code 1)");
    assertThat(named(spans, "a(1)").attributes())
        .containsEntry("node.attempt", "1")
        .containsEntry("node.template", "work")
        .containsEntry("workflow.name", "wf");
    assertThat(named(spans, "a").error()).isNull();
    assertThat(named(spans, "start").link()).isEqualTo(CALLER);
  }

  @Test
  void the_ids_depend_on_nothing_but_the_run() {
    assertThat(spans(dag().fails("wf.a(0)")))
        .isEqualTo(spans(dag().fails("wf.a(0)")))
        .allSatisfy(span -> assertThat(span.trace()).matches("[0-9a-f]{32}"))
        .allSatisfy(span -> assertThat(span.id()).matches("[0-9a-f]{16}"));
    var trace = Trace.of(dag().run());
    assertThat(trace.parent(-1, true)).isEqualTo("00-" + trace.id() + "-" + trace.span(-1) + "-01");
  }

  @Test
  void what_a_step_waited_for_is_told_with_it() {
    var story =
        Story.of(
            """
            entrypoint: main
            templates:
            - name: main
              synchronization: {mutexes: [{name: one}]}
              container: {image: busybox, command: [echo]}
            """);
    story.after(Duration.ofSeconds(3));
    story.when(new GrantLocks(0, List.of("default/Mutex/one"), story.now()));
    var wait = named(spans(story), "wait for locks");
    assertThat(wait.attributes()).containsEntry("locks", "default/Mutex/one");
    assertThat(Duration.between(wait.start(), wait.end())).isEqualTo(Duration.ofSeconds(3));
    assertThat(wait.parent()).isEqualTo(Trace.of(story.run()).span(0));

    story.after(Duration.ofSeconds(2)).when(new MarkRunning(0, "n1", null, story.now()));
    story.after(Duration.ofSeconds(5)).succeeds("wf");
    var step = spans(story).stream().filter(span -> span.attributes().containsKey("host.name"));
    assertThat(step)
        .singleElement()
        .satisfies(
            span -> {
              assertThat(Duration.between(span.start(), span.end())).hasSeconds(10);
              assertThat(span.events())
                  .containsExactly(new Span.Event("running", Story.START.plusSeconds(5)));
            });
  }

  @Test
  void a_hook_says_that_it_is_one() {
    var story =
        Story.of(
            """
            entrypoint: main
            onExit: main
            templates:
            - name: main
              container: {image: busybox, command: [echo]}
            """);
    story.succeeds("wf").succeeds("wf.onExit").isOver(Phase.SUCCEEDED);
    assertThat(named(spans(story), "wf.onExit").attributes()).containsEntry("node.hook", "onExit");
    assertThat(tree(spans(story))).contains("wf.onExit of wf");
  }

  @Test
  void a_run_that_is_tried_again_is_another_trace() {
    var story = dag().fails("wf.a(0)").fails("wf.a(1)").fails("wf.a(2)").isOver(Phase.FAILED);
    var first = Trace.of(story.run());
    story.after(Duration.ofMinutes(1));
    var before = story.history().size();
    story.when(new RetryRun(false, "", java.util.Map.of(), story.now()));
    var facts = story.history().subList(before, story.history().size());
    var spans = Spans.of(facts, story.run(), story.now(), first.parent(-1, true));
    assertThat(spans)
        .singleElement()
        .satisfies(
            span -> {
              assertThat(span.name()).isEqualTo("retry");
              assertThat(span.trace()).isNotEqualTo(first.id());
              assertThat(span.link()).contains(first.id());
            });
  }
}
