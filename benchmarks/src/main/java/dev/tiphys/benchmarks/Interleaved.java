package dev.tiphys.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Runs a benchmark: some unmeasured rounds, then ours and the peer's in turns, so that what else
/// the machine does falls on both.
///
/// @param warmUp how long to go on with unmeasured rounds; there is always one
/// @param limit of one repeat
/// @param progress is told what happens, for people
public record Interleaved(int repeats, Duration warmUp, Duration limit, Consumer<String> progress) {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /// Never throws for what the contenders throw: the result says what it was.
  public Result run(Benchmark benchmark) {
    var ours = new ArrayList<Sample>();
    var theirs = new ArrayList<Sample>();
    var peer = benchmark.peer();
    try {
      var start = System.nanoTime();
      for (var round = 0; round <= repeats; ) {
        var mine = once(benchmark, benchmark.tiphys());
        var other = peer == null ? null : once(benchmark, peer);
        var name = round == 0 ? "warm-up" : "%d/%d".formatted(round, repeats);
        progress.accept(
            "%s %s: %s%s"
                .formatted(
                    benchmark,
                    name,
                    said(benchmark, mine),
                    other == null ? "" : ", peer " + said(benchmark, other)));
        if (round > 0) {
          ours.add(mine);
          if (other != null) {
            theirs.add(other);
          }
          round++;
        } else if (System.nanoTime() - start > warmUp.toNanos()) {
          round++;
        }
      }
      return new Result(benchmark, ours, theirs, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(benchmark, ours, theirs, "interrupted");
    } catch (TimeoutException e) {
      return new Result(benchmark, ours, theirs, "not done within " + limit);
    } catch (Exception e) {
      return new Result(benchmark, ours, theirs, String.valueOf(e));
    }
  }

  private static String said(Benchmark benchmark, Sample sample) {
    return "%.4g %s".formatted(sample.value(), benchmark.measure().unit());
  }

  private Sample once(Benchmark benchmark, Contender contender) throws Exception {
    try (var work = contender.prepare()) {
      System.gc();
      var cpu = SYSTEM.getProcessCpuTime();
      var start = System.nanoTime();
      var done = within(work::run);
      var seconds = (System.nanoTime() - start) / 1e9;
      return new Sample(
          benchmark.measure().of(seconds, done.units()),
          seconds,
          (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
          done.notes());
    }
  }

  private <T> T within(Callable<T> work) throws Exception {
    var threads = Executors.newSingleThreadExecutor();
    try {
      return threads.submit(work).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }
}
