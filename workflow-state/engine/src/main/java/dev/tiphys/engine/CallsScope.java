package dev.tiphys.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Phase;
import dev.tiphys.language.loop.Aggregate;
import dev.tiphys.language.template.Meaning;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.workflow.Artifact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the calls of one steps or dag node know of each other: `steps.x.…` or `tasks.x.…`.
record CallsScope(Run run, Node boundary) implements Scope {
  private String prefix() {
    return run.templateOf(boundary).prefix();
  }

  @Override
  public Meaning lookup(String name) {
    if (!name.startsWith(prefix())) {
      return Meaning.UNKNOWN;
    }
    var start = prefix().length();
    var dot = name.indexOf('.', start);
    if (dot < 0) {
      return Meaning.UNKNOWN;
    }
    var call = name.substring(start, dot);
    var nodes = nodes(call);
    if (nodes.isEmpty()) {
      return Meaning.UNKNOWN;
    }
    var field = name.substring(dot + 1);
    return isLoop(call, nodes) ? ofLoop(call, nodes, field) : ofNode(nodes.getFirst(), field);
  }

  /// The nodes of a call: none before it began, one for each item of a loop.
  private List<Node> nodes(String call) {
    var spot = run.templateOf(boundary).spot(call);
    if (spot == null) {
      return List.of();
    }
    var holder = boundary;
    if (boundary.type() == NodeType.STEPS) {
      var group = boundary.kids().at(spot.group(), -1);
      if (group == Kids.NONE) {
        return List.of();
      }
      holder = run.node(group);
    }
    var loop = holder.kids().loop(spot.index());
    if (loop != null) {
      return existing(loop.nodes());
    }
    var number = holder.kids().at(spot.index(), -1);
    if (number == Kids.NONE) {
      return List.of();
    }
    var node = run.node(number);
    var inner = node.type() == NodeType.TASK_GROUP ? node.kids().loop(0) : null;
    return inner == null ? List.of(node) : existing(inner.nodes());
  }

  private List<Node> existing(Iterable<Integer> numbers) {
    var nodes = new ArrayList<Node>();
    for (var number : numbers) {
      if (number != Kids.NONE) {
        nodes.add(run.node(number));
      }
    }
    return nodes;
  }

  private boolean isLoop(String call, List<Node> nodes) {
    var spot = run.templateOf(boundary).spot(call);
    return spot != null
        && run.templateOf(boundary).call(spot.group(), spot.index()).loops()
        && nodes.getFirst().added().item() >= 0;
  }

  private Meaning ofNode(Node node, String field) {
    var id = RunStatus.id(run, node);
    return switch (field) {
      case "id" -> Meaning.of(id);
      case "status" -> Meaning.of(node.phase().toString());
      case "ip" -> known(node.ip());
      case "hostNodeName" -> host(node);
      case "startedAt" -> known(time(node.startedAt()));
      case "finishedAt" -> known(time(node.finishedAt()));
      case "message" -> known(node.message());
      case "exitCode" -> known(node.outputs().exitCode());
      case "outputs.result" -> produced(node, node.outputs().result());
      default -> output(node, field);
    };
  }

  private static @Nullable String time(java.time.@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  private static Meaning known(@Nullable String value) {
    return value == null ? Meaning.UNKNOWN : Meaning.of(value);
  }

  /// A runner need not say where a step is that is over at once.
  private static Meaning host(Node node) {
    return node.host() == null && node.ended() ? Meaning.of("") : known(node.host());
  }

  private Meaning output(Node node, String field) {
    if (field.startsWith("outputs.parameters.")) {
      var name = field.substring("outputs.parameters.".length());
      return produced(node, node.outputs().parameters().get(name), defaultOf(node, name));
    }
    if (field.startsWith("outputs.artifacts.")) {
      var artifact = node.outputs().artifacts().get(field.substring("outputs.artifacts.".length()));
      return produced(node, artifact == null ? null : artifact.toString());
    }
    return Meaning.UNKNOWN;
  }

  /// What the producer's template says instead of an output that never came to be
  /// (workflows-expr.md §8).
  private @Nullable String defaultOf(Node node, String parameter) {
    var template = run.plan().template(node.template());
    var declared = template == null ? null : template.template().outputs().parameter(parameter);
    return declared == null || declared.valueFrom() == null
        ? null
        : declared.valueFrom().default_();
  }

  private static Meaning produced(Node node, @Nullable String value) {
    return produced(node, value, null);
  }

  private static Meaning produced(Node node, @Nullable String value, @Nullable String otherwise) {
    if (value != null) {
      return Meaning.of(value);
    }
    if (node.phase() != Phase.SKIPPED && node.phase() != Phase.OMITTED) {
      return Meaning.UNKNOWN;
    }
    return otherwise == null ? Meaning.ABSENT : Meaning.of(otherwise);
  }

  /// The outputs of all items together (workflows-expr.md §7): of those that succeeded, in order.
  private Meaning ofLoop(String call, List<Node> nodes, String field) {
    var succeeded = nodes.stream().filter(Node::produced).toList();
    if (field.equals("outputs.result")) {
      return Meaning.of(
          Aggregate.results(
              succeeded.stream()
                  .map(node -> node.outputs().result())
                  .filter(java.util.Objects::nonNull)
                  .toList()));
    }
    if (field.equals("outputs.parameters")) {
      var list = JsonNodeFactory.instance.arrayNode();
      succeeded.forEach(
          node -> {
            var object = list.addObject();
            node.outputs().parameters().forEach(object::put);
          });
      return Meaning.of(list.toString());
    }
    if (field.startsWith("outputs.parameters.")) {
      var name = field.substring("outputs.parameters.".length());
      return Meaning.of(
          Aggregate.parameters(
              succeeded.stream()
                  .map(node -> node.outputs().parameters().get(name))
                  .filter(java.util.Objects::nonNull)
                  .toList()));
    }
    return field.equals("status") ? Meaning.of(statusOf(nodes)) : Meaning.UNKNOWN;
  }

  private static String statusOf(List<Node> nodes) {
    return nodes.stream()
        .filter(node -> node.phase().bad())
        .reduce((first, second) -> second)
        .map(node -> node.phase().toString())
        .orElse(Phase.SUCCEEDED.toString());
  }

  @Override
  public Stream<String> names(String prefix) {
    var template = run.templateOf(boundary);
    return template.groups().stream()
        .flatMap(List::stream)
        .map(call -> prefix() + call.name() + ".")
        .filter(name -> name.startsWith(prefix) || prefix.startsWith(name))
        .flatMap(this::namesOf)
        .filter(name -> name.startsWith(prefix));
  }

  private Stream<String> namesOf(String callPrefix) {
    var call = callPrefix.substring(prefix().length(), callPrefix.length() - 1);
    var names = new LinkedHashMap<String, Boolean>();
    for (var field :
        List.of("id", "status", "ip", "hostNodeName", "startedAt", "finishedAt", "exitCode")) {
      names.put(field, true);
    }
    names.put("outputs.result", true);
    for (var node : nodes(call)) {
      parameters(node).keySet().forEach(name -> names.put("outputs.parameters." + name, true));
      artifacts(node).forEach(name -> names.put("outputs.artifacts." + name, true));
    }
    return names.keySet().stream()
        .map(callPrefix::concat)
        .filter(name -> !(lookup(name) instanceof Meaning.Unknown));
  }

  private Stream<String> artifacts(Node node) {
    var template = run.plan().template(node.template());
    var declared =
        template == null
            ? Stream.<String>empty()
            : template.template().outputs().artifacts().stream().map(Artifact::name);
    return Stream.concat(declared, node.outputs().artifacts().keySet().stream());
  }

  /// Declared and actual output parameters: a skipped node has only the former.
  private Map<String, Boolean> parameters(Node node) {
    var names = new LinkedHashMap<String, Boolean>();
    var template = run.plan().template(node.template());
    if (template != null) {
      template.template().outputs().parameters().forEach(p -> names.put(p.name(), true));
    }
    node.outputs().parameters().keySet().forEach(name -> names.put(name, true));
    return names;
  }
}
