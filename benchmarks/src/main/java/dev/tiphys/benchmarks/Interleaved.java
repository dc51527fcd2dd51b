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

/// Runs a benchmark: some unmeasured rounds of each, then ours and the peer's in turns, so that
/// what else the machine does falls on both.
///
/// @param warmUp how long each goes on with unmeasured rounds; there is always one
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
      warm(benchmark, benchmark.tiphys());
      if (peer != null) {
        warm(benchmark, peer);
      }
      for (var round = 1; round <= repeats; round++) {
        ours.add(once(benchmark, benchmark.tiphys()));
        if (peer != null) {
          theirs.add(once(benchmark, peer));
        }
        progress.accept(
            "%s %d/%d: %s%s"
                .formatted(
                    benchmark,
                    round,
                    repeats,
                    said(benchmark, ours.getLast()),
                    peer == null ? "" : ", peer " + said(benchmark, theirs.getLast())));
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

  /// What is measured is the code that runs for long, not the compiler that gets it there.
  private void warm(Benchmark benchmark, Contender contender) throws Exception {
    var start = System.nanoTime();
    do {
      var sample = once(benchmark, contender);
      progress.accept("%s warm-up: %s".formatted(benchmark, said(benchmark, sample)));
    } while (System.nanoTime() - start < warmUp.toNanos());
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
