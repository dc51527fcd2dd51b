package dev.tiphys.benchmarks.temporal;

import dev.tiphys.benchmarks.Fibonacci;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The workflows of the benchmarks, as Temporal's users write them.
public final class Work {
  private Work() {}

  /// A step; `n` is what to compute, 0 for nothing.
  @ActivityInterface
  public interface Step {
    void work(int n);
  }

  static final class DoneHere implements Step {
    @Override
    public void work(int n) {
      if (n > 0) {
        Fibonacci.of(n);
      }
    }
  }

  private static Step step() {
    return Workflow.newActivityStub(
        Step.class,
        ActivityOptions.newBuilder().setStartToCloseTimeout(Duration.ofMinutes(5)).build());
  }

  /// Steps that follow each other.
  @WorkflowInterface
  public interface Chain {
    @WorkflowMethod
    void run(int steps, int n);
  }

  /// See [Chain].
  public static final class ChainRun implements Chain {
    @Override
    public void run(int steps, int n) {
      var step = step();
      for (var i = 0; i < steps; i++) {
        step.work(n);
      }
    }
  }

  /// Tasks that wait for others.
  @WorkflowInterface
  public interface Dag {
    @WorkflowMethod
    void run(List<List<Integer>> parents);
  }

  /// See [Dag].
  public static final class DagRun implements Dag {
    @Override
    public void run(List<List<Integer>> parents) {
      var step = step();
      var tasks = new ArrayList<Promise<Void>>();
      for (var waits : parents) {
        var before = waits.stream().map(tasks::get).toArray(Promise<?>[]::new);
        tasks.add(
            before.length == 0
                ? Async.procedure(step::work, 0)
                : Promise.allOf(before).thenCompose(done -> Async.procedure(step::work, 0)));
      }
      Promise.allOf(tasks.toArray(Promise<?>[]::new)).get();
    }
  }

  /// Many at once, and one that waits for all.
  @WorkflowInterface
  public interface Fan {
    @WorkflowMethod
    void run(int items);
  }

  /// See [Fan].
  public static final class FanRun implements Fan {
    @Override
    public void run(int items) {
      var step = step();
      var all = new ArrayList<Promise<Void>>();
      for (var i = 0; i < items; i++) {
        all.add(Async.procedure(step::work, 0));
      }
      Promise.allOf(all.toArray(Promise<?>[]::new)).get();
      step.work(0);
    }
  }
}
