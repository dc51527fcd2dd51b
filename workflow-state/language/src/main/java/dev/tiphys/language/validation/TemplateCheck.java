package dev.tiphys.language.validation;

import dev.tiphys.language.workflow.Body;
import dev.tiphys.language.workflow.Body.DagBody;
import dev.tiphys.language.workflow.Body.StepsBody;
import dev.tiphys.language.workflow.Call;
import dev.tiphys.language.workflow.Template;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks one template and everything below it.
final class TemplateCheck {
  /// Fields whose texts are checked elsewhere, or may hold what only the caller knows.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "name", "steps", "dag", "outputs", "inputs", "annotations", "metrics", "retryStrategy");

  private static final Pattern MEMOIZE_KEY = Pattern.compile("[a-zA-Z0-9][-a-zA-Z0-9]*");

  private final Template template;
  private final Template written;
  private final String where;
  private final CallCheck calls;
  private final Report report;
  private Variables scope;

  /// @param template with defaults
  /// @param written without
  /// @param where how messages call the template, such as `templates.main`
  TemplateCheck(Template template, Template written, String where, CallCheck calls, Report report) {
    this.template = template;
    this.written = written;
    this.where = where;
    this.calls = calls;
    this.report = report;
    this.scope = Variables.of(template, calls.globals());
  }

  /// An inline template of a loop may use the item.
  TemplateCheck inLoop(boolean loops) {
    scope = scope.inLoop(loops);
    return this;
  }

  void check() {
    Rules.checkParameters(template.inputs().parameters(), report.at("inputs"), where + ".inputs");
    Rules.checkArtifacts(template.inputs().artifacts(), report.at("inputs"), where + ".inputs");
    Rules.checkParameters(
        template.outputs().parameters(), report.at("outputs"), where + ".outputs");
    Rules.checkArtifacts(template.outputs().artifacts(), report.at("outputs"), where + ".outputs");
    Rules.checkCommon(
        template.synchronization(), template.metrics(), template.retryStrategy(), report);
    checkTimes();
    checkMemoize();
    checkVariables();
    new BodyCheck(template, where, report).check();
    var ends = calls(template.body());
    var outputs = ends == null ? scope : ends;
    outputs.check(template.json().get("outputs"), report.at("outputs"), where + ".outputs");
    for (var i = 0; i < template.outputs().parameters().size(); i++) {
      var from = template.outputs().parameters().get(i).valueFrom();
      outputs.checkExpression(
          from == null ? null : from.expression(),
          report.at("outputs").at("parameters", i).at("valueFrom.expression"),
          where + ".outputs");
    }
    for (var i = 0; i < template.outputs().artifacts().size(); i++) {
      var artifact = template.outputs().artifacts().get(i);
      var place = report.at("outputs").at("artifacts", i);
      new PlaceCheck(artifact, place, where + ".outputs.artifacts." + artifact.name())
          .checkOutput();
      outputs.checkExpression(
          artifact.fromExpression(),
          report.at("outputs").at("artifacts", i).at("fromExpression"),
          where + ".outputs");
    }
  }

  private void checkTimes() {
    var leaf = !(template.body() instanceof StepsBody) && !(template.body() instanceof DagBody);
    // Defaults may reach templates that have no use for them; only what a template itself says
    // counts.
    var deadline = written.activeDeadlineSeconds();
    if (deadline != null) {
      var here = report.at("activeDeadlineSeconds");
      if (!leaf) {
        here.add(where + ".activeDeadlineSeconds is only valid for leaf templates");
      } else if (!Rules.hasTags(deadline)) {
        var seconds = Rules.integer(deadline);
        if (seconds == null || seconds < 0) {
          here.add(
              where
                  + ".activeDeadlineSeconds must be a positive integer, found \""
                  + deadline
                  + "\"");
        }
      }
    }
    if (!leaf && written.timeout() != null) {
      report.at("timeout").add(where + ".timeout is only valid for leaf templates");
    }
    Rules.checkDuration(template.timeout(), report.at("timeout"), where + ".timeout");
    Rules.checkDuration(
        template.pendingTimeout(), report.at("pendingTimeout"), where + ".pendingTimeout");
    var parallelism = written.parallelism();
    if (parallelism != null && leaf) {
      report
          .at("parallelism")
          .add(where + ".parallelism is only valid for steps and dag templates");
    } else if (parallelism != null && parallelism < 1) {
      report.at("parallelism").add(where + ".parallelism must be at least 1, found " + parallelism);
    }
  }

  private void checkMemoize() {
    var memoize = template.memoize();
    if (memoize == null) {
      return;
    }
    var here = report.at("memoize");
    if (memoize.key().isEmpty()) {
      here.add(where + ".memoize.key is required");
    } else if (!Rules.hasTags(memoize.key()) && !MEMOIZE_KEY.matcher(memoize.key()).matches()) {
      here.at("key").add(where + ".memoize.key '" + memoize.key() + "' is invalid");
    }
    if (memoize.configMap().isEmpty()) {
      here.add(where + ".memoize.cache.configMap.name is required");
    }
    Rules.checkDuration(memoize.maxAge(), here.at("maxAge"), where + ".memoize.maxAge");
  }

  private void checkVariables() {
    template
        .json()
        .properties()
        .forEach(
            field -> {
              if (!ELSEWHERE.contains(field.getKey())) {
                scope.check(field.getValue(), report.at(field.getKey()), where);
              }
            });
  }

  /// Checks the calls of a steps or dag template; gives back what its outputs may use.
  private @Nullable Variables calls(Body body) {
    return switch (body) {
      case StepsBody steps -> steps(steps);
      case DagBody dag ->
          new DagCheck(dag, where, calls, scope, report.at("dag"))
              .check(template.json().path("dag").path("tasks"));
      case Body.ContainerBody _,
          Body.ScriptBody _,
          Body.SuspendBody _,
          Body.ContainerSetBody _,
          Body.ResourceBody _,
          Body.HttpBody _,
          Body.DataBody _,
          Body.PluginBody _ ->
          null;
    };
  }

  private Variables steps(StepsBody body) {
    var called = new HashMap<String, @Nullable Template>();
    var groups = new HashMap<String, Integer>();
    var names = new HashSet<String>();
    for (var i = 0; i < body.steps().size(); i++) {
      var group = i;
      var steps = body.steps().get(i);
      for (var j = 0; j < steps.size(); j++) {
        var step = steps.get(j);
        var here = report.at("steps", i).at(j);
        var there = where + ".steps[" + i + "]";
        if (!checkName(step, here, there + "[" + j + "]", names)) {
          continue;
        }
        there += "." + step.name();
        if (step.depends() != null || !step.dependencies().isEmpty()) {
          here.add(there + " depends and dependencies are for tasks of a dag");
        }
        groups.put(step.name(), i);
        called.put(step.name(), calls.checkTarget(step, here, there));
        calls.check(
            step,
            called.get(step.name()),
            template.json().path("steps").path(i).path(j),
            scope.withCalls("steps", called, name -> groups.get(name) < group),
            scope.withCalls(
                "steps", called, name -> groups.get(name) < group || name.equals(step.name())),
            here,
            there);
      }
    }
    return scope.withCalls("steps", called, name -> true);
  }

  static boolean checkName(Call call, Report here, String there, Set<String> names) {
    if (call.name().isEmpty()) {
      here.add(there + ".name is required");
      return false;
    }
    var problem = Names.problem(call.name());
    if (problem != null) {
      here.at("name").add(there + "." + problem);
      return false;
    }
    if (!names.add(call.name())) {
      here.at("name").add(there + ".name '" + call.name() + "' is not unique");
      return false;
    }
    return true;
  }
}
