package dev.tiphys.cli.trial;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.rehearsal.Rehearsal;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.From;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Start;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Rehearses the tests of a file.
public final class Trial {
  /// Names that a workflow leaves to chance are the same in each rehearsal.
  private static final long SEED = 1;

  private final TestFile file;
  private final Trigger trigger;

  public Trial(TestFile file) {
    this.file = file;
    trigger =
        new Trigger(
            Resources.of(file.documents()),
            ControllerConfig.NONE,
            new RunEvents(LargeValues.inMemory()));
  }

  /// How one test goes.
  public Outcome of(TestCase test) {
    var begun = System.nanoTime();
    try {
      return rehearsed(test, begun);
    } catch (InvalidSubmission e) {
      return refused(test, e, begun);
    } catch (IllegalArgumentException e) {
      return outcome(test, Duration.ZERO, begun, List.of(String.valueOf(e.getMessage())), null);
    }
  }

  private Outcome rehearsed(TestCase test, long begun) {
    var performance = Rehearsal.of(start(test).command(), test.answers(), test.actions());
    var workflow = performance.workflow();
    var failures = new ArrayList<>(Judgement.of(test.expected(), performance, workflow));
    return outcome(test, performance.duration(), begun, failures, workflow);
  }

  private Start start(TestCase test) {
    var submission = Submission.builder().entrypoint(test.entrypoint());
    test.parameters().forEach(submission::parameter);
    var birth =
        new Birth("00000000-0000-0000-0000-000000000001", test.at(), new SplittableRandom(SEED));
    return file.from() == null
        ? trigger.submit(file.workflow(), submission.build(), birth)
        : trigger.submit(From.parse(file.from()), submission.build(), birth);
  }

  private Outcome refused(TestCase test, InvalidSubmission refusal, long begun) {
    var wanted = test.expected().refused();
    var found = refusal.findings().stream().map(finding -> finding.message()).toList();
    if (wanted != null && found.stream().anyMatch(text -> Judgement.matches(wanted, text))) {
      return outcome(test, Duration.ZERO, begun, List.of(), null);
    }
    var failures = new ArrayList<String>();
    failures.add(
        wanted == null
            ? "the workflow is refused:"
            : "refused: expected %s, but this is said:".formatted(wanted));
    String.valueOf(refusal.getMessage()).lines().forEach(failures::add);
    return outcome(test, Duration.ZERO, begun, failures, null);
  }

  private Outcome outcome(
      TestCase test,
      Duration duration,
      long begun,
      List<String> failures,
      @Nullable ObjectNode workflow) {
    return new Outcome(
        file.name(),
        test.name(),
        test.line(),
        duration,
        Duration.ofNanos(System.nanoTime() - begun),
        List.copyOf(failures),
        workflow);
  }
}
