package dev.tiphys.stepdispatch;

import dev.tiphys.doorway.Broker;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunEvents.News;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews.PodsCollected;
import dev.tiphys.events.RunNews.StepCancelled;
import dev.tiphys.events.RunNews.StepReady;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.stepdispatch.runner.Runner;
import io.cloudevents.CloudEvent;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Gives steps that are ready to a runner, and takes back those that are not wanted any more.
public final class StepDispatch {
  /// The types of the events that it wants.
  public static final Set<String> TYPES =
      Set.of("dev.tiphys.step.ready", "dev.tiphys.step.cancelled", "dev.tiphys.pods.collected");

  private final Runs runs;
  private final Broker broker;
  private final Runner runner;
  private final InstantSource clock;

  public StepDispatch(Runs runs, Broker broker, Runner runner, InstantSource clock) {
    this.runs = runs;
    this.broker = broker;
    this.runner = runner;
    this.clock = clock;
  }

  /// Starts, cancels or forgets the step that `event` is about. Taking an event twice is taking it
  /// once.
  ///
  /// @throws IllegalArgumentException if it is about something else
  /// @throws dev.tiphys.log.LogFailure.Unavailable if the run cannot be read yet
  public void accept(CloudEvent event) {
    var news = runs.events().readNews(event);
    switch (news.news()) {
      case StepReady(var node) -> start(node, news, event);
      case StepCancelled(var node) -> runner.cancel(news.run(), node);
      case PodsCollected(var node) -> collect(news, node);
      default ->
          throw new IllegalArgumentException(
              "type: expected one of %s, found %s".formatted(TYPES, event.getType()));
    }
  }

  /// Takes back what is being executed here and is not wanted any more: the news that said so may
  /// have been lost, with the host that heard them or on their way.
  ///
  /// @throws dev.tiphys.log.LogFailure.Unavailable if a run cannot be read now
  public void sweep() {
    Map<RunId, Run> seen = new HashMap<>();
    for (var step : runner.underWay()) {
      var run = seen.computeIfAbsent(step.run(), id -> runs.load(id).state());
      if (!run.wants(step.node())) {
        runner.cancel(step.run(), step.node());
      }
    }
  }

  /// Of a run that was deleted meanwhile nothing is left.
  private void collect(News news, int node) {
    var run = runs.load(news.run()).state();
    if (run.started()) {
      run.collected(node).forEach(pod -> runner.forget(news.run(), pod));
    }
  }

  private void start(int node, News news, CloudEvent cause) {
    var reports = new CommandEvents(news.run(), runs.events(), broker, cause);
    try {
      step(node, news).ifPresent(step -> runner.start(step, reports));
    } catch (Impossible e) {
      var at = clock.instant();
      reports.accept(
          new EndStep(node, Phase.ERROR, e.getMessage(), Outputs.NONE, at, Map.of(), at));
    }
  }

  /// A step that no runner could be told about, and never will.
  private static final class Impossible extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Impossible(RuntimeException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Optional<Step> step(int node, News news) {
    var run = runs.current(news.run(), news.version());
    try {
      return run.step(node, clock.instant());
    } catch (TemplateException | IllegalArgumentException e) {
      throw new Impossible(e);
    }
  }
}
