package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.template.MapScope;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.Text;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What the names in tags mean, by where the tag stands (workflows-expr.md §3).
final class Scopes {
  private Scopes() {}

  /// What an expression may take for the time and for chance: always the same for the same node,
  /// so that a text can be substituted again.
  static Ambient ambient(Run run, int node, Instant at) {
    return new Ambient(
        InstantSource.fixed(at), new SplittableRandom(Objects.hash(run.id().uid(), node)));
  }

  static String text(Run run, String text, Scope scope, Policy policy, Node node) {
    return Text.parse(text)
        .substitute(scope, policy, ambient(run, node.number(), node.added().at()))
        .toString();
  }

  /// The tasks that `dag.target` names for a node; none means all that nobody depends on (F091).
  static List<String> targets(Run run, Node node) {
    var target = run.templateOf(node).target();
    if (target == null) {
      return List.of();
    }
    var names =
        target
            .substitute(
                body(run, node), Policy.KEEP, ambient(run, node.number(), node.added().at()))
            .toString()
            .strip();
    return names.isEmpty() ? List.of() : List.of(names.split("\\s+"));
  }

  /// Inside the template that a node runs: its inputs, itself, and what holds for the whole run.
  static Scope body(Run run, Node node) {
    var scope = Scope.builder();
    scope.putAll(node.added().captured());
    inputs(run, node, scope);
    scope.put("node.name", node.name());
    var caller = caller(run, node);
    if (caller != null) {
      var call = run.callOf(caller);
      if (call != null) {
        var boundary = run.node(caller.boundary());
        scope.put(run.templateOf(boundary).prefix() + "name", call.name());
      }
    }
    retries(run, node, scope);
    return scope.build().over(new RunScope(run, node.added().at()));
  }

  /// A step or task as the caller knows it; for a try of it, the node that retries.
  private static @Nullable Node caller(Run run, Node node) {
    return switch (node.role()) {
      case CALL -> node;
      case ATTEMPT -> caller(run, run.node(node.parent()));
      case ROOT, GROUP, EXIT, HOOK, CONTAINER -> null;
    };
  }

  private static void inputs(Run run, Node node, MapScope.Builder scope) {
    var values = node.added().inputs();
    if (node.role() == Role.ATTEMPT) {
      values = run.node(node.parent()).added().inputs();
    }
    values.forEach((name, value) -> scope.put("inputs.parameters." + name, value));
    var plan = run.templateOf(node);
    if (plan.listsInputs()) {
      scope.put("inputs.parameters", Parameters.list(values.entrySet()));
    }
    var template = plan.template();
    for (var artifact : template.inputs().artifacts()) {
      if (artifact.path() != null) {
        scope.put("inputs.artifacts." + artifact.name() + ".path", artifact.path());
      }
    }
    node.added()
        .artifacts()
        .forEach((name, location) -> scope.put("inputs.artifacts." + name, location.toString()));
    for (var artifact : template.outputs().artifacts()) {
      if (artifact.path() != null) {
        scope.put("outputs.artifacts." + artifact.name() + ".path", artifact.path());
      }
    }
    for (var parameter : template.outputs().parameters()) {
      if (parameter.valueFrom() != null && parameter.valueFrom().path() != null) {
        scope.put("outputs.parameters." + parameter.name() + ".path", parameter.valueFrom().path());
      }
    }
    if (node.type().step()) {
      scope.put("pod.name", RunStatus.podName(run, node));
    }
  }

  /// `retries` and `lastRetry.…` of a try (F111).
  private static void retries(Run run, Node node, MapScope.Builder scope) {
    if (node.role() != Role.ATTEMPT) {
      return;
    }
    var attempt = node.added().spot();
    scope.put("retries", Integer.toString(attempt));
    var last = attempt == 0 ? null : run.node(run.node(node.parent()).kids().at(attempt - 1, -1));
    scope.put("lastRetry.exitCode", last == null ? "0" : exitCode(last, "-1"));
    scope.put("lastRetry.status", last == null ? "" : last.phase().toString());
    scope.put("lastRetry.message", last == null ? "" : Objects.toString(last.message(), ""));
    scope.put("lastRetry.duration", last == null ? "" : duration(last));
  }

  static String exitCode(Node node, String otherwise) {
    return Objects.requireNonNullElse(node.outputs().exitCode(), otherwise);
  }

  /// How long a node took, in whole seconds: its times in status have no fraction either.
  static String duration(Node node) {
    if (node.startedAt() == null || node.finishedAt() == null) {
      return "0";
    }
    return Long.toString(node.finishedAt().getEpochSecond() - node.startedAt().getEpochSecond());
  }

  /// Where a steps or dag template makes its calls: its body, and how the calls before went.
  static Scope calls(Run run, Node boundary) {
    return new CallsScope(run, boundary).over(body(run, boundary));
  }

  /// The item of a loop, and its fields (workflows-expr.md §6).
  static Scope item(JsonNode item) {
    return Scope.of(dev.tiphys.language.loop.Items.values(item));
  }
}
