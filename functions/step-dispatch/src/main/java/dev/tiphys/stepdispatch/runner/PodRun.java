package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.ContainerEnd;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.stepdispatch.runner.Container.Role;
import dev.tiphys.stepdispatch.runner.StepFolder.Killed;
import dev.tiphys.stepdispatch.runner.Supervisor.Launch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Drives the containers of one step: first those that initialise, then the sidecars and the work,
/// then the end. Everything it does can be done again from the start, by the next host: a container
/// that has begun is waited for, one that ended is read.
final class PodRun implements Execution {
  private final Step step;
  private final Surroundings around;
  private final StepFolder folder;
  private final Reports reports;
  private final Map<String, End> ends = new ConcurrentHashMap<>();
  private final Map<String, Sandbox.Prepared> prepared = new ConcurrentHashMap<>();
  private final CountDownLatch killed = new CountDownLatch(1);
  private volatile boolean over;

  PodRun(Step step, Surroundings around, Reports reports) {
    this.step = step;
    this.around = around;
    this.folder = StepFolder.of(around.runs(), step.run(), step.node());
    this.reports = reports;
  }

  @Override
  public void run() {
    try {
      reports.end(drive());
    } catch (PodFailure e) {
      if (!Thread.currentThread().isInterrupted()) {
        reports.end(failure(e.getMessage()));
      }
    } catch (InterruptedException e) {
      // The step goes on; whoever asks for it next finds it.
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (!Thread.currentThread().isInterrupted()) {
        reports.end(failure(Execution.broken(step, e)));
      }
    } finally {
      over = true;
      reports.close();
    }
  }

  @Override
  public void kill(Killed reason) throws InterruptedException {
    folder.kill(reason);
    killed.countDown();
    around.killing().end(folder::containers, () -> over);
  }

  private EndStep failure(String message) {
    return new EndStep(
        step.node(), Phase.ERROR, message, Outputs.NONE, null, Map.of(), Instant.now());
  }

  private EndStep drive() throws InterruptedException {
    var pod = Pod.of(step);
    folder.create(step.podName());
    var deadline = deadline();
    try {
      for (var container : pod.of(Role.INIT).toList()) {
        ends.put(container.name(), run(pod, container));
        if (ends.get(container.name()).failed()) {
          return conclude(pod, Set.of());
        }
      }
      return conclude(pod, work(pod));
    } finally {
      if (deadline != null) {
        deadline.interrupt();
      }
    }
  }

  /// @return the sidecars that ran until they were told to end
  private Set<String> work(Pod pod) throws InterruptedException {
    Map<String, CompletableFuture<End>> running = new HashMap<>();
    pod.of(Role.SIDECAR).forEach(c -> running.put(c.name(), around.async(() -> run(pod, c))));
    var work = pod.of(Role.WORK).toList();
    var probe = pod.daemon() ? around.thread("ready", () -> tellWhenReady(work.getFirst())) : null;
    try {
      if (work.size() == 1) {
        ends.put(work.getFirst().name(), run(pod, work.getFirst()));
      } else {
        runInOrder(pod, work);
      }
      return stop(pod, running);
    } finally {
      if (probe != null) {
        probe.interrupt();
      }
    }
  }

  private void runInOrder(Pod pod, List<Container> work) throws InterruptedException {
    Map<String, CompletableFuture<End>> running = new HashMap<>();
    // Each waits for the ends of others; all are known before the first is looked up.
    work.forEach(container -> running.put(container.name(), new CompletableFuture<>()));
    for (var container : work) {
      around
          .async(() -> runAfter(pod, container, running))
          .whenComplete(
              (end, failure) -> {
                if (failure == null) {
                  running.get(container.name()).complete(end);
                } else {
                  running.get(container.name()).completeExceptionally(failure);
                }
              });
    }
    for (var container : work) {
      ends.put(container.name(), await(running.get(container.name())));
    }
  }

  private End runAfter(Pod pod, Container container, Map<String, CompletableFuture<End>> others)
      throws InterruptedException {
    for (var dependency : container.dependencies()) {
      var end = await(others.get(dependency));
      if (end.failed()) {
        return end instanceof End.NotRun ? end : new End.Held(dependency, end.code());
      }
    }
    return run(pod, container);
  }

  private Set<String> stop(Pod pod, Map<String, CompletableFuture<End>> sidecars)
      throws InterruptedException {
    var stopped =
        sidecars.entrySet().stream()
            .filter(sidecar -> !sidecar.getValue().isDone())
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
    if (!stopped.isEmpty()) {
      var folders = stopped.stream().map(folder::container).toList();
      around
          .killing()
          .end(() -> folders, () -> sidecars.values().stream().allMatch(CompletableFuture::isDone));
    }
    for (var sidecar : sidecars.entrySet()) {
      ends.put(sidecar.getKey(), await(sidecar.getValue()));
    }
    return stopped;
  }

  private End run(Pod pod, Container container) throws InterruptedException {
    var retry =
        container.role() == Role.WORK ? ContainerRetry.of(step.template()) : ContainerRetry.NONE;
    while (true) {
      var end = once(pod, container);
      var tries = folder.setAside(container.name());
      if (!end.failed() || folder.killed().isPresent() || tries >= retry.retries()) {
        return end;
      }
      around.sandbox().dispose(folder.container(container.name()));
      folder.setAside(container.name(), tries + 1);
      killed.await(retry.pause().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private End once(Pod pod, Container container) throws InterruptedException {
    var place = folder.container(container.name());
    if (folder.killed().isPresent() && !place.hasBegun()) {
      return new End.NotRun();
    }
    StepFolder.directories(place.path());
    var ready = around.sandbox().prepare(around.order(step, pod, container, place, folder));
    prepared.put(container.name(), ready);
    if (container.role() == Role.WORK) {
      reports.begun(place, progressFile(ready));
    }
    var config = around.config();
    return new ContainerRun(place, around.shell(), config.logMax(), config.grace())
        .toTheEnd(new Launch(ready, container.isMain() && step.captureResult()));
  }

  private static @Nullable Path progressFile(Sandbox.Prepared prepared) {
    var path = prepared.environment().get("ARGO_PROGRESS_FILE");
    return path == null ? null : prepared.progress(Path.of(path));
  }

  private void tellWhenReady(Container container) throws InterruptedException {
    var place = folder.container(container.name());
    while (!place.hasBegun()) {
      Thread.sleep(100);
    }
    if (new Readiness(container, around.sandbox(), place).await(() -> over)) {
      reports.ready();
    }
  }

  /// Watches the time limit, if there is one. One that has passed already lets nothing begin.
  private @Nullable Thread deadline() {
    if (step.deadline() == null) {
      return null;
    }
    var deadline = folder.deadline(step.deadline());
    if (!deadline.isAfter(Instant.now())) {
      folder.kill(Killed.DEADLINE);
    }
    return around.thread(
        "deadline",
        () -> {
          Thread.sleep(Duration.between(Instant.now(), deadline));
          kill(Killed.DEADLINE);
        });
  }

  private EndStep conclude(Pod pod, Set<String> stopped) {
    over = true;
    var limited =
        step.template().hasNonNull("activeDeadlineSeconds")
            || step.template().hasNonNull("timeout");
    var verdict = Verdict.of(pod, ends, stopped, folder.killed(), limited);
    var outputs = Outputs.NONE;
    try {
      outputs =
          around
              .outputs(step)
              .collect(
                  prepared.get(Container.MAIN),
                  folder,
                  ends.get(Container.MAIN),
                  verdict.phase() == Phase.SUCCEEDED && !pod.daemon());
    } catch (PodFailure e) {
      if (Thread.currentThread().isInterrupted()) {
        // Cut short because the host closes: the next one takes the outputs.
        throw e;
      }
      verdict = new Verdict(Phase.ERROR, e.getMessage());
    }
    var at = Instant.EPOCH;
    for (var end : ends.values()) {
      if (end instanceof End.Exited(_, var time) && time.isAfter(at)) {
        at = time;
      }
    }
    folder.containers().forEach(around.sandbox()::dispose);
    return new EndStep(
        step.node(),
        verdict.phase(),
        verdict.message(),
        outputs,
        reports.startedAt(),
        pod.set() ? containerEnds(pod) : Map.of(),
        at.equals(Instant.EPOCH) ? Instant.now() : at);
  }

  private Map<String, ContainerEnd> containerEnds(Pod pod) {
    return pod.of(Role.WORK)
        .filter(container -> ends.containsKey(container.name()))
        .collect(
            Collectors.toMap(
                Container::name,
                container -> {
                  var verdict = Verdict.of(container, ends.get(container.name()));
                  return new ContainerEnd(verdict.phase(), verdict.message());
                }));
  }

  private static End await(CompletableFuture<End> end) throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      var cause = e.getCause() instanceof CompletionException c ? c.getCause() : e.getCause();
      switch (cause) {
        case PodFailure failure -> throw failure;
        case InterruptedException interrupted -> throw interrupted;
        default -> throw new IllegalStateException(cause);
      }
    }
  }
}
