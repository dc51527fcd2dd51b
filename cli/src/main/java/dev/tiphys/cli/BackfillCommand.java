package dev.tiphys.cli;

import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.CronView;
import dev.tiphys.language.cron.MalformedScheduleException;
import dev.tiphys.language.cron.Schedule;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.expression.GoValues;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys cron backfill`.
@Command(
    name = "backfill",
    description = {
      "Starts the runs that a CronWorkflow would have had between two times.",
      "Each is named after its time: whatever is there already is not started again."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  tiphys cron backfill nightly --start 2026-11-01T00:00:00Z --end 2026-11-08T00:00:00Z"
    })
final class BackfillCommand implements Callable<Integer> {
  private static final String LABEL = "workflows.argoproj.io/backfill";

  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;

  @Parameters(paramLabel = "CRON", description = "Its name.")
  private String cron;

  @Option(names = "--start", paramLabel = "TIME", required = true, description = "From when on.")
  private String start;

  @Option(names = "--end", paramLabel = "TIME", required = true, description = "Until when.")
  private String end;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "How the names of the runs begin. Default: as the CronWorkflow is called.")
  private @Nullable String name;

  @Option(
      names = "--argname",
      paramLabel = "NAME",
      defaultValue = "cronScheduleTime",
      description = "The argument that is the time. Default: ${DEFAULT-VALUE}.")
  private String argument;

  @Option(
      names = "--format",
      paramLabel = "LAYOUT",
      defaultValue = "Mon, 02 Jan 2006 15:04:05 -0700",
      description = "How that time is written, as Go does. Default: ${DEFAULT-VALUE}.")
  private String format;

  @Option(
      names = "--parallel",
      description = "Start each run at once, instead of after the end of the one before.")
  private boolean parallel;

  @Option(
      names = "--maxworkflowcount",
      paramLabel = "N",
      defaultValue = "1000",
      description = "The most runs to start. Default: ${DEFAULT-VALUE}.")
  private int most;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  BackfillCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    var from = Spans.time(start);
    var to = Spans.time(end);
    try (var client = Client.open(server, spec)) {
      var code = ExitCode.OK;
      for (var tick : ticks(client, from, to)) {
        code = Math.max(code, start(client, tick));
      }
      return code;
    }
  }

  private List<Instant> ticks(Client client, Instant from, Instant to) {
    List<Schedule> schedules;
    try {
      var view = new CronView(client.routes().crons().get(cron), from, ZoneId.systemDefault());
      schedules = view.parsed();
    } catch (MalformedScheduleException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
    var ticks = new ArrayList<Instant>();
    for (var tick = Schedule.next(schedules, from.minusNanos(1), from);
        tick.isPresent() && !tick.get().isAfter(to);
        tick = Schedule.next(schedules, tick.get(), from)) {
      if (ticks.size() == most) {
        throw new BadInput(
            "there are more than %d times from %s to %s (limit --maxworkflowcount)"
                .formatted(most, start, end));
      }
      ticks.add(tick.get());
    }
    return ticks;
  }

  private int start(Client client, Instant tick) throws InterruptedException {
    var prefix = name == null ? cron : name;
    var run = prefix + "-" + tick.getEpochSecond();
    var options = Client.options().put("name", run);
    options.putArray("parameters").add(argument + "=" + text(tick));
    options.put("labels", LABEL + "=" + prefix);
    options.put("annotations", Overrides.SCHEDULED_TIME + "=" + tick);
    try {
      client.routes().submit("CronWorkflow", cron, options);
    } catch (ServerFailure e) {
      if (!String.valueOf(e.getMessage()).contains("already exists")) {
        throw e;
      }
      client.note(run + ": is there already");
      return ExitCode.OK;
    }
    client.out().println(Inert.text(run));
    client.out().flush();
    return parallel ? ExitCode.OK : client.await(run);
  }

  private String text(Instant tick) {
    try {
      var environment = Environment.of(Map.of("tick", GoValues.time(tick), "layout", format));
      var ambient = new Ambient(InstantSource.fixed(tick), new SecureRandom());
      return Expression.format(
          Expression.parse("tick.Format(layout)").evaluate(environment, ambient));
    } catch (ExpressionException e) {
      throw new BadInput("--format: " + e.getMessage());
    }
  }
}
