package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.runner.StepFolder.Killed;

/// A step under way.
interface Execution {
  /// From start to end, or from wherever an earlier host left it. Reports the end, unless it is
  /// interrupted.
  void run();

  /// Ends it early. Returns when it has ended.
  void kill(Killed reason) throws InterruptedException;

  /// What to tell users if the runner itself fails. The log of this process says more.
  static String broken(Step step, Throwable failure) {
    System.getLogger(Execution.class.getName())
        .log(
            System.Logger.Level.ERROR,
            "run %s: step %s: the runner failed".formatted(step.run(), step.nodeName()),
            failure);
    return "the runner failed: " + failure;
  }
}
