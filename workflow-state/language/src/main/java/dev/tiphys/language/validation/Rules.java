package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Artifact;
import dev.tiphys.language.workflow.Parameter;
import dev.tiphys.language.workflow.Prometheus;
import dev.tiphys.language.workflow.RetryStrategy;
import dev.tiphys.language.workflow.Synchronization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rules that hold wherever the same thing may stand: in a spec, a template or a call.
final class Rules {
  private static final Set<String> RETRY_POLICIES =
      Set.of("", "Always", "OnFailure", "OnError", "OnTransientError");
  private static final Set<String> GAUGE_OPERATIONS = Set.of("", "Set", "Add", "Sub");
  private static final Pattern METRIC = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern DURATION =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
  private static final int MODE_MAX = 0777;

  private Rules() {}

  static boolean hasTags(String text) {
    return text.contains("{{");
  }

  /// The texts of a JSON list.
  static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  /// The value of a text without tags, saturating at the ends of an int; null if it is no integer.
  static @Nullable Long integer(String text) {
    if (!INTEGER.matcher(text).matches()) {
      return null;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /// Complains of a text that is neither a number of seconds nor a Go duration.
  static void checkDuration(@Nullable String text, Report report, String what) {
    if (text == null || text.isEmpty() || hasTags(text) || INTEGER.matcher(text).matches()) {
      return;
    }
    var rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    var matcher = DURATION.matcher(rest);
    while (matcher.lookingAt() && !rest.startsWith("-") && !rest.startsWith("+")) {
      rest = rest.substring(matcher.end());
      if (rest.isEmpty()) {
        return;
      }
      matcher.reset(rest);
    }
    report.add(what + ": expected seconds or a duration such as 1m30s, found \"" + text + "\"");
  }

  static void checkParameters(List<Parameter> parameters, Report owner, String where) {
    var seen = new HashSet<String>();
    for (var i = 0; i < parameters.size(); i++) {
      var parameter = parameters.get(i);
      var here = owner.at("parameters", i);
      checkName(parameter.name(), "parameters", i, seen, here, where);
      var allowed = parameter.enum_();
      if (allowed != null && allowed.isEmpty()) {
        here.at("enum")
            .add(where + "." + parameter.name() + ".enum should contain at least one value");
      } else if (allowed != null) {
        var value = parameter.value();
        if (value != null && !hasTags(value) && !allowed.contains(value)) {
          here.at("value")
              .add(
                  where
                      + "."
                      + parameter.name()
                      + ".value should be present in "
                      + where
                      + "."
                      + parameter.name()
                      + ".enum list");
        }
      }
    }
  }

  static void checkArtifacts(List<Artifact> artifacts, Report owner, String where) {
    var seen = new HashSet<String>();
    for (var i = 0; i < artifacts.size(); i++) {
      var artifact = artifacts.get(i);
      var here = owner.at("artifacts", i);
      checkName(artifact.name(), "artifacts", i, seen, here, where);
      var mode = artifact.mode();
      if (mode != null && (mode < 0 || mode > MODE_MAX)) {
        here.at("mode").add(where + "." + artifact.name() + ".mode must be between 0 and 511");
      }
      new PlaceCheck(artifact, here, where + ".artifacts." + artifact.name()).check();
      var location = artifact.location();
      if (location != null && location.size() > 1) {
        here.add(
            where
                + "."
                + artifact.name()
                + " must have exactly one location, found "
                + String.join(
                    ", ",
                    location.properties().stream().map(java.util.Map.Entry::getKey).toList()));
      }
    }
  }

  private static void checkName(
      String name, String list, int i, Set<String> seen, Report here, String where) {
    if (name.isEmpty()) {
      here.add(where + "." + list + "[" + i + "].name is required");
      return;
    }
    var problem = Names.parameterProblem(name);
    if (problem != null) {
      here.at("name").add(where + "." + list + "[" + i + "]." + problem);
    } else if (!seen.add(name)) {
      here.at("name").add(where + "." + list + "[" + i + "].name '" + name + "' is not unique");
    }
  }

  static void checkCommon(
      @Nullable Synchronization synchronization,
      List<Prometheus> metrics,
      @Nullable RetryStrategy retryStrategy,
      Report owner) {
    if (synchronization != null) {
      checkLocks(synchronization, owner.at("synchronization"));
    }
    for (var i = 0; i < metrics.size(); i++) {
      checkMetric(metrics.get(i), owner.at("metrics").at("prometheus", i));
    }
    if (retryStrategy != null) {
      checkRetry(retryStrategy, owner.at("retryStrategy"));
    }
  }

  private static void checkRetry(RetryStrategy retry, Report here) {
    checkCount(retry.limit(), here.at("limit"), "retryStrategy.limit");
    var policy = retry.retryPolicy();
    if (policy != null && !RETRY_POLICIES.contains(policy)) {
      here.at("retryPolicy").add(policy + " is not a valid RetryPolicy");
    }
    Syntax.expression(retry.expression(), here.at("expression"), "retryStrategy.expression");
    var backoff = retry.backoff();
    if (backoff == null) {
      return;
    }
    var there = here.at("backoff");
    if (backoff.duration() == null || backoff.duration().isEmpty()) {
      there.add("no base duration specified for retryStrategy.backoff");
    }
    checkDuration(backoff.duration(), there.at("duration"), "backoff.duration");
    checkDuration(backoff.maxDuration(), there.at("maxDuration"), "backoff.maxDuration");
    checkDuration(backoff.cap(), there.at("cap"), "backoff.cap");
    checkCount(backoff.factor(), there.at("factor"), "backoff.factor");
  }

  /// Complains of what is not an integer from 0 to 2^31-1.
  static void checkCount(@Nullable String text, Report here, String what) {
    if (text == null || hasTags(text)) {
      return;
    }
    var value = integer(text);
    if (value == null || value < 0 || value > Integer.MAX_VALUE) {
      here.add(
          what
              + ": expected an integer from 0 to "
              + Integer.MAX_VALUE
              + ", found \""
              + text
              + "\"");
    }
  }

  private static void checkLocks(Synchronization locks, Report here) {
    var seen = new HashSet<Object>();
    for (var i = 0; i < locks.mutexes().size(); i++) {
      var mutex = locks.mutexes().get(i);
      if (mutex.name().isEmpty()) {
        here.at("mutexes", i).add("name is required");
      } else if (!seen.add(mutex)) {
        here.at("mutexes", i).add("mutex '" + mutex.name() + "' is not unique");
      }
    }
    for (var i = 0; i < locks.semaphores().size(); i++) {
      var semaphore = locks.semaphores().get(i);
      if ((semaphore.configMapKeyRef() == null) == (semaphore.databaseKey() == null)) {
        here.at("semaphores", i).add("expected exactly one of configMapKeyRef and database");
      } else if (!seen.add(semaphore)) {
        here.at("semaphores", i).add("this semaphore is there already");
      }
    }
  }

  private static void checkMetric(Prometheus metric, Report here) {
    if (!METRIC.matcher(metric.name()).matches()) {
      here.at("name")
          .add(
              "metric name '"
                  + metric.name()
                  + "' is invalid. Metric names must contain alphanumeric characters or '_'");
    }
    if (metric.help().isEmpty()) {
      here.add("metric '" + metric.name() + "' must contain a help string under 'help: ' field");
    }
    for (var label : metric.labels().keySet()) {
      if (!LABEL.matcher(label).matches()) {
        here.at("labels").add("metric label '" + label + "' is invalid");
      }
    }
    var types =
        Stream.of(metric.counter(), metric.gauge(), metric.histogram())
            .filter(java.util.Objects::nonNull)
            .count();
    if (types != 1) {
      here.add(
          "metric '" + metric.name() + "' must have exactly one of counter, gauge and histogram");
    }
    var gauge = metric.gauge();
    if (gauge != null
        && gauge.operation() != null
        && !GAUGE_OPERATIONS.contains(gauge.operation())) {
      here.at("gauge.operation").add("expected Set, Add or Sub, found " + gauge.operation());
    }
    var value =
        metric.counter() != null
            ? metric.counter()
            : gauge != null
                ? gauge.value()
                : metric.histogram() != null ? metric.histogram().value() : "-";
    if (value.isEmpty()) {
      here.add("metric '" + metric.name() + "' must have a value");
    }
  }
}
