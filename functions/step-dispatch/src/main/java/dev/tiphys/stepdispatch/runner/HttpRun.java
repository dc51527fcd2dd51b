package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.stepdispatch.runner.StepFolder.Killed;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A step that is one HTTP request (F015).
///
/// A request that an earlier host may have sent is sent again only if HTTP says that sending it
/// twice is sending it once. Otherwise nobody can know what became of it, and that is an error.
final class HttpRun implements Execution {
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private final Step step;
  private final Surroundings around;
  private final Reports reports;
  private final StepFolder folder;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile @Nullable Thread thread;

  HttpRun(Step step, Surroundings around, Reports reports) {
    this.step = step;
    this.around = around;
    this.reports = reports;
    this.folder = StepFolder.of(around.runs(), step.run(), step.node());
  }

  @Override
  public void run() {
    thread = Thread.currentThread();
    var started = Instant.now();
    try {
      reports.end(end(verdict(), started));
    } catch (PodFailure e) {
      reports.end(end(new Answer(Phase.ERROR, e.getMessage(), null), started));
    } catch (InterruptedException e) {
      folder
          .killed()
          .ifPresent(
              reason ->
                  reports.end(
                      end(
                          new Answer(
                              Phase.FAILED,
                              reason == Killed.DEADLINE
                                  ? "Step exceeded its deadline"
                                  : "cancelled",
                              null),
                          started)));
    } catch (RuntimeException | Error e) {
      if (!Thread.currentThread().isInterrupted()) {
        reports.end(end(new Answer(Phase.ERROR, Execution.broken(step, e), null), started));
      }
    } finally {
      over.countDown();
      reports.close();
    }
  }

  private record Answer(Phase phase, @Nullable String message, @Nullable String body) {}

  private EndStep end(Answer answer, Instant started) {
    return new EndStep(
        step.node(),
        answer.phase(),
        answer.message(),
        new Outputs(Map.of(), answer.body(), null, Map.of()),
        started,
        Map.of(),
        Instant.now());
  }

  private Answer verdict() throws InterruptedException {
    var http = step.template().path("http");
    var request = HttpCall.of(http, step, around.values());
    folder.create(step.podName());
    if (!folder.claim("sent") && !IDEMPOTENT.contains(request.method())) {
      return new Answer(
          Phase.ERROR,
          "a %s request was sent by a host that ended: what became of it is not known"
              .formatted(request.method()),
          null);
    }
    try {
      var response = request.send(around.config().outputMax(), step.deadline());
      return judge(http.path("successCondition").asText(""), request, response);
    } catch (IOException e) {
      return new Answer(
          Phase.ERROR, "the request to %s failed: %s".formatted(request.url(), said(e)), null);
    }
  }

  private static String said(IOException failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName().replace("Exception", "")
        : failure.getMessage();
  }

  private static Answer judge(String condition, HttpCall request, HttpCall.Response response) {
    if (condition.isEmpty()) {
      return response.status() >= 200 && response.status() < 300
          ? new Answer(Phase.SUCCEEDED, null, response.body())
          : new Answer(
              Phase.FAILED,
              "received non-2xx response code: " + response.status(),
              response.body());
    }
    try {
      var result =
          Expression.parse(condition)
              .evaluate(
                  Environment.of(variables(request, response)),
                  new Ambient(InstantSource.system(), new SplittableRandom()));
      if (!(result instanceof Boolean success)) {
        return new Answer(
            Phase.ERROR,
            "unable to cast expression result '%s' to bool".formatted(Expression.format(result)),
            response.body());
      }
      return success
          ? new Answer(Phase.SUCCEEDED, null, response.body())
          : new Answer(
              Phase.FAILED,
              "successCondition '%s' evaluated false".formatted(condition),
              response.body());
    } catch (ExpressionException e) {
      return new Answer(
          Phase.ERROR,
          "successCondition '%s': %s".formatted(condition, e.getMessage()),
          response.body());
    }
  }

  private static Map<String, Object> variables(HttpCall request, HttpCall.Response response) {
    Map<String, Object> requested = new LinkedHashMap<>();
    requested.put("method", request.method());
    requested.put("url", request.url());
    requested.put("body", request.bodyText());
    requested.put("headers", request.headers());
    Map<String, Object> answered = new LinkedHashMap<>();
    answered.put("statusCode", (long) response.status());
    answered.put("body", response.body());
    answered.put("headers", response.headers());
    return Map.of("request", requested, "response", answered);
  }

  @Override
  public void kill(Killed reason) throws InterruptedException {
    folder.kill(reason);
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
    over.await();
  }
}
