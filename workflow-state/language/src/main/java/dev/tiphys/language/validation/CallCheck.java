package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.workflow.Arguments;
import dev.tiphys.language.workflow.Call;
import dev.tiphys.language.workflow.LifecycleHook;
import dev.tiphys.language.workflow.Template;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks what calls templates: steps, tasks, hooks and exit handlers.
record CallCheck(Map<String, Template> templates, Library library, Globals globals) {
  /// The most nodes that one loop may become. More is refused, written down or computed.
  static final int ITEMS_MAX = 100_000;

  /// The template of that name; null where it cannot be known, with a finding where it should be.
  @Nullable Template checkTemplateName(String name, Report report, String where) {
    var template = templates.get(name);
    if (template == null && !Rules.hasTags(name)) {
      report.add(where + " template name '" + name + "' undefined");
    }
    return template;
  }

  /// Checks whom a step or task calls and hands back the template; null where only a run knows it.
  @Nullable Template checkTarget(Call call, Report report, String where) {
    var named = call.template() != null && !call.template().isEmpty();
    var targets =
        Stream.of(named, call.templateRef() != null, call.inline() != null)
            .filter(there -> there)
            .count();
    if (targets != 1) {
      report.add(
          where
              + (targets == 0
                  ? " template, templateRef or inline is required"
                  : " must have exactly one of template, templateRef and inline"));
      return null;
    }
    if (call.inline() != null) {
      return call.inline();
    }
    var reference = call.templateRef();
    return reference != null
        ? library.template(reference, report.at("templateRef"), where)
        : checkTemplateName(call.template(), report.at("template"), where);
  }

  void checkLoop(Call call, Report report, String where) {
    var sources =
        Stream.of(call.withItems(), call.withParam(), call.withSequence())
            .filter(java.util.Objects::nonNull)
            .count();
    if (sources > 1) {
      report.add(where + " only one of withItems, withParam and withSequence may be there");
    }
    if (call.withItems() != null && call.withItems().size() > ITEMS_MAX) {
      report.at("withItems").add(tooMany(where, "withItems", call.withItems().size()));
    }
    var sequence = call.withSequence();
    if (sequence == null) {
      return;
    }
    var here = report.at("withSequence");
    if (sequence.count() != null && sequence.end() != null) {
      here.add(where + " withSequence: only one of count and end may be there");
    } else if (sequence.count() == null && sequence.end() == null) {
      here.add(where + " neither end nor count was specified in withSequence");
    }
    var count = number(sequence.count(), here.at("count"), where);
    var start = number(sequence.start(), here.at("start"), where);
    var end = number(sequence.end(), here.at("end"), where);
    // Double arithmetic cannot overflow, and is exact far beyond the limit.
    var items =
        count != null
            ? Math.abs((double) count)
            : end != null && (start != null || sequence.start() == null)
                ? Math.abs((double) end - (start == null ? 0 : start)) + 1
                : 0;
    if (items > ITEMS_MAX) {
      here.add(tooMany(where, "withSequence", items));
    }
  }

  private static String tooMany(String where, String loop, double items) {
    return "%s %s has %.0f items; at most %d are allowed (limit ITEMS_MAX)"
        .formatted(where, loop, items, ITEMS_MAX);
  }

  private static @Nullable Long number(@Nullable String text, Report report, String where) {
    if (text == null || Rules.hasTags(text)) {
      return null;
    }
    var number = Rules.integer(text);
    if (number == null) {
      report.add(where + " strconv.Atoi: parsing \"" + text + "\": invalid syntax");
    }
    return number;
  }

  /// Complains of inputs without value that a caller does not supply.
  void checkSupplied(Template called, Arguments arguments, Report report, String where) {
    Rules.checkParameters(arguments.parameters(), report.at("arguments"), where + ".arguments");
    Rules.checkArtifacts(arguments.artifacts(), report.at("arguments"), where + ".arguments");
    for (var input : called.inputs().parameters()) {
      var given = arguments.parameter(input.name());
      if (given == null
          && input.value() == null
          && input.valueFrom() == null
          && input.default_() == null) {
        report.add(where + " inputs.parameters." + input.name() + " was not supplied");
      }
      var value = given == null ? null : given.value();
      if (value != null
          && input.enum_() != null
          && !Rules.hasTags(value)
          && !input.enum_().contains(value)) {
        report.add(
            where
                + ".arguments."
                + input.name()
                + ".value should be present in templates."
                + called.name()
                + ".inputs.parameters."
                + input.name()
                + ".enum list");
      }
    }
    for (var input : called.inputs().artifacts()) {
      if (input.location() == null
          && !input.optional()
          && arguments.artifact(input.name()) == null) {
        report.add(where + " inputs.artifacts." + input.name() + " was not supplied");
      }
    }
  }

  /// Hooks of a spec: their arguments see only what is global, which nothing here can judge.
  void checkHooks(Map<String, LifecycleHook> hooks, Report report, String where) {
    hooks.forEach(
        (name, hook) -> {
          var here = report.at(name);
          var there = where + "." + name;
          if (!name.equals("exit") && (hook.expression() == null || hook.expression().isEmpty())) {
            here.add(there + " expression is required");
          }
          Syntax.expression(hook.expression(), here.at("expression"), there);
          var called = hookTemplate(hook, here, there);
          if (called != null) {
            checkSupplied(called, hook.arguments(), here, there);
          }
        });
  }

  private @Nullable Template hookTemplate(LifecycleHook hook, Report report, String where) {
    if (hook.templateRef() != null) {
      return library.template(hook.templateRef(), report.at("templateRef"), where);
    }
    if (hook.template() == null || hook.template().isEmpty()) {
      report.add(where + " template or templateRef is required");
      return null;
    }
    return checkTemplateName(hook.template(), report.at("template"), where);
  }

  /// Checks one step or task whose name is known to be good.
  ///
  /// @param scope what its texts may use
  /// @param own what its hooks may use besides: the call itself, finished
  /// @param json the call as written
  void check(
      Call call,
      @Nullable Template called,
      JsonNode json,
      Variables scope,
      Variables own,
      Report report,
      String where) {
    checkLoop(call, report, where);
    Syntax.when(call.when(), report.at("when"), where);
    Syntax.items(call.withParam(), report.at("withParam"), where);
    if (called != null) {
      checkSupplied(called, call.arguments(), report, where);
    }
    var looping = scope.inLoop(call.loops());
    for (var field : new String[] {"arguments", "when", "template", "templateRef"}) {
      looping.check(json.get(field), report.at(field), where);
    }
    for (var field : new String[] {"withItems", "withParam", "withSequence"}) {
      scope.check(json.get(field), report.at(field), where);
    }
    for (var artifact : call.arguments().artifacts()) {
      scope.checkExpression(artifact.fromExpression(), report.at("arguments.artifacts"), where);
    }
    own.inLoop(call.loops()).check(json.get("hooks"), report.at("hooks"), where);
    checkHooks(call.hooks(), report.at("hooks"), where + ".hooks");
    if (call.onExit() != null && !call.onExit().isEmpty()) {
      checkTemplateName(call.onExit(), report.at("onExit"), where + ".onExit");
    }
    if (call.inline() != null) {
      new TemplateCheck(call.inline(), call.inline(), where + ".inline", this, report.at("inline"))
          .inLoop(call.loops())
          .check();
    }
  }
}
