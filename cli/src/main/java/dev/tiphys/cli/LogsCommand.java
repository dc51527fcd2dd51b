package dev.tiphys.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys logs`: the options; [Logs] does it.
@Command(
    name = "logs",
    description = "Prints what the steps of a run write, after the name of their pod.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  tiphys logs hello-world",
      "  tiphys logs @latest --follow",
      "  tiphys logs build build-compile-1234567890 --tail 20",
      "  tiphys logs build --grep 'ERROR|WARN'"
    })
final class LogsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private LookOptions look;

  @Parameters(
      index = "0",
      paramLabel = "WORKFLOW",
      description = "Its name; @latest for the newest.")
  private String name;

  @Parameters(
      index = "1",
      paramLabel = "POD",
      arity = "0..1",
      description = "Only this pod, as PODNAME in 'tiphys get' has it.")
  private @Nullable String pod;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on until the end of the run.")
  private boolean follow;

  @Option(
      names = {"-c", "--container"},
      paramLabel = "NAME",
      defaultValue = "main",
      description = "Which container. Default: ${DEFAULT-VALUE}.")
  private String container;

  @Option(names = "--grep", paramLabel = "REGEX", description = "Only lines that it matches.")
  private @Nullable String grep;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only pods whose labels meet this.")
  private @Nullable String selector;

  @Option(names = "--tail", paramLabel = "N", description = "Only the last lines of each pod.")
  private @Nullable Long tail;

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "Only lines of the last 5m, 1h and the like.")
  private @Nullable String since;

  @Option(
      names = "--since-time",
      paramLabel = "TIME",
      description = "Only lines after it: 2026-11-24T06:00:00Z.")
  private @Nullable String sinceTime;

  @Option(
      names = {"-p", "--previous"},
      description = "Of containers that were restarted, what they wrote before.")
  private boolean previous;

  @Option(names = "--timestamps", description = "With the time before each line.")
  private boolean timestamps;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  LogsCommand() {}

  @Override
  public Integer call() throws Exception {
    var query = new Logs.Query(container, follow);
    query.put("podName", pod);
    query.put("grep", grep);
    query.put("selector", selector);
    query.put("logOptions.tailLines", tail);
    query.put("logOptions.sinceSeconds", since == null ? null : Spans.of(since).toSeconds());
    query.put("logOptions.sinceTime", sinceTime == null ? null : Spans.time(sinceTime));
    query.put("logOptions.previous", previous ? true : null);
    query.put("logOptions.timestamps", timestamps ? true : null);
    try (var client = Client.open(server, spec)) {
      new Logs(client, look.out()).print(client.routes().resolve(name), query);
      return ExitCode.OK;
    }
  }
}
