package dev.tiphys.cli.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.rehearsal.Part;
import dev.tiphys.engine.rehearsal.Performance;
import dev.tiphys.events.NodeType;
import dev.tiphys.language.schema.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// Compares a performance with what a test expects.
final class Judgement {
  private static final int NAMES_SHOWN_MAX = 12;
  private static final String NOTHING = "nothing";

  private final Expected expected;
  private final Performance performance;
  private final List<String> failures = new ArrayList<>();

  private Judgement(Expected expected, Performance performance) {
    this.expected = expected;
    this.performance = performance;
  }

  /// Everything that is not as expected, a line each.
  static List<String> of(Expected expected, Performance performance, JsonNode workflow) {
    var judgement = new Judgement(expected, performance);
    judgement.failures.addAll(performance.problems());
    judgement.run(workflow);
    expected.nodes().forEach(judgement::nodes);
    judgement.ran();
    judgement.order();
    return List.copyOf(judgement.failures);
  }

  private void run(JsonNode workflow) {
    if (expected.refused() != null) {
      failures.add("refused: expected %s, but the run started".formatted(expected.refused()));
    }
    equal("phase", expected.phase(), performance.run().phase().toString());
    message("message", expected.message(), performance.run().message());
    duration("duration", expected.duration(), performance.duration());
    var outputs = new LinkedHashMap<String, String>();
    for (var output : workflow.path("status").path("outputs").path("parameters")) {
      outputs.put(output.path("name").asText(), output.path("value").asText());
    }
    values("outputs", expected.outputs(), outputs);
  }

  private void nodes(String key, Expected.OfNode of) {
    for (var part : parts("nodes", key)) {
      var where = "nodes." + (part.name().full().isEmpty() ? key : part.name().full()) + ".";
      equal(where + "phase", of.phase(), part.phase().toString());
      message(where + "message", of.message(), part.message());
      equal(where + "result", of.result(), part.outputs().result());
      equal(
          where + "exitCode",
          of.exitCode() == null ? null : of.exitCode().toString(),
          part.outputs().exitCode());
      if (of.attempts() != null) {
        equal(where + "attempts", of.attempts().toString(), Long.toString(attempts(part)));
      }
      values(where + "inputs", of.inputs(), part.inputs());
      values(where + "outputs", of.outputs(), part.outputs().parameters());
      duration(where + "starts", of.starts(), part.began());
      duration(where + "ends", of.ends(), part.over());
    }
  }

  /// How often a node was tried; one without a strategy for that is tried once if it ran.
  private long attempts(Part part) {
    var tries =
        performance.parts().stream()
            .filter(other -> other.attempt() >= 0)
            .filter(other -> other.name().path().equals(part.name().path()))
            .count();
    return tries == 0 && part.ran() ? 1 : tries;
  }

  private void ran() {
    for (var key : expected.ran()) {
      if (parts("ran", key).stream().anyMatch(part -> !part.ran())) {
        failures.add("ran: expected %s to run, but it was left out".formatted(key));
      }
    }
    for (var key : expected.notRan()) {
      for (var part : NodePattern.of(key).of(performance.parts())) {
        if (part.ran()) {
          failures.add(
              "notRan: expected %s not to run, but it is %s".formatted(part.name(), part.phase()));
        }
      }
    }
  }

  private void order() {
    for (var i = 0; i + 1 < expected.order().size(); i++) {
      for (var first : expected.order().get(i)) {
        for (var second : expected.order().get(i + 1)) {
          order(first, second);
        }
      }
    }
    if (expected.order().size() == 1) {
      expected.order().getFirst().forEach(key -> parts("order", key));
    }
  }

  private void order(String first, String second) {
    var before = parts("order", first);
    var after = parts("order", second);
    for (var one : before) {
      for (var other : after) {
        if (one.end() < 0 || other.begin() < 0 || one.end() > other.begin()) {
          failures.add(
              "order: expected %s to be over before %s begins, but it was over after %s and the other began after %s"
                  .formatted(
                      one.name(), other.name(), Spell.of(one.over()), Spell.of(other.began())));
          return;
        }
      }
    }
  }

  private List<Part> parts(String field, String key) {
    var found = NodePattern.of(key).of(performance.parts());
    if (found.isEmpty()) {
      var failure = "%s.%s: there is no such node; %s".formatted(field, key, known(key));
      if (!failures.contains(failure)) {
        failures.add(failure);
      }
    }
    return found;
  }

  private String known(String key) {
    Set<String> names = new LinkedHashSet<>();
    for (var part : performance.parts()) {
      if (part.type() != NodeType.STEP_GROUP && part.attempt() < 0) {
        names.add(part.name().step());
        names.add(part.name().template());
      }
    }
    names.remove("");
    var near = Spelling.nearest(key, names);
    if (near != null) {
      return "did you mean %s?".formatted(near);
    }
    return "there are "
        + String.join(", ", names.stream().limit(NAMES_SHOWN_MAX).toList())
        + (names.size() > NAMES_SHOWN_MAX ? ", …" : "");
  }

  private void equal(String what, @Nullable String wanted, @Nullable String found) {
    if (wanted != null && !wanted.equals(found)) {
      failures.add(
          "%s: expected %s, found %s"
              .formatted(what, wanted, Objects.requireNonNullElse(found, NOTHING)));
    }
  }

  /// Between two slashes stands a regular expression.
  private void message(String what, @Nullable String wanted, @Nullable String found) {
    if (wanted != null && !matches(wanted, found)) {
      failures.add(
          "%s: expected %s, found %s"
              .formatted(what, wanted, Objects.requireNonNullElse(found, NOTHING)));
    }
  }

  static boolean matches(String wanted, @Nullable String found) {
    if (wanted.length() < 2 || !wanted.startsWith("/") || !wanted.endsWith("/")) {
      return wanted.equals(found);
    }
    try {
      return Pattern.compile(wanted.substring(1, wanted.length() - 1))
          .matcher(Objects.requireNonNullElse(found, ""))
          .find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private void duration(String what, @Nullable Duration wanted, @Nullable Duration found) {
    if (wanted != null && !wanted.equals(found)) {
      failures.add("%s: expected %s, found %s".formatted(what, Spell.of(wanted), Spell.of(found)));
    }
  }

  private void values(String what, Map<String, String> wanted, Map<String, String> found) {
    wanted.forEach((name, value) -> equal(what + "." + name, value, found.get(name)));
  }
}
