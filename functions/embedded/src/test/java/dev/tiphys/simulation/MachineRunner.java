package dev.tiphys.simulation;

import dev.tiphys.engine.Step;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import dev.tiphys.stepdispatch.runner.Runner;
import java.util.function.Consumer;

/// The runner of one life of a process: its way to the machine.
record MachineRunner(Machine machine, Life life) implements Runner {
  @Override
  public void start(Step step, Consumer<RunCommand> reports) {
    machine.start(life, step, reports);
  }

  @Override
  public void cancel(RunId run, int node) {
    machine.cancel(run, node);
  }

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
