package dev.tiphys.engine;

import dev.tiphys.events.Phase;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.Arguments;
import dev.tiphys.language.workflow.Artifact;
import dev.tiphys.language.workflow.Call;
import dev.tiphys.language.workflow.ContinueOn;
import dev.tiphys.language.workflow.LifecycleHook;
import dev.tiphys.language.workflow.Parameter;
import dev.tiphys.language.workflow.Sequence;
import dev.tiphys.language.workflow.ValueFrom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A step or task, read once: its texts are parsed, its hooks are in order.
///
/// @param captures whether somebody in the calling template refers to its `outputs.result` (F048)
record CallPlan(
    String name,
    Target target,
    Args args,
    @Nullable Text when,
    Loop loop,
    ContinueOn continueOn,
    List<HookPlan> hooks,
    boolean captures) {

  /// What a call hands over.
  record Args(Map<String, Arg> parameters, List<Artifact> artifacts) {
    static final Args NONE = new Args(Map.of(), List.of());

    static Args of(Arguments arguments) {
      if (arguments.parameters().isEmpty() && arguments.artifacts().isEmpty()) {
        return NONE;
      }
      var parameters = new LinkedHashMap<String, Arg>();
      for (var parameter : arguments.parameters()) {
        parameters.put(parameter.name(), Arg.of(parameter));
      }
      return new Args(parameters, arguments.artifacts());
    }
  }

  /// One parameter of a call: a text, or where else its value comes from.
  record Arg(@Nullable Text value, @Nullable ValueFrom valueFrom) {
    static Arg of(Parameter parameter) {
      return new Arg(
          parameter.value() == null ? null : Text.parse(parameter.value()), parameter.valueFrom());
    }
  }

  /// How often a call is made.
  sealed interface Loop {
    /// Once, without an item.
    record Once() implements Loop {}

    /// For each of the items written down.
    record Items(List<com.fasterxml.jackson.databind.JsonNode> items) implements Loop {}

    /// For each element of a JSON list.
    record Param(Text list) implements Loop {}

    /// For each number of a sequence.
    record Numbers(
        @Nullable Text count, @Nullable Text start, @Nullable Text end, @Nullable Text format)
        implements Loop {
      static Numbers of(Sequence sequence) {
        return new Numbers(
            text(sequence.count()),
            text(sequence.start()),
            text(sequence.end()),
            text(sequence.format()));
      }
    }
  }

  /// A template that runs beside or after something.
  ///
  /// @param exit it runs when that something has ended, and needs no expression
  record HookPlan(
      String name, boolean exit, Target target, Args args, @Nullable String expression) {

    /// The hooks of a call or a run, by name, the exit handler last. `onExit` is the older way to
    /// write `hooks.exit`.
    static List<HookPlan> of(
        String owner, @Nullable String onExit, Map<String, LifecycleHook> written, Args exitArgs) {
      var plans = new ArrayList<HookPlan>();
      new TreeMap<>(written)
          .forEach(
              (name, hook) ->
                  plans.add(
                      new HookPlan(
                          name,
                          name.equals("exit"),
                          Target.of(owner, hook.template(), hook.templateRef()),
                          Args.of(hook.arguments()),
                          hook.expression())));
      if (onExit != null && !onExit.isEmpty() && !written.containsKey("exit")) {
        plans.add(new HookPlan("exit", true, Target.of(owner, onExit, null), exitArgs, null));
      }
      return List.copyOf(plans);
    }
  }

  static CallPlan of(Call call, String templateKey, Set<String> captured) {
    var owner = Target.owner(templateKey);
    return new CallPlan(
        call.name(),
        call.inline() == null
            ? Target.of(owner, call.template(), call.templateRef())
            : Target.inline(templateKey + "#" + call.name()),
        Args.of(call.arguments()),
        text(call.when()),
        loop(call),
        call.continueOn(),
        HookPlan.of(owner, call.onExit(), call.hooks(), Args.NONE),
        captured.contains(call.name()));
  }

  private static Loop loop(Call call) {
    if (call.withItems() != null) {
      return new Loop.Items(call.withItems());
    }
    if (call.withParam() != null) {
      return new Loop.Param(Text.parse(call.withParam()));
    }
    return call.withSequence() == null ? new Loop.Once() : Loop.Numbers.of(call.withSequence());
  }

  static @Nullable Text text(@Nullable String raw) {
    return raw == null || raw.isEmpty() ? null : Text.parse(raw);
  }

  /// Whether the caller goes on although this call ended so (F087).
  boolean tolerates(Phase phase) {
    return phase == Phase.FAILED && continueOn.failed()
        || phase == Phase.ERROR && continueOn.error();
  }

  boolean loops() {
    return !(loop instanceof Loop.Once);
  }

  boolean hasHooks() {
    return !hooks.isEmpty();
  }
}
