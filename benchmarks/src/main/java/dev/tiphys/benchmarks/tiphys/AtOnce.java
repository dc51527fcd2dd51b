package dev.tiphys.benchmarks.tiphys;

import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunId;
import dev.tiphys.stepdispatch.runner.Runner;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/// A runner that does a step's work, if any, where it is called: what remains is Tiphys.
public record AtOnce(Runnable work) implements Runner {
  public static final AtOnce NOTHING = new AtOnce(() -> {});

  @Override
  public void start(Step step, Consumer<RunCommand> reports) {
    work.run();
    reports.accept(
        new EndStep(
            step.node(), Phase.SUCCEEDED, null, Outputs.NONE, null, Map.of(), Instant.now()));
  }

  @Override
  public void cancel(RunId run, int node) {}

  @Override
  public byte[] log(RunId run, String pod, String container, long offset, int max) {
    return new byte[0];
  }

  @Override
  public long logSize(RunId run, String pod, String container) {
    return 0;
  }

  @Override
  public void forget(RunId run) {}

  @Override
  public void forget(RunId run, int node) {}

  @Override
  public void close() {}
}
