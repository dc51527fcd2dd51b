package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Secrets;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.engine.Step;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunId;
import dev.tiphys.stepdispatch.kube.Cluster;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// A place to try steps at: a runner, a run, and what the runner said.
final class Bench implements AutoCloseable {
  static final long SECONDS_MAX = 60;
  private static final ObjectMapper JSON = new ObjectMapper();

  final RunId run = new RunId("argo", "trial", UUID.randomUUID().toString());
  final Runner runner;
  private int nodes;

  Bench(Runner runner) {
    this.runner = runner;
  }

  static JsonNode yaml(String text) {
    return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  /// What was told of one step.
  final class Trial implements Consumer<RunCommand> {
    final Step step;
    final LinkedBlockingQueue<RunCommand> told = new LinkedBlockingQueue<>();
    final List<RunCommand> all = new ArrayList<>();

    Trial(Step step) {
      this.step = step;
    }

    @Override
    public void accept(RunCommand command) {
      told.add(command);
    }

    /// Waits for a report of that type.
    <T extends RunCommand> T next(Class<T> type) {
      try {
        while (true) {
          var command = told.poll(SECONDS_MAX, TimeUnit.SECONDS);
          if (command == null) {
            throw new AssertionError("no %s, only %s".formatted(type.getSimpleName(), all));
          }
          all.add(command);
          if (type.isInstance(command)) {
            return type.cast(command);
          }
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    EndStep end() {
      return next(EndStep.class);
    }

    String log(String container) {
      return new String(
          runner.log(step.run(), step.podName(), container, 0, 1 << 20), StandardCharsets.UTF_8);
    }

    List<Runner.Written> written() {
      return runner.written(step.run(), step.podName(), "main");
    }

    String log() {
      return log("main");
    }
  }

  Trial start(String template) {
    return start(template, step -> step);
  }

  Trial start(String template, UnaryOperator<Step> change) {
    var trial = new Trial(change.apply(step(run, nodes++, yaml(template), yaml("{}"), null)));
    runner.start(trial.step, trial);
    return trial;
  }

  Trial trial(Step step) {
    return new Trial(step);
  }

  EndStep end(String template) {
    return start(template).end();
  }

  static Step step(
      RunId run, int node, JsonNode template, JsonNode spec, @Nullable Instant deadline) {
    return new Step(
        run,
        node,
        "trial-" + node,
        "trial.s" + node,
        "trial-s-" + node,
        NodeType.POD,
        template,
        spec,
        false,
        deadline,
        Map.of(),
        yaml("{default: true}"));
  }

  static UnaryOperator<Step> withSpec(String spec) {
    return s -> copy(s, yaml(spec), s.captureResult(), s.deadline());
  }

  static UnaryOperator<Step> capturing() {
    return s -> copy(s, s.spec(), true, s.deadline());
  }

  static UnaryOperator<Step> until(Instant deadline) {
    return s -> copy(s, s.spec(), s.captureResult(), deadline);
  }

  private static Step copy(Step s, JsonNode spec, boolean capture, @Nullable Instant deadline) {
    return new Step(
        s.run(),
        s.node(),
        s.nodeId(),
        s.nodeName(),
        s.podName(),
        s.type(),
        s.template(),
        spec,
        capture,
        deadline,
        s.labels(),
        s.repository());
  }

  static Runner processes(Path folder, Walls walls, RunnerConfig config, ConfigValues values) {
    return processes(folder, walls, config, values, Cluster.NONE);
  }

  static Runner processes(
      Path folder, Walls walls, RunnerConfig config, ConfigValues values, Cluster cluster) {
    return new StepRunner(
        new Surroundings(
            folder, new ProcessSandbox(walls, config), config, values, artifacts(folder), cluster));
  }

  /// Those of the host are kept in a folder beside.
  static Artifacts artifacts(Path folder) {
    var stores =
        new ArtifactStores(
            new ArtifactStores.Own.In(folder.resolve("kept")), Secrets.NONE, new Egress(true));
    return new StoredArtifacts(
        new Transfer(stores, TransferLimits.DEFAULT), folder.resolve("scratch"));
  }

  @Override
  public void close() {
    runner.close();
  }

  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new AssertionError("not in %d s".formatted(SECONDS_MAX));
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
