package dev.tiphys.engine.rehearsal;

import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeDaemoned;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.NodeNoted;
import dev.tiphys.events.RunFact.NodeRunning;
import dev.tiphys.events.RunFact.OutputsSet;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunRetried;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the facts of a rehearsal say about each node, by number.
final class Cast {
  private static final int SHOWN_MAX = 5;

  private final Instant start;
  private final List<Member> members = new ArrayList<>();
  private final Set<Integer> removed = new HashSet<>();
  private int happened;

  private static final class Member {
    final NodeAdded added;
    final NodeName name;
    Phase phase;
    @Nullable String message;
    Outputs outputs = Outputs.NONE;
    @Nullable Duration began;
    @Nullable Duration over;
    int begin = -1;
    int end = -1;

    Member(NodeAdded added, NodeName name) {
      this.added = added;
      this.name = name;
      this.phase = added.phase();
      this.message = added.message();
    }
  }

  Cast(Instant start) {
    this.start = start;
  }

  void hear(RunFact fact, Instant at) {
    happened++;
    switch (fact) {
      case NodeAdded added -> add(added, at);
      case NodeRunning(var node, _, _, _) -> begun(members.get(node), at, Phase.RUNNING);
      case LocksGranted(var node) when node >= 0 -> begun(members.get(node), at, null);
      case NodeDaemoned(var node, _, _) -> over(members.get(node), at);
      case NodeNoted(var node, var text) -> members.get(node).message = text;
      case OutputsSet(var node, var parameters, _) ->
          members.get(node).outputs = Outputs.of(parameters);
      case NodeEnded end -> ended(end, at);
      case RunRetried retried -> {
        removed.addAll(retried.removed());
        retried.reopened().forEach(node -> members.get(node).phase = Phase.RUNNING);
      }
      // Whatever else happens says nothing about one node.
      case RunFact _ -> {}
    }
  }

  private void add(NodeAdded added, Instant at) {
    var root = members.isEmpty() ? NodeName.root("") : members.getFirst().name;
    var parent =
        added.parent() < 0
            ? new NodeName("", "", "", "", root.template())
            : members.get(added.parent()).name;
    var member = new Member(added, NodeName.below(parent, added));
    members.add(member);
    if (!added.held()) {
      begun(member, at, null);
    }
    if (added.phase().ended()) {
      over(member, at);
    }
  }

  private void begun(Member member, Instant at, @Nullable Phase phase) {
    member.begin = happened;
    member.began = Duration.between(start, at);
    if (phase != null) {
      member.phase = phase;
    }
  }

  private void over(Member member, Instant at) {
    if (member.end < 0) {
      member.end = happened;
      member.over = Duration.between(start, at);
    }
  }

  private void ended(NodeEnded end, Instant at) {
    var member = members.get(end.node());
    member.phase = end.phase();
    member.message = end.message();
    if (!end.outputs().isEmpty()) {
      member.outputs = end.outputs();
    } else if (member.added.type() == NodeType.RETRY) {
      lastTry(end.node(), member);
    }
    over(member, at);
  }

  /// The outputs of a node that retries are those of its last try.
  private void lastTry(int retry, Member member) {
    for (var other : members) {
      if (other.added.role() == Role.ATTEMPT && other.added.parent() == retry) {
        member.outputs = other.outputs;
      }
    }
  }

  NodeName name(int node) {
    return members.get(node).name;
  }

  NodeAdded added(int node) {
    return members.get(node).added;
  }

  boolean ended(int node) {
    return members.get(node).phase.ended();
  }

  int attempt(int node) {
    var added = members.get(node).added;
    return added.role() == Role.ATTEMPT ? added.spot() : 0;
  }

  Map<String, String> inputs(int node) {
    var added = members.get(node).added;
    return added.role() == Role.ATTEMPT
        ? members.get(added.parent()).added.inputs()
        : added.inputs();
  }

  /// What keeps the run from going on.
  String waiting() {
    var waiting =
        members.stream()
            .filter(member -> !member.phase.ended() && !removed.contains(member.added.node()))
            .map(Cast::waiting)
            .filter(text -> !text.isEmpty())
            .toList();
    return waiting.isEmpty()
        ? "it is suspended, or waits for a lock"
        : String.join(", ", waiting.subList(0, Math.min(waiting.size(), SHOWN_MAX)))
            + (waiting.size() > SHOWN_MAX ? ", …" : "");
  }

  private static String waiting(Member member) {
    if (member.begin < 0) {
      return member.name + " waits for a lock";
    }
    return switch (member.added.type()) {
      case SUSPEND -> "nobody resumes " + member.name;
      case POD, HTTP, PLUGIN -> member.name + " does not end";
      case CONTAINER, STEPS, STEP_GROUP, DAG, TASK_GROUP, RETRY, SKIPPED -> "";
    };
  }

  List<Part> parts() {
    var parts = new ArrayList<Part>();
    for (var node = 0; node < members.size(); node++) {
      var member = members.get(node);
      if (!removed.contains(node)) {
        parts.add(
            new Part(
                member.name,
                member.added.type(),
                member.added.role() == Role.ATTEMPT ? member.added.spot() : -1,
                member.phase,
                member.message,
                inputs(node),
                member.outputs,
                member.began,
                member.over,
                member.begin,
                member.end));
      }
    }
    return parts;
  }
}
