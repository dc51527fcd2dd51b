package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.Substitution;
import dev.tiphys.language.workflow.Artifact;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a runner is told of a node: the template with its values in place.
final class Steps {
  /// Tags that the engine gives values to. Others may be the user's own, for another program.
  private static final Policy BODY =
      Policy.strict("inputs.", "outputs.", "steps.", "tasks.", "item.", "workflow.", "pod.");

  /// What decides about the run or the node, and is of no use to a runner.
  private static final List<String> NOT_FOR_RUNNERS =
      List.of(
          "metrics", "memoize", "synchronization", "retryStrategy", "timeout", "pendingTimeout");

  private static final List<String> NOT_FOR_STEPS =
      List.of(
          "templates",
          "arguments",
          "hooks",
          "onExit",
          "metrics",
          "templateDefaults",
          "workflowTemplateRef",
          "entrypoint");

  private Steps() {}

  /// @throws dev.tiphys.language.template.TemplateException if a tag has no value
  /// @throws IllegalArgumentException if a value is not what its field needs
  static Step of(Run run, Node node, Instant at) {
    var plan = run.templateOf(node);
    var scope = Scopes.body(run, node);
    var ambient = Scopes.ambient(run, node.number(), node.added().at());
    var template = template(run, node, plan, new Substitution(scope, BODY, ambient));
    return new Step(
        run.id(),
        node.number(),
        RunStatus.id(run, node),
        node.name(),
        RunStatus.podName(run, node),
        node.type(),
        template,
        spec(run, node, at),
        captures(run, node),
        deadline(template, at),
        run.plan().metadata().labels(),
        substitutedRepository(run, scope, ambient));
  }

  private static ObjectNode template(
      Run run, Node node, TemplatePlan plan, Substitution substitution) {
    var written = (ObjectNode) plan.template().json().deepCopy();
    written.remove(NOT_FOR_RUNNERS);
    var name = written.remove("name");
    var inputs = written.path("inputs").deepCopy();
    if (written.get("inputs") instanceof ObjectNode object) {
      object.remove("parameters");
    }
    var template = ((ObjectNode) substitution.apply((JsonNode) written)).deepCopy();
    if (name != null) {
      template.set("name", name);
    }
    parameters(run, node, inputs.path("parameters"), template);
    artifacts(node, template.path("inputs").path("artifacts"));
    return template;
  }

  /// The keys of artifacts begin as the repository's format says.
  private static JsonNode substitutedRepository(Run run, Scope scope, Ambient ambient) {
    return new Substitution(scope, BODY, ambient).apply(run.plan().artifactRepository());
  }

  /// Values are data: they are put in after the tags were replaced.
  private static void parameters(Run run, Node node, JsonNode declared, ObjectNode template) {
    var values = inputs(run, node);
    var list = JsonNodeFactory.instance.arrayNode();
    for (var parameter : declared) {
      var copy = (ObjectNode) parameter.deepCopy();
      var value = values.get(parameter.path("name").asText());
      if (value != null) {
        copy.put("value", value);
      }
      copy.remove(List.of("valueFrom", "default"));
      list.add(copy);
    }
    if (!list.isEmpty()) {
      var inputs =
          template.get("inputs") instanceof ObjectNode object
              ? object
              : template.putObject("inputs");
      inputs.set("parameters", list);
    }
  }

  private static void artifacts(Node node, JsonNode declared) {
    for (var artifact : declared) {
      var location = node.added().artifacts().get(artifact.path("name").asText());
      if (location instanceof ObjectNode from && artifact instanceof ObjectNode to) {
        to.remove(List.of("from", "fromExpression"));
        to.remove(Artifact.LOCATIONS);
        from.properties()
            .forEach(
                field -> {
                  if (!field.getKey().equals("archive") || !to.has("archive")) {
                    to.set(field.getKey(), field.getValue());
                  }
                });
      }
    }
  }

  /// The values of a node's inputs; a try has those of the node that retries.
  static Map<String, String> inputs(Run run, Node node) {
    return node.role() == Role.ATTEMPT
        ? run.node(node.parent()).added().inputs()
        : node.added().inputs();
  }

  private static JsonNode spec(Run run, Node node, Instant at) {
    var spec = JsonNodeFactory.instance.objectNode();
    run.plan()
        .spec()
        .json()
        .properties()
        .forEach(
            field -> {
              if (!NOT_FOR_STEPS.contains(field.getKey())) {
                spec.set(field.getKey(), field.getValue());
              }
            });
    Scope scope = new RunScope(run, at);
    return new Substitution(scope, Policy.KEEP, Scopes.ambient(run, node.number(), at))
        .apply((JsonNode) spec);
  }

  private static boolean captures(Run run, Node node) {
    var caller = node.role() == Role.ATTEMPT ? run.node(node.parent()) : node;
    var call = run.callOf(caller);
    return call != null && call.captures();
  }

  private static @Nullable Instant deadline(JsonNode template, Instant at) {
    var seconds = template.get("activeDeadlineSeconds");
    if (seconds == null || seconds.isNull()) {
      return null;
    }
    try {
      return at.plus(Duration.ofSeconds(Long.parseLong(seconds.asText().strip())));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "activeDeadlineSeconds: '%s' is not an integer".formatted(seconds.asText()), e);
    }
  }

  /// What a run waits for and somebody else has to do.
  static List<Open> open(Run run) {
    var open = new ArrayList<Open>();
    for (var number : run.produced()) {
      var ended = Objects.requireNonNull(run.node(number).finishedAt());
      open.add(new Open.Produced(number, ended));
    }
    if (run.finished()) {
      run.timers().forEach((timer, due) -> open.add(new Open.Due(timer.node(), timer.kind(), due)));
      return open;
    }
    for (var node : run.nodes()) {
      if (node.asking() && !node.removed()) {
        open.add(asked(node));
      } else if (node.type().step() && !node.ended() && !node.removed() && !node.held()) {
        open.add(new Open.Step(node.number()));
      }
    }
    run.timers().forEach((timer, due) -> open.add(new Open.Due(timer.node(), timer.kind(), due)));
    run.locks().forEach((node, names) -> open.add(new Open.Locks(node, names, waits(run, node))));
    return open;
  }

  private static Open.Memo asked(Node node) {
    var memo = Objects.requireNonNull(node.memo());
    return new Open.Memo(node.number(), memo.cache(), memo.key(), memo.maxAge());
  }

  private static boolean waits(Run run, int node) {
    return node == Run.NOBODY ? run.held() : run.node(node).held();
  }
}
