package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.CallPlan.Args;
import dev.tiphys.engine.CallPlan.Loop;
import dev.tiphys.events.NodeType;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunFact.CallDeferred;
import dev.tiphys.events.RunFact.LocksWanted;
import dev.tiphys.events.RunFact.LoopExpanded;
import dev.tiphys.events.RunFact.NodeAdded;
import dev.tiphys.events.RunFact.NodeEnded;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.TimerKind;
import dev.tiphys.events.RunFact.TimerSet;
import dev.tiphys.language.condition.When;
import dev.tiphys.language.loop.Items;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.time.Durations;
import dev.tiphys.language.workflow.Body.ContainerSetBody;
import dev.tiphys.language.workflow.Body.SuspendBody;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How nodes come to be: from calls, loops, tries and hooks to steps that a runner may take.
final class Starting {
  /// How many templates may call each other (F020).
  static final int DEPTH_MAX = 100;

  /// How much one command may add to a run, in characters of its facts: 32 Mi, half of what the log
  /// takes at once. Loops within loops reach it (attack case 28).
  static final long WEIGHT_MAX = 32L << 20;

  private static final Policy CALL = Policy.strict("steps.", "tasks.", "item.");

  private final Draft draft;

  Starting(Draft draft) {
    this.draft = draft;
  }

  private Run run() {
    return draft.run();
  }

  /// Begins the main tree of the run.
  void root() {
    var spec = run().plan().spec();
    var key = "local/" + spec.entrypoint();
    var args = run().plan().entryArguments(run().parameters().toJavaMap());
    start(new Place(Run.NOBODY, Role.ROOT, 0, -1, ""), key, args, new RunScope(run(), draft.at()));
  }

  /// Where a new node stands.
  record Place(int parent, Role role, int spot, int item, String as) {}

  /// Starts the group of a steps node, or ends the node when there is none left.
  void group(int steps, int group) {
    var number = run().nodes().size();
    add(
        new Place(steps, Role.GROUP, group, -1, "[" + group + "]"),
        NodeType.STEP_GROUP,
        null,
        Phase.RUNNING,
        null,
        Inputs.NONE);
    var calls = run().templateOf(run().node(steps)).groups().get(group).size();
    for (var spot = 0; spot < calls; spot++) {
      call(number, spot);
    }
    if (calls == 0) {
      draft.emit(
          new NodeEnded(number, Phase.SUCCEEDED, null, Outputs.NONE, false, null, draft.at()));
    }
  }

  /// Starts a step of a group or a task of a DAG: one node, or one for each item of its loop.
  void call(int holder, int spot) {
    var plan = callPlan(holder, spot);
    if (!plan.loops()) {
      single(holder, spot, -1);
      return;
    }
    List<JsonNode> items;
    try {
      items = items(plan, holder);
    } catch (RuntimeException e) {
      if (plan.when() != null && skipsWithoutItem(plan, holder)) {
        single(holder, spot, -1);
      } else {
        error(place(holder, spot, -1), message(e));
      }
      return;
    }
    if (items.isEmpty()) {
      skipped(place(holder, spot, -1), "Skipped, empty params");
      return;
    }
    var loop = holder;
    var loopSpot = spot;
    if (run().node(holder).type() == NodeType.DAG) {
      loop = run().nodes().size();
      loopSpot = 0;
      add(place(holder, spot, -1), NodeType.TASK_GROUP, null, Phase.RUNNING, null, Inputs.NONE);
    }
    draft.emit(new LoopExpanded(loop, loopSpot, items));
    for (var item = 0; item < items.size(); item++) {
      single(loop, loopSpot, item);
    }
  }

  private CallPlan callPlan(int holder, int spot) {
    var node = run().node(holder);
    return switch (node.type()) {
      case STEP_GROUP ->
          run().templateOf(run().node(node.parent())).call(node.added().spot(), spot);
      case TASK_GROUP -> callPlan(node.parent(), node.added().spot());
      default -> run().templateOf(node).call(0, spot);
    };
  }

  private int boundary(int holder) {
    var node = run().node(holder);
    return node.type() == NodeType.DAG ? holder : node.boundary();
  }

  private Scope scope(int holder) {
    return Scopes.calls(run(), run().node(boundary(holder)));
  }

  private Place place(int holder, int spot, int item) {
    var plan = callPlan(holder, spot);
    var inTaskGroup = run().node(holder).type() == NodeType.TASK_GROUP;
    var name = inTaskGroup ? "" : "." + plan.name();
    if (item >= 0) {
      name += Items.suffix(item, item(holder, spot, item));
    }
    return new Place(holder, Role.CALL, spot, item, name);
  }

  private JsonNode item(int holder, int spot, int item) {
    return run().node(holder).kids().loops().get(spot).get().items().get(item);
  }

  private List<JsonNode> items(CallPlan plan, int holder) {
    var scope = scope(holder);
    return switch (plan.loop()) {
      case Loop.Once _ -> List.of();
      case Loop.Items(var items) ->
          items.stream()
              .map(
                  item ->
                      new dev.tiphys.language.template.Substitution(scope, CALL, draft.ambient())
                          .apply(item))
              .toList();
      case Loop.Param(var list) -> Items.parse(value(list, scope));
      case Loop.Numbers(var count, var start, var end, var format) ->
          Items.sequence(
              valueOrNull(count, scope),
              valueOrNull(start, scope),
              valueOrNull(end, scope),
              valueOrNull(format, scope));
    };
  }

  private String value(Text text, Scope scope) {
    return text.substitute(scope, CALL, draft.ambient()).toString();
  }

  private @Nullable String valueOrNull(@Nullable Text text, Scope scope) {
    return text == null ? null : value(text, scope);
  }

  private boolean skipsWithoutItem(CallPlan plan, int holder) {
    try {
      var when = plan.when();
      return when != null && !When.evaluate(value(when, scope(holder)));
    } catch (RuntimeException e) {
      return false;
    }
  }

  /// Starts one node of a call, or puts it off until there is room for it.
  void single(int holder, int spot, int item) {
    if (!tried(holder, spot, item)) {
      draft.emit(new CallDeferred(holder, spot, item));
    }
  }

  /// Adds the node of a call: one that begins, or that its condition skips, or that cannot begin.
  /// Adds nothing, and says no, while there is no room for it.
  private boolean tried(int holder, int spot, int item) {
    var plan = callPlan(holder, spot);
    var place = place(holder, spot, item);
    var scope =
        item < 0 ? scope(holder) : Scopes.item(item(holder, spot, item)).over(scope(holder));
    String key;
    try {
      if (plan.when() != null) {
        var when = value(plan.when(), scope);
        if (!When.evaluate(when)) {
          skipped(place, "when '%s' evaluated false".formatted(when));
          return true;
        }
      }
      key = plan.target().key(text -> value(text, scope));
    } catch (RuntimeException e) {
      error(place, message(e));
      return true;
    }
    if (!room(boundary(holder), key)) {
      return false;
    }
    var name = run().templateOf(run().node(boundary(holder))).prefix() + "name";
    start(place, key, plan.args(), scope.over(Scope.of(Map.of(name, plan.name()))));
    return true;
  }

  /// Whether the limits on parallelism, and the run itself, allow one more node.
  private boolean room(int boundary, String key) {
    if (run().suspended()) {
      return false;
    }
    var above = run().node(boundary);
    if (above.kids().active() >= run().templateOf(above).parallelism()) {
      return false;
    }
    var template = run().plan().template(key);
    return template == null || !template.type().step() || roomForSteps();
  }

  /// Whether `spec.parallelism` allows one more step (F134).
  private boolean roomForSteps() {
    var limit = run().plan().spec().parallelism();
    return limit == null || run().activeSteps() < limit;
  }

  /// Whether a steps or DAG node starts nothing more, because a call below it failed (F031).
  boolean failsFast(Node boundary) {
    return boundary.kids().bad() > 0 && run().templateOf(boundary).template().failFast();
  }

  /// Starts a template at a place: with a retry strategy, its first try.
  void start(Place place, String key, Args args, Scope scope) {
    var template = run().plan().template(key);
    if (template == null) {
      error(place, "template %s was not found".formatted(key.substring(key.indexOf('/') + 1)));
      return;
    }
    if (draft.weight() > WEIGHT_MAX) {
      error(
          place,
          "too much begins at once: more than %d characters of facts follow from one event (limit"
                  .formatted(WEIGHT_MAX)
              + " WEIGHT_MAX); let loops within loops be smaller, or limit their parallelism");
      return;
    }
    if (takenOver(place, key, template)) {
      return;
    }
    var depth = place.parent() == Run.NOBODY ? 0 : run().node(place.parent()).depth();
    if (depth >= DEPTH_MAX) {
      error(place, "Maximum recursion depth exceeded. The limit is %d".formatted(DEPTH_MAX));
      return;
    }
    Inputs inputs;
    List<String> locks;
    try {
      inputs = Inputs.of(draft, template, args, scope);
      checkTargets(template, inputs.over(scope));
      locks = Locks.of(run(), template.template().synchronization(), inputs.over(scope), draft);
    } catch (RuntimeException e) {
      error(place, message(e));
      return;
    }
    var retries = template.retry() != null;
    var type = retries ? NodeType.RETRY : template.type();
    var waits = !locks.isEmpty() || template.template().memoize() != null;
    var phase = type.step() || waits ? Phase.PENDING : Phase.RUNNING;
    var number = run().nodes().size();
    add(place, type, key, phase, Locks.waiting(run(), locks), inputs.held(waits));
    if (locks.isEmpty()) {
      unlocked(number);
    } else {
      draft.emit(new LocksWanted(number, locks));
    }
  }

  /// Adds the node of a step that an earlier run has done, and ends it at once.
  private boolean takenOver(Place place, String key, TemplatePlan template) {
    var type = template.type();
    if (place.role() != Role.ROOT && place.role() != Role.CALL
        || !type.step() && type != NodeType.SUSPEND) {
      return false;
    }
    var above = place.parent() == Run.NOBODY ? "" : run().node(place.parent()).name();
    var suffix = above.isEmpty() ? "" : above.substring(run().id().name().length());
    var taken = run().plan().taken(suffix + place.as());
    if (taken == null) {
      return false;
    }
    var number = run().nodes().size();
    var waits = type == NodeType.SUSPEND;
    add(place, waits ? type : NodeType.SKIPPED, key, Phase.PENDING, null, Inputs.NONE);
    draft.emit(
        new NodeEnded(
            number,
            waits ? Phase.SUCCEEDED : Phase.SKIPPED,
            waits ? null : TakenOver.MESSAGE + taken.pod(),
            taken.outputs(),
            false,
            null,
            draft.at()));
    return true;
  }

  /// A node has all locks that it needs: it asks its cache, if it has one, and else begins.
  void unlocked(int number) {
    var node = run().node(number);
    var memoize = run().templateOf(node).template().memoize();
    if (memoize == null) {
      begin(number);
      return;
    }
    try {
      draft.emit(Memo.wanted(run(), node, memoize));
    } catch (RuntimeException e) {
      draft.emit(
          new NodeEnded(number, Phase.ERROR, message(e), Outputs.NONE, false, null, draft.at()));
    }
  }

  /// What a node does first, once nothing holds it back.
  void begin(int number) {
    var node = run().node(number);
    switch (node.type()) {
      case STEPS -> {
        if (run().templateOf(node).groups().isEmpty()) {
          draft.emit(
              new NodeEnded(number, Phase.SUCCEEDED, null, Outputs.NONE, false, null, draft.at()));
        } else {
          group(number, 0);
        }
      }
      case DAG -> dag(node);
      case RETRY -> attempt(number, 0);
      case POD, HTTP, PLUGIN -> step(node);
      case SUSPEND -> suspend(node);
      case STEP_GROUP, TASK_GROUP, CONTAINER, SKIPPED -> {}
    }
  }

  /// Evolving the run looks at the targets of a DAG as soon as its node is there, and must not
  // fail.
  private void checkTargets(TemplatePlan template, Scope scope) {
    var target = template.target();
    if (target != null) {
      var names = target.substitute(scope, Policy.KEEP, draft.ambient()).toString().strip();
      template.dag().targets(names.isEmpty() ? List.of() : List.of(names.split("\\s+")));
    }
  }

  private void dag(Node node) {
    var dag = run().templateOf(node).dag();
    var closure = dag.closure(dag.targets(Scopes.targets(run(), node)));
    if (closure.isEmpty()) {
      draft.emit(
          new NodeEnded(
              node.number(), Phase.SUCCEEDED, null, Outputs.NONE, false, null, draft.at()));
    }
    closure.stream()
        .filter(task -> dag.dependencies(task).length == 0)
        .forEach(task -> call(node.number(), task));
  }

  /// Starts the try that follows the last one, unless the run is suspended: then resuming does.
  void nextAttempt(int retry) {
    var node = run().node(retry);
    var tries = node.kids().started();
    if (!run().suspended() && !node.ended() && run().node(tries.last()).ended()) {
      attempt(retry, tries.size());
    }
  }

  /// Starts the tries that fell due while the run was suspended.
  void overdueAttempts() {
    for (var node : run().nodes()) {
      if (node.type() == NodeType.RETRY && !node.ended() && !node.waits() && !node.removed()) {
        var due = run().timers().getOrElse(new Run.Timer(node.number(), TimerKind.BACKOFF), null);
        if (due == null || !due.isAfter(draft.at())) {
          nextAttempt(node.number());
        }
      }
    }
  }

  private void attempt(int retry, int attempt) {
    var node = run().node(retry);
    var template = run().templateOf(node);
    var type = template.type();
    var number = run().nodes().size();
    add(
        new Place(retry, Role.ATTEMPT, attempt, -1, "(" + attempt + ")"),
        type,
        node.template(),
        type.step() ? Phase.PENDING : Phase.RUNNING,
        null,
        Inputs.ofAttempt(node));
    begin(number);
  }

  private void step(Node node) {
    var template = run().templateOf(node).template();
    timer(node, template.timeout(), TimerKind.DEADLINE);
    timer(node, template.pendingTimeout(), TimerKind.PENDING_DEADLINE);
    if (template.body() instanceof ContainerSetBody(var set)) {
      var spot = 0;
      for (var container : set.path("containers")) {
        add(
            new Place(
                node.number(),
                Role.CONTAINER,
                spot++,
                -1,
                "." + container.path("name").asText("main")),
            NodeType.CONTAINER,
            null,
            Phase.PENDING,
            null,
            Inputs.NONE);
      }
    }
  }

  private void suspend(Node node) {
    if (run().templateOf(node).template().body() instanceof SuspendBody(var duration)) {
      timer(node, duration, TimerKind.SUSPEND);
    }
  }

  private void timer(Node node, @Nullable String duration, TimerKind kind) {
    if (duration == null || duration.isEmpty()) {
      return;
    }
    try {
      var text = Scopes.text(run(), duration, Scopes.body(run(), node), Policy.FINISH, node);
      draft.emit(new TimerSet(node.number(), kind, draft.at().plus(Durations.parse(text))));
    } catch (RuntimeException e) {
      draft.emit(
          new NodeEnded(
              node.number(), Phase.ERROR, message(e), Outputs.NONE, true, null, draft.at()));
    }
  }

  void skipped(Place place, String message) {
    add(place, NodeType.SKIPPED, plainKey(place), Phase.SKIPPED, message, Inputs.NONE);
  }

  /// The template that a call would have run, for its outputs' defaults; null if tags choose it.
  private @Nullable String plainKey(Place place) {
    var key = callPlan(place.parent(), place.spot()).target().key(Text::toString);
    return run().plan().template(key) == null ? null : key;
  }

  /// A node that could not begin: it is over as it comes to be.
  void error(Place place, String message) {
    add(place, NodeType.SKIPPED, null, Phase.ERROR, message, Inputs.NONE);
  }

  /// A task whose `depends` was not met.
  void omitted(int dag, int task) {
    var place = place(dag, task, -1);
    add(
        place,
        NodeType.SKIPPED,
        plainKey(place),
        Phase.OMITTED,
        "omitted: depends condition not met",
        Inputs.NONE);
  }

  private void add(
      Place place,
      NodeType type,
      @Nullable String template,
      Phase phase,
      @Nullable String message,
      Inputs inputs) {
    draft.emit(
        new NodeAdded(
            run().nodes().size(),
            place.parent(),
            place.role(),
            place.spot(),
            place.item(),
            type,
            place.as(),
            template,
            phase,
            message,
            inputs.parameters(),
            inputs.artifacts(),
            inputs.captured(),
            inputs.held(),
            draft.at()));
  }

  /// Starts what was held back, as far as the end of `ended` makes room: below the same steps or
  /// DAG node, and everywhere if the run as a whole has a limit.
  void deferred(Node ended) {
    if (run().deferred().isEmpty()) {
      return;
    }
    if (run().plan().spec().parallelism() == null) {
      deferred(ended.boundary());
    } else {
      deferred();
    }
  }

  /// Starts what was held back, as far as there is room now.
  void deferred() {
    run().deferred().keySet().forEach(this::deferred);
  }

  private void deferred(int boundary) {
    while (boundary != Run.NOBODY && run().shutdown() == null) {
      var queue = run().deferred().getOrElse(boundary, null);
      if (queue == null || run().suspended() || failsFast(run().node(boundary))) {
        return;
      }
      var call = queue.head();
      if (!tried(call.parent(), call.spot(), call.item())) {
        return;
      }
    }
  }

  static String message(RuntimeException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
