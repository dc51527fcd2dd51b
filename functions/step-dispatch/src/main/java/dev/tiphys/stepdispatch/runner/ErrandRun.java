package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.stepdispatch.runner.Errand.Answer;
import dev.tiphys.stepdispatch.runner.StepFolder.Killed;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A step that is an [Errand]: tells when it began and how it ended, and ends it when it is not
/// wanted any more or its time is over.
final class ErrandRun implements Execution {
  private final Step step;
  private final Surroundings around;
  private final Reports reports;
  private final Errand errand;
  private final StepFolder folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Thread thread;

  ErrandRun(Step step, Surroundings around, Reports reports, Errand errand) {
    this.step = step;
    this.around = around;
    this.reports = reports;
    this.errand = errand;
    this.folder = StepFolder.of(around.runs(), step.run(), step.node());
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    folder.create(step.podName());
    var started = folder.started(Instant.now());
    reports.begun(started);
    var deadline = deadline();
    try {
      reports.end(end(answer(), started));
    } catch (InterruptedException e) {
      // Killed, or another host goes on.
      folder
          .killed()
          .ifPresent(reason -> reports.end(end(new Answer(Phase.FAILED, said(reason)), started)));
    } finally {
      if (deadline != null) {
        deadline.interrupt();
      }
      over.countDown();
      reports.close();
    }
  }

  private Answer answer() throws InterruptedException {
    try {
      if (folder.killed().isPresent()) {
        throw new InterruptedException("killed before it was found again");
      }
      return errand.carryOut(folder, reports);
    } catch (PodFailure e) {
      return new Answer(Phase.ERROR, e.getMessage());
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread().isInterrupted() || folder.killed().isPresent()) {
        throw new InterruptedException(e.getMessage());
      }
      return new Answer(Phase.ERROR, Execution.broken(step, e));
    }
  }

  private static String said(Killed reason) {
    return switch (reason) {
      case DEADLINE -> "Step exceeded its deadline";
      case CANCELLED -> "cancelled";
    };
  }

  private EndStep end(Answer answer, Instant started) {
    return new EndStep(
        step.node(),
        answer.phase(),
        answer.message(),
        answer.outputs(),
        started,
        Map.of(),
        Instant.now());
  }

  private @Nullable Thread deadline() {
    if (step.deadline() == null) {
      return null;
    }
    var deadline = folder.deadline(step.deadline());
    return around.thread(
        "deadline",
        () -> {
          Thread.sleep(Duration.between(Instant.now(), deadline));
          kill(Killed.DEADLINE);
        });
  }

  @Override
  public void kill(Killed reason) throws InterruptedException {
    folder.create(step.podName());
    folder.kill(reason);
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
    over.await();
  }
}
