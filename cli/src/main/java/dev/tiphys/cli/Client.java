package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.cli.follow.Display;
import dev.tiphys.cli.follow.Following;
import dev.tiphys.cli.follow.LiveTree;
import dev.tiphys.cli.follow.PlainLines;
import dev.tiphys.cli.server.Connection;
import dev.tiphys.cli.server.Routes;
import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.server.Watch;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.terminal.Tty;
import dev.tiphys.cli.view.Look;
import dev.tiphys.cli.view.NodeView;
import dev.tiphys.cli.view.WorkflowView;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// A command that talks to a server: where the server is, and where to print.
final class Client implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx").withZone(ZoneId.systemDefault());

  private final Connection connection;
  private final Routes routes;
  private final PrintWriter out;
  private final PrintWriter err;

  private Client(Connection connection, Routes routes, PrintWriter out, PrintWriter err) {
    this.connection = connection;
    this.routes = routes;
    this.out = out;
    this.err = err;
  }

  /// @throws BadInput if the options name no server
  static Client open(ServerOptions options, CommandSpec spec) {
    var connection = options.address.connect();
    return new Client(
        connection,
        new Routes(connection, options.namespace),
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  Routes routes() {
    return routes;
  }

  PrintWriter out() {
    return out;
  }

  void note(String note) {
    err.println(Inert.text(note));
  }

  /// Prints a resource in a form, or as [Detail#NORMAL] has it.
  void print(JsonNode resource, OutputOption.@Nullable Format format, Look look) {
    new Printing(out, format, look).print(resource);
  }

  /// Stays with a run until it has ended, and shows it.
  int watch(String name, Predicate<NodeView> wanted, LookOptions look) throws InterruptedException {
    var terminal = Tty.isOut();
    var display =
        terminal
            ? new LiveTree(out, new Tty(), look.out(), wanted, InstantSource.system())
            : new PlainLines(out, wanted);
    var end = follow(name, display);
    if (terminal) {
      new Printing(out, null, look.out()).picture(end, wanted);
    }
    return ExitCode.of(end);
  }

  /// Stays with a run until it has ended, and prints how.
  int await(String name) throws InterruptedException {
    var end = follow(name, Display.NONE);
    var at = Objects.requireNonNullElseGet(end.finishedAt(), Instant::now);
    out.println(end.name() + " " + end.phase() + " at " + AT.format(at));
    return ExitCode.of(end);
  }

  /// Stays with a run until it has ended.
  WorkflowView follow(String name, Display display) throws InterruptedException {
    var resolved = routes.resolve(name);
    try (var watch =
            new Watch(routes.source(resolved), "workflow", resolved, PATIENCE, this::note);
        var _ = new Interruption(display::end)) {
      var end = new Following(InstantSource.system(), null).follow(watch, display);
      return Objects.requireNonNull(end, "without a deadline there is no other end");
    }
  }

  /// Does something to each of these; one that fails does not keep the others from it.
  int each(List<String> names, Action action) {
    var code = ExitCode.OK;
    for (var name : names) {
      try {
        action.carryOut(routes.resolve(name));
      } catch (ServerFailure e) {
        if (names.size() == 1 || e.kind() == ServerFailure.Kind.UNAVAILABLE) {
          throw e;
        }
        note(name + ": " + e.getMessage());
        code = Math.max(code, ExitCode.of(e));
      }
    }
    return code;
  }

  /// What is done to one workflow.
  interface Action {
    void carryOut(String name);
  }

  static ObjectNode options() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Override
  public void close() {
    out.flush();
    connection.close();
  }
}
