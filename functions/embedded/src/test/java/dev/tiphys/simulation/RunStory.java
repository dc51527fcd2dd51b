package dev.tiphys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.Step;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.FactJson;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents.News;
import dev.tiphys.events.RunFact;
import dev.tiphys.events.RunFact.LocksGranted;
import dev.tiphys.events.RunFact.LocksReleased;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.MemoAnswered;
import dev.tiphys.events.RunFact.MemoWanted;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.RunFinished;
import dev.tiphys.events.RunFact.RunRetried;
import dev.tiphys.events.RunId;
import dev.tiphys.events.RunNews;
import dev.tiphys.log.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the records of one run say, fact by fact.
final class RunStory {
  private final RunId run;
  private final FactJson json;
  private final Holders holders;
  private final Chain chain;
  private final List<Run> states = new ArrayList<>(List.of(Run.NONE));
  private final List<NodeAdded> nodes = new ArrayList<>();
  private final Set<Integer> held = new HashSet<>();
  private final Set<Integer> asking = new HashSet<>();
  private final Set<Integer> ended = new HashSet<>();
  private final Set<Integer> removed = new HashSet<>();
  private final Map<String, Integer> pods = new HashMap<>();
  private final Map<Spot, Integer> spots = new HashMap<>();
  private final Map<Integer, List<String>> wanted = new HashMap<>();
  private final Map<String, RunNews> recorded = new HashMap<>();
  private final Set<String> unannounced = new HashSet<>();
  private boolean finished;

  /// A place of the run's graph, where one node may be at a time.
  private record Spot(int parent, Role role, int spot, int item) {}

  RunStory(RunId run, LargeValues large, Holders holders) {
    this.run = run;
    this.json = new FactJson(large);
    this.holders = holders;
    this.chain = new Chain(run.stream());
  }

  RunId run() {
    return run;
  }

  Run state() {
    return states.getLast();
  }

  Run state(long version) {
    return states.get((int) version);
  }

  boolean has(String commandId) {
    return chain.has(commandId);
  }

  void unchanged(ObjectStore store) {
    chain.unchanged(store);
  }

  Set<String> unannounced() {
    return unannounced;
  }

  void take(byte[] bytes) {
    var record = chain.take(bytes);
    var facts = new LinkedHashMap<RunFact, String>();
    var order = new ArrayList<RunFact>();
    var state = state();
    for (var commit : record.path("c")) {
      @Nullable RunFact before = null;
      for (var written : commit.path("f")) {
        var fact = read(written, before);
        before = fact;
        check(fact, commit.path("i").asText());
        state = Run.evolve(state, fact);
        order.add(fact);
        facts.put(fact, commit.path("i").asText());
      }
    }
    states.add(state);
    for (var position = 0; position < order.size(); position++) {
      var id = chain.length() + "-" + position;
      RunNews.of(order.get(position), new Seen(state), Instant.EPOCH)
          .ifPresent(
              news -> {
                recorded.put(id, news);
                unannounced.add(id);
              });
    }
  }

  private RunFact read(JsonNode written, @Nullable RunFact before) {
    try (var in = written.traverse()) {
      in.nextToken();
      return json.read(in, before);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Seen(Run run) implements RunNews.Background {
    @Override
    public boolean step(int node) {
      return node >= 0 && run.type(node).step();
    }

    @Override
    public int priority() {
      return run.priority();
    }

    @Override
    public Optional<RunNews.MemoProduced> produced(int node) {
      return run.produced(node);
    }
  }

  private void check(RunFact fact, String commandId) {
    switch (fact) {
      case NodeAdded added -> added(added);
      case NodeEnded end -> ended(end, commandId);
      case LocksWanted(var node, var locks) -> {
        wanted.put(node, locks);
        held.add(node);
      }
      case LocksGranted(var node) -> {
        assertThat(held.remove(node)).as("%s: node %d is granted once", run, node).isTrue();
        holders.granted(run, node, wanted.getOrDefault(node, List.of()));
      }
      case MemoWanted(var node, _, _, _) -> {
        assertThat(asking.add(node)).as("%s: node %d asks once", run, node).isTrue();
      }
      case MemoAnswered(var node, _) ->
          assertThat(asking.remove(node)).as("%s: node %d is answered once", run, node).isTrue();
      case LocksReleased(var node, _) -> {
        held.remove(node);
        holders.released(run, node);
      }
      case RunFinished _ -> {
        assertThat(finished).as("%s finishes once", run).isFalse();
        finished = true;
      }
      case RunRetried retried -> retried(retried);
      default -> {}
    }
  }

  private void added(NodeAdded added) {
    assertThat(finished).as("I7: %s is finished, but adds %s", run, added).isFalse();
    requireLocks(added);
    var spot = new Spot(added.parent(), added.role(), added.spot(), added.item());
    assertThat(spots.put(spot, added.node()))
        .as("I8: %s has another node in place of %s", run, added)
        .isNull();
    nodes.add(added);
    if (added.phase().ended()) {
      ended.add(added.node());
    }
  }

  /// I10: nothing begins in what needs locks and has none. Exit handlers come after.
  private void requireLocks(NodeAdded added) {
    assertThat(wanted.containsKey(-1) && !holders.holds(run, -1))
        .as("I10: %s adds %s without the locks of the run", run, added)
        .isFalse();
    var inner = added;
    while (inner.parent() >= 0 && inner.role() != Role.EXIT && inner.role() != Role.HOOK) {
      inner = nodes.get(inner.parent());
      assertThat(wanted.containsKey(inner.node()) && !holders.holds(run, inner.node()))
          .as("I10: %s adds %s without the locks of %s", run, added, inner)
          .isFalse();
    }
  }

  private void ended(NodeEnded end, String commandId) {
    asking.remove(end.node());
    assertThat(ended.add(end.node())).as("I3: %s: node %d ends once", run, end.node()).isTrue();
    assertThat(end.node()).as("I4: %s: a node that was added", run).isLessThan(nodes.size());
    if (commandId.endsWith("-ended") && nodes.get(end.node()).type().step() && !end.cancelled()) {
      assertThat(commandId)
          .as("I4: %s: what ends node %d is its own end", run, end.node())
          .endsWith(" " + end.node() + "-ended");
    }
    if (commandId.endsWith(" " + end.node() + "-ended") || commandId.endsWith("-forged")) {
      assertThat(held)
          .as("I4: %s: node %d ends before it was dispatched", run, end.node())
          .doesNotContain(end.node());
    }
  }

  private void retried(RunRetried retried) {
    assertThat(finished).as("%s is retried when it is finished", run).isTrue();
    finished = false;
    for (var node : retried.removed()) {
      ended.add(node);
      held.remove(node);
      removed.add(node);
    }
    spots.values().removeAll(retried.removed());
    retried.reopened().forEach(ended::remove);
  }

  /// Only what was recorded is announced, and as it was recorded.
  void announced(News news, String type) {
    assertThat(news.version())
        .as("announced before append: %s of %s", type, run)
        .isLessThanOrEqualTo(chain.length());
    if (news.id().matches("\\d+-\\d+")) {
      assertThat(recorded.get(news.id()))
          .as("%s %s of %s, as recorded", type, news.id(), run)
          .hasSameClassAs(news.news());
      unannounced.remove(news.id());
    }
  }

  /// I4: a machine only begins with what was dispatched.
  void began(Step step) {
    assertThat(step.node()).as("%s: a node that was added", run).isLessThan(nodes.size());
    assertThat(held).as("%s: not held any more", run).doesNotContain(step.node());
    assertThat(asking).as("%s: does not wait for a cache", run).doesNotContain(step.node());
    var before = pods.put(step.podName(), step.node());
    assertThat(before == null || removed.contains(before))
        .as("%s: %s and node %s are one pod: %s", run, step.nodeName(), before, step.podName())
        .isTrue();
  }

  /// A node that waits for locks, if there is one.
  List<Integer> held() {
    return held.stream().sorted().filter(node -> node >= 0).toList();
  }

  /// The nodes as people see them, a line each.
  List<String> nodes() {
    var lines = new ArrayList<String>();
    for (var node : WorkflowView.of(state(), 1).path("status").path("nodes")) {
      lines.add(
          "  %s %s %s %s"
              .formatted(
                  node.path("name").asText(),
                  node.path("type").asText(),
                  node.path("phase").asText(),
                  node.path("message").asText()));
    }
    return lines;
  }
}
