package dev.tiphys.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.follow.Display;
import dev.tiphys.cli.follow.Following;
import dev.tiphys.cli.follow.LiveTree;
import dev.tiphys.cli.follow.LogLines;
import dev.tiphys.cli.follow.PlainLines;
import dev.tiphys.cli.local.LocalHost;
import dev.tiphys.cli.local.LocalRun;
import dev.tiphys.cli.terminal.Tty;
import dev.tiphys.cli.view.WorkflowView;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Runs a workflow in this process and shows it.
final class LocalRuns {
  /// How long a run that is cut short has for ending its steps.
  private static final Duration ENDING = Duration.ofSeconds(10);

  private static final int FAILED_LINES = 10;
  private static final int FAILED_PODS = 5;

  private final RunCommand command;
  private final PrintWriter out;
  private final PrintWriter err;

  private LocalRuns(RunCommand command) {
    this.command = command;
    this.out = command.spec.commandLine().getOut();
    this.err = command.spec.commandLine().getErr();
  }

  /// @param opener opens the host once the input is known to be right
  static int run(
      RunCommand command, InputStream standardInput, Function<LocalHost.Options, LocalHost> opener)
      throws InterruptedException {
    var manifest =
        Manifest.read(command.files, standardInput)
            .with(Overrides.of(command.submit, standardInput));
    var workflows = manifest.ofKind("Workflow");
    if (workflows.size() != 1) {
      throw new BadInput(
          "%s: expected one Workflow, found %d"
              .formatted(String.join(", ", command.files), workflows.size()));
    }
    manifest.validate();
    var timeout = command.timeout == null ? null : Spans.of(command.timeout);
    try (var host = opener.apply(command.host.with(manifest.others()))) {
      return new LocalRuns(command).run(host, workflows.getFirst(), timeout);
    }
  }

  private int run(LocalHost host, ObjectNode workflow, @Nullable Duration timeout)
      throws InterruptedException {
    try (var run = host.start(command.namespace, workflow)) {
      var deadline = timeout == null ? null : Instant.now().plus(timeout);
      var display = display(run);
      WorkflowView end;
      try (var _ = new Interruption(() -> interrupted(run, display))) {
        end = new Following(InstantSource.system(), deadline).follow(run, display);
      }
      if (end == null) {
        err.println("tiphys run: timed out after " + command.timeout);
        run.terminate(ENDING);
        var last = run.next(Duration.ZERO);
        if (last != null) {
          result(run, WorkflowView.of(last));
        }
        return ExitCode.CUT_SHORT;
      }
      result(run, end);
      return ExitCode.of(end);
    }
  }

  /// Whoever interrupts a run wants nothing of it to go on.
  private void interrupted(LocalRun run, Display display) {
    display.end();
    err.println("tiphys run: interrupted; ending the run");
    try {
      if (!run.terminate(ENDING)) {
        err.println("tiphys run: it has not ended within " + ENDING.toSeconds() + " seconds");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Display display(LocalRun run) {
    // What programs read is kept clean: then people get theirs on standard error.
    var people = command.format == RunCommand.Format.TREE && Tty.isOut() ? out : err;
    var terminal = people == out || Tty.isErr();
    if (command.log) {
      var look = command.format == RunCommand.Format.TREE ? command.look.out() : command.look.err();
      return new LogLines(
          command.format == RunCommand.Format.TREE ? out : err,
          look,
          run::log,
          new PlainLines(err, _ -> true));
    }
    return terminal
        ? new LiveTree(
            people,
            new Tty(),
            people == out ? command.look.out() : command.look.err(),
            _ -> true,
            InstantSource.system())
        : new PlainLines(err, _ -> true);
  }

  private void result(LocalRun run, WorkflowView end) {
    var printing =
        new Printing(
            out,
            switch (command.format) {
              case TREE -> null;
              case JSON -> OutputOption.Format.JSON;
              case YAML -> OutputOption.Format.YAML;
              case NAME -> OutputOption.Format.NAME;
            },
            command.look.out());
    printing.print(end.json());
    if (!command.log) {
      failures(run, end);
    }
  }

  /// The last words of steps that failed: what people would ask for next.
  private void failures(LocalRun run, WorkflowView end) {
    var words = command.format == RunCommand.Format.TREE ? out : err;
    end.nodes().values().stream()
        .filter(node -> node.isPod() && node.isFailed())
        .limit(FAILED_PODS)
        .forEach(
            node -> {
              var pod = end.podName(node);
              var lines = LogLines.last(run::log, pod, run.logSize(pod), FAILED_LINES);
              if (!lines.isEmpty()) {
                words.println();
                words.println("Last lines of " + node.name() + ":");
                lines.forEach(line -> words.println("  " + line));
              }
            });
    words.flush();
  }
}
