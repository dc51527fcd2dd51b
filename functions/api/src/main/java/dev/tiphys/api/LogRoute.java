package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Shows what the steps of a run have written, `{content, podName}` a line, and with `follow` what
/// they go on to write until they have ended.
///
/// That a step began or ended is told by the host; that it wrote something is not, so a follower
/// looks again after a while: soon when there was something lately, else once a second.
record LogRoute(Workflows workflows, Limits limits, InstantSource clock) {
  private static final Duration LOOK_FIRST = Duration.ofMillis(50);
  private static final Duration LOOK_LAST = Duration.ofSeconds(1);

  Reply log(Call call) {
    var namespace = call.namespace();
    var name =
        call.variables().getOrDefault("name", "").equals("@latest")
            ? WorkflowRoutes.latest(workflows, namespace)
            : call.name();
    var options = LogOptions.of(call, clock);
    var workflow =
        workflows.get(namespace, name).orElseThrow(() -> Refusal.notFound("workflows", name));
    var pods = Pod.of(workflow, options);
    var over = Resources.ended(workflow) || !options.follow();
    if (pods.isEmpty() && over && !options.pod().isEmpty() && options.since() == null) {
      throw new Refusal(
          Refusal.Code.NOT_FOUND,
          "workflow %s has no pod \"%s\"".formatted(name, Refusal.shown(options.pod())));
    }
    var run = WatchRoute.id(workflow);
    return new Reply.Stream(
        FieldMask.parse(call.text("fields")),
        stream -> {
          if (options.follow()) {
            new Follower(run, options, stream).run();
          } else {
            show(run, pods, options, stream);
          }
        });
  }

  private void show(RunId run, List<Pod> pods, LogOptions options, ResultStream stream)
      throws IOException {
    for (var pod : pods) {
      var log = new PodLog(workflows, run, pod.name(), options, clock);
      while (log.advance(stream)) {}
      log.finish(stream);
    }
    stream.flush();
  }

  private final class Follower {
    private final RunId run;
    private final LogOptions options;
    private final ResultStream stream;
    private final Map<String, PodLog> open = new HashMap<>();
    private final Set<String> done = new HashSet<>();
    private long spokeAt = System.nanoTime();

    Follower(RunId run, LogOptions options, ResultStream stream) {
      this.run = run;
      this.options = options;
      this.stream = stream;
    }

    void run() throws IOException, InterruptedException {
      try (var changes = new Changes<>(workflows::subscribe, run::equals)) {
        var workflow = find();
        var wait = LOOK_FIRST;
        while (true) {
          var pods = workflow.map(found -> Pod.of(found, options)).orElse(List.of());
          var more = advance(pods);
          if (!more && over(workflow, pods)) {
            stream.flush();
            return;
          }
          speak(more);
          if (!changes.await(more ? Duration.ZERO : wait).isEmpty()) {
            workflow = find();
          }
          var longer = wait.multipliedBy(2);
          wait = more ? LOOK_FIRST : longer.compareTo(LOOK_LAST) < 0 ? longer : LOOK_LAST;
        }
      }
    }

    private Optional<ObjectNode> find() {
      return workflows
          .get(run.namespace(), run.name())
          .filter(found -> run.uid().equals(Resources.uid(found)));
    }

    /// Reads a piece of each log. What a step wrote is all there once it is said to have ended, so
    /// a log without more is done then.
    ///
    /// @return whether there may be something to send, and more to read
    private boolean advance(List<Pod> pods) throws IOException {
      var more = false;
      for (var pod : pods) {
        if (!done.contains(pod.name())) {
          var log =
              open.computeIfAbsent(
                  pod.name(), name -> new PodLog(workflows, run, name, options, clock));
          if (log.advance(stream)) {
            more = true;
          } else if (pod.ended()) {
            log.finish(stream);
            open.remove(pod.name());
            done.add(pod.name());
            more = true;
          }
        }
      }
      return more;
    }

    /// Nothing can follow: the run has ended or is gone, or the one step that was asked for has.
    private boolean over(Optional<ObjectNode> workflow, List<Pod> pods) {
      return workflow.isEmpty()
          || Resources.ended(workflow.get())
          || !options.pod().isEmpty() && !pods.isEmpty() && pods.stream().allMatch(Pod::ended);
    }

    private void speak(boolean more) throws IOException {
      if (more) {
        stream.flush();
      } else if (System.nanoTime() - spokeAt > limits.heartbeat().toNanos()) {
        stream.heartbeat();
      } else {
        return;
      }
      spokeAt = System.nanoTime();
    }
  }
}
