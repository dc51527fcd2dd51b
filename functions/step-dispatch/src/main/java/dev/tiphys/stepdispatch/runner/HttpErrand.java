package dev.tiphys.stepdispatch.runner;

import dev.tiphys.engine.Step;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.Environment;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A step that is one HTTP request (F015).
///
/// A request that an earlier host may have sent is sent again only if HTTP says that sending it
/// twice is sending it once. Otherwise nobody can know what became of it, and that is an error.
final class HttpErrand implements Errand {
  private static final int REDIRECTS_MAX = 10;

  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private final Step step;
  private final Surroundings around;

  HttpErrand(Step step, Surroundings around) {
    this.step = step;
    this.around = around;
  }

  @Override
  public Answer carryOut(StepFolder folder, Reports reports) throws InterruptedException {
    var http = step.template().path("http");
    var request = HttpCall.of(http, step, around.values());
    request.requireReachable();
    if (!folder.claim("sent") && !IDEMPOTENT.contains(request.method())) {
      return new Answer(
          Phase.ERROR,
          "a %s request was sent by a host that ended: what became of it is not known"
              .formatted(request.method()));
    }
    try {
      var response = request.send(around.config().outputMax(), step.deadline());
      for (var redirects = 0; redirects < REDIRECTS_MAX; redirects++) {
        var next = request.redirected(response);
        if (next.isEmpty()) {
          break;
        }
        request = next.get();
        response = request.send(around.config().outputMax(), step.deadline());
      }
      return judge(http.path("successCondition").asText(""), request, response);
    } catch (IOException e) {
      return new Answer(
          Phase.ERROR, "the request to %s failed: %s".formatted(request.url(), said(e)));
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
          ? answer(Phase.SUCCEEDED, null, response)
          : answer(Phase.FAILED, "received non-2xx response code: " + response.status(), response);
    }
    try {
      var result =
          Expression.parse(condition)
              .evaluate(
                  Environment.of(variables(request, response)),
                  new Ambient(InstantSource.system(), new SplittableRandom()));
      if (!(result instanceof Boolean success)) {
        return answer(
            Phase.ERROR,
            "unable to cast expression result '%s' to bool".formatted(Expression.format(result)),
            response);
      }
      return success
          ? answer(Phase.SUCCEEDED, null, response)
          : answer(
              Phase.FAILED, "successCondition '%s' evaluated false".formatted(condition), response);
    } catch (ExpressionException e) {
      return answer(
          Phase.ERROR, "successCondition '%s': %s".formatted(condition, e.getMessage()), response);
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

  private static Answer answer(Phase phase, @Nullable String message, HttpCall.Response response) {
    return new Answer(phase, message, new Outputs(Map.of(), response.body(), null, Map.of()));
  }
}
