package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import dev.tiphys.stepdispatch.runner.StepFolder.Killed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The runner of this machine. Keeps in memory only who is waiting for which step.
final class StepRunner implements Runner {
  private record Key(String uid, int node) {}

  private record Live(Execution run, Thread thread) {}

  private final Surroundings around;
  private final Map<Key, Live> live = new ConcurrentHashMap<>();
  private final UnderWayFolder underWay;
  private final Ignored ignored = new Ignored();
  private volatile boolean closed;

  StepRunner(Surroundings around) {
    this.around = around;
    this.underWay = new UnderWayFolder(around.runs());
  }

  @Override
  public void start(Step step, Consumer<RunCommand> reports) {
    var key = new Key(step.run().uid(), step.node());
    live.computeIfAbsent(key, _ -> begin(key, step, reports));
  }

  private Live begin(Key key, Step step, Consumer<RunCommand> reports) {
    if (closed) {
      throw new IllegalStateException("the runner is closed");
    }
    var told = new Reports(step.node(), around.sandbox().ip(), reports);
    underWay.add(step.run(), step.node());
    var run = execution(step, told);
    var thread =
        Thread.ofVirtual()
            .name("step-" + step.nodeId())
            .unstarted(
                () -> {
                  try {
                    run.run();
                  } finally {
                    live.remove(key);
                    if (!closed) {
                      underWay.remove(step.run(), step.node());
                    }
                  }
                });
    thread.start();
    return new Live(run, thread);
  }

  private Execution execution(Step step, Reports told) {
    var template = step.template();
    if (template.hasNonNull("http")) {
      return new ErrandRun(step, around, told, new HttpErrand(step, around));
    }
    if (template.hasNonNull("plugin")) {
      return new ErrandRun(step, around, told, new PluginErrand(step, around.config()));
    }
    if (template.hasNonNull("resource")) {
      return new ErrandRun(step, around, told, new ResourceErrand(step, around));
    }
    if (template.hasNonNull("data")) {
      return new ErrandRun(step, around, told, new DataErrand(step, around));
    }
    ignored.warn(step);
    return new PodRun(step, around, told);
  }

  @Override
  public void cancel(RunId run, int node) {
    var known = live.get(new Key(run.uid(), node));
    var folder = StepFolder.of(around.runs(), run, node);
    if (known != null) {
      around.thread("cancel", () -> known.run().kill(Killed.CANCELLED));
    } else if (folder.exists()) {
      // Of an earlier host, and nobody has asked for it since.
      folder.kill(Killed.CANCELLED);
      around.thread(
          "cancel",
          () -> {
            around
                .killing()
                .end(
                    folder::containers,
                    () ->
                        folder.containers().stream()
                            .allMatch(c -> !c.supervisor().map(Supervised::alive).orElse(false)));
            underWay.remove(run, node);
          });
    } else {
      underWay.remove(run, node);
    }
  }

  @Override
  public List<UnderWay> underWay() {
    return underWay.list();
  }

  @Override
  public boolean awaitEnd(RunId run, Duration limit) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    for (var step : live.entrySet()) {
      if (step.getKey().uid().equals(run.uid())) {
        var left = Duration.ofNanos(end - System.nanoTime());
        if (left.isNegative() || !step.getValue().thread().join(left)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public byte[] log(RunId run, String pod, String container, long offset, int max) {
    var log = StepFolder.ofPod(around.runs(), run, pod).map(f -> f.container(container).log());
    if (log.isEmpty() || container.contains("/") || container.startsWith(".")) {
      return new byte[0];
    }
    try (var channel = Files.newByteChannel(log.get(), StandardOpenOption.READ)) {
      var size = channel.size();
      if (offset >= size) {
        return note(size, offset, max);
      }
      var buffer = ByteBuffer.allocate((int) Math.min(max, size - offset));
      channel.position(offset);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // Some file systems return less than was asked for.
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    } catch (NoSuchFileException e) {
      return new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long logSize(RunId run, String pod, String container) {
    var log = StepFolder.ofPod(around.runs(), run, pod).map(f -> f.container(container).log());
    if (log.isEmpty() || container.contains("/") || container.startsWith(".")) {
      return 0;
    }
    try {
      var size = Files.size(log.get());
      return size + note(size, size, Integer.MAX_VALUE).length;
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Written> written(RunId run, String pod, String container) {
    if (container.contains("/") || container.startsWith(".")) {
      return List.of();
    }
    return StepFolder.ofPod(around.runs(), run, pod)
        .map(folder -> new LogTimes(folder.container(container)).read())
        .orElse(List.of());
  }

  /// What stands behind the end of a log that is full.
  private byte[] note(long size, long offset, int max) {
    var limit = around.config().logMax();
    if (size < limit) {
      return new byte[0];
    }
    var note =
        "\n[the rest was left out: a log keeps %d bytes (runner.logMaxBytes)]\n"
            .formatted(limit)
            .getBytes(StandardCharsets.UTF_8);
    var from = (int) Math.min(note.length, offset - size);
    return Arrays.copyOfRange(note, from, (int) Math.min(note.length, from + (long) max));
  }

  @Override
  public void forget(RunId run) {
    StepFolder.delete(around.runs().resolve(run.uid()));
    ignored.forget(run.uid());
    underWay.list().stream()
        .filter(step -> step.run().equals(run))
        .forEach(step -> underWay.remove(run, step.node()));
  }

  @Override
  public void forget(RunId run, int node) {
    StepFolder.of(around.runs(), run, node).delete();
  }

  @Override
  public void close() {
    closed = true;
    live.values().forEach(step -> step.thread().interrupt());
    around.shell().close();
    around.cluster().close();
  }
}
