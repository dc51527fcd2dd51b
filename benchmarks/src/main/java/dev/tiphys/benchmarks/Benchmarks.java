package dev.tiphys.benchmarks;

import dev.tiphys.benchmarks.cases.Cases;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `benchmarks/run`: runs benchmarks, ours and the peer's in turns, and prints what they showed.
@Command(
    name = "benchmarks/run",
    description = "Runs benchmarks beside their peers, on this machine only.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Benchmarks implements Callable<Integer> {
  private static final int REPEATS_MAX = 100;

  @Parameters(paramLabel = "B", description = "Which ones: B1, B2, …; all if none is given.")
  private List<String> ids = new ArrayList<>();

  @Option(
      names = "--storage",
      paramLabel = "S",
      description = "Only those with this storage: mem, disk or s3sim.")
  private String storage = "";

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description = "How often each is measured; ${DEFAULT-VALUE} if not said.")
  private int repeats = 5;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      description = "How long to warm up; ${DEFAULT-VALUE} if not said.")
  private int warmUp = 10;

  @Option(
      names = "--limit",
      paramLabel = "SECONDS",
      description = "The most that one repeat may take; ${DEFAULT-VALUE} if not said.")
  private int limit = 120;

  @Option(names = "--no-peer", description = "Without the peers, for work on Tiphys itself.")
  private boolean alone;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table or json; ${DEFAULT-VALUE} if not said.")
  private String output = "table";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var chosen = chosen();
    if (repeats < 1 || repeats > REPEATS_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--repeats: 1 to %d, found %d".formatted(REPEATS_MAX, repeats));
    }
    if (!output.equals("table") && !output.equals("json")) {
      throw new ParameterException(
          spec.commandLine(), "-o: expected table or json, found '%s'".formatted(output));
    }
    var err = spec.commandLine().getErr();
    var measuring =
        new Interleaved(
            repeats,
            Duration.ofSeconds(warmUp),
            Duration.ofSeconds(limit),
            line -> {
              err.println(line);
              err.flush();
            });
    var results = chosen.stream().map(measuring::run).toList();
    PrintWriter out = spec.commandLine().getOut();
    out.println(output.equals("json") ? Report.json(results) : Report.table(results));
    out.flush();
    return results.stream().anyMatch(result -> result.failure() != null) ? 1 : 0;
  }

  private List<Benchmark> chosen() {
    var all = Cases.all();
    var known = new LinkedHashSet<String>();
    all.forEach(benchmark -> known.add(benchmark.id()));
    var wanted = ids.stream().map(id -> id.toUpperCase(Locale.ROOT)).toList();
    for (var id : wanted) {
      if (!known.contains(id)) {
        throw new ParameterException(
            spec.commandLine(), "'%s' is no benchmark; known are %s".formatted(id, known));
      }
    }
    return all.stream()
        .filter(benchmark -> wanted.isEmpty() || wanted.contains(benchmark.id()))
        .filter(benchmark -> storage.isEmpty() || storage.equals(benchmark.storage()))
        .map(benchmark -> alone ? benchmark.alone() : benchmark)
        .toList();
  }

  public static void main(String[] arguments) {
    var code = new CommandLine(new Benchmarks()).execute(arguments);
    // Peers leave threads behind.
    System.exit(code);
  }
}
