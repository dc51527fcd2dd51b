package dev.tiphys.engine;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeNoted;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.time.Durations;
import dev.tiphys.language.workflow.RetryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether a node that failed is tried again, and when (F104–F110).
final class Retrying {
  private final Draft draft;
  private final Starting starting;

  Retrying(Draft draft, Starting starting) {
    this.draft = draft;
    this.starting = starting;
  }

  /// What follows from the end, or the daemon's readiness, of a try.
  void after(Node retry, Node attempt) {
    if (retry.type() != NodeType.RETRY || retry.ended()) {
      return;
    }
    if (!attempt.ended()) {
      if (!retry.daemoned()) {
        draft.emit(new NodeDaemoned(retry.number(), attempt.ip(), draft.at()));
      }
      return;
    }
    if (!attempt.phase().bad()) {
      end(retry, attempt.phase(), attempt.message());
      return;
    }
    if (draft.run().shutdown() != null) {
      end(retry, attempt.phase(), attempt.message());
      return;
    }
    try {
      decide(retry, attempt, Objects.requireNonNull(draft.run().templateOf(retry).retry()));
    } catch (RuntimeException e) {
      end(retry, Phase.ERROR, Starting.message(e));
    }
  }

  private void decide(Node retry, Node attempt, RetryStrategy strategy) {
    var scope = scope(retry, attempt);
    var refusal = refusal(retry, attempt, strategy, scope);
    if (refusal != null) {
      end(retry, attempt.phase(), refusal.isEmpty() ? attempt.message() : refusal);
      return;
    }
    var next = attempt.added().spot() + 1;
    var wait = wait(strategy, scope, next);
    if (wait.isZero()) {
      starting.nextAttempt(retry.number());
      return;
    }
    draft.emit(new NodeNoted(retry.number(), Durations.backoff(wait)));
    draft.emit(new TimerSet(retry.number(), TimerKind.BACKOFF, draft.at().plus(wait)));
  }

  /// Why there is no further try: the empty text if the failure is of a kind that is not retried.
  private @Nullable String refusal(Node retry, Node attempt, RetryStrategy strategy, Scope scope) {
    if (!policyAllows(strategy, attempt)) {
      return "";
    }
    var tries = attempt.added().spot();
    if (strategy.limit() != null && tries >= number(strategy.limit(), scope)) {
      return "No more retries left";
    }
    if (strategy.expression() != null && !holds(strategy.expression(), scope)) {
      return "retryStrategy.expression evaluated to false";
    }
    var backoff = strategy.backoff();
    if (backoff != null && backoff.maxDuration() != null) {
      var first = draft.run().node(retry.kids().at(0, -1));
      var limit = start(first).plus(Durations.parse(value(backoff.maxDuration(), scope)));
      if (draft.at().isAfter(limit)) {
        return "Max duration limit exceeded";
      }
      if (draft.at().plus(wait(strategy, scope, tries + 1)).isAfter(limit)) {
        return "Backoff would exceed max duration limit";
      }
    }
    return null;
  }

  private static Instant start(Node node) {
    return Objects.requireNonNull(node.startedAt());
  }

  private static boolean policyAllows(RetryStrategy strategy, Node attempt) {
    var policy =
        strategy.retryPolicy() != null
            ? strategy.retryPolicy()
            : strategy.expression() == null ? "OnFailure" : "Always";
    return switch (policy) {
      case "Always" -> true;
      case "OnError" -> attempt.phase() == Phase.ERROR;
      case "OnTransientError" ->
          attempt.phase() == Phase.ERROR && Transient.matches(attempt.message());
      case "OnFailure" -> attempt.phase() == Phase.FAILED;
      default ->
          throw new IllegalArgumentException("%s is not a valid RetryPolicy".formatted(policy));
    };
  }

  /// How long to wait before try number `next` (the second is 1).
  private Duration wait(RetryStrategy strategy, Scope scope, int next) {
    var backoff = strategy.backoff();
    if (backoff == null || backoff.duration() == null) {
      return Duration.ZERO;
    }
    var factor = backoff.factor() == null ? 1 : number(backoff.factor(), scope);
    var cap = backoff.cap() == null ? null : Durations.parse(value(backoff.cap(), scope));
    return Durations.growing(
        Durations.parse(value(backoff.duration(), scope)), factor, next - 1, cap);
  }

  private long number(String text, Scope scope) {
    var value = value(text, scope);
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "retryStrategy: '%s' is not an integer".formatted(value), e);
    }
  }

  /// Tags within an expression become part of it, as those of `when` do.
  private boolean holds(String expression, Scope scope) {
    return value("{{=" + value(expression, scope) + "}}", scope).equals("true");
  }

  private String value(String text, Scope scope) {
    return Text.parse(text).substitute(scope, Policy.FINISH, draft.ambient()).toString();
  }

  /// The inputs of the node, and how the last try went.
  private Scope scope(Node retry, Node attempt) {
    return Scope.builder()
        .put("lastRetry.exitCode", Scopes.exitCode(attempt, "-1"))
        .put("lastRetry.status", attempt.phase().toString())
        .put("lastRetry.duration", Scopes.duration(attempt))
        .put("lastRetry.message", Objects.toString(attempt.message(), ""))
        .put("retries", Integer.toString(attempt.added().spot()))
        .build()
        .over(Scopes.body(draft.run(), retry));
  }

  private void end(Node retry, Phase phase, @Nullable String message) {
    draft.emit(
        new NodeEnded(retry.number(), phase, message, Outputs.NONE, false, null, draft.at()));
  }
}
