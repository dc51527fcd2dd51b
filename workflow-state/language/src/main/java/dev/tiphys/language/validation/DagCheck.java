package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.depends.Depends;
import dev.tiphys.language.depends.DependsException;
import dev.tiphys.language.depends.Result;
import dev.tiphys.language.workflow.Body.DagBody;
import dev.tiphys.language.workflow.Call;
import dev.tiphys.language.workflow.Template;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Checks the tasks of one dag: that their order exists, and that each uses only what came before
/// it.
final class DagCheck {
  private final DagBody dag;
  private final String where;
  private final CallCheck calls;
  private final Variables scope;
  private final Report report;
  private final Map<String, Call> tasks = new LinkedHashMap<>();
  private final Map<String, Set<String>> dependencies = new HashMap<>();
  private final Map<String, @Nullable Template> called = new HashMap<>();

  DagCheck(DagBody dag, String where, CallCheck calls, Variables scope, Report report) {
    this.dag = dag;
    this.where = where;
    this.calls = calls;
    this.scope = scope;
    this.report = report;
  }

  /// @param json the tasks as written
  /// @return what the outputs of the template may use
  Variables check(JsonNode json) {
    var names = new HashSet<String>();
    var good = new ArrayList<Integer>();
    for (var i = 0; i < dag.tasks().size(); i++) {
      var task = dag.tasks().get(i);
      var here = report.at("tasks", i);
      if (TemplateCheck.checkName(task, here, where + ".tasks[" + i + "]", names)) {
        good.add(i);
        tasks.put(task.name(), task);
        called.put(task.name(), calls.checkTarget(task, here, where(task)));
      }
    }
    checkStyle();
    for (var i : good) {
      var task = dag.tasks().get(i);
      dependencies.put(task.name(), dependencies(task, report.at("tasks", i)));
    }
    checkTarget();
    var acyclic = checkCycles(good);
    for (var i : good) {
      var task = dag.tasks().get(i);
      // In a circle nothing comes before anything, and the circle has been reported.
      Predicate<String> before = name -> !acyclic || comesBefore(task.name(), name);
      calls.check(
          task,
          called.get(task.name()),
          json.path(i),
          scope.withCalls("tasks", called, before),
          scope.withCalls("tasks", called, name -> name.equals(task.name()) || before.test(name)),
          report.at("tasks", i),
          where(task));
    }
    return scope.withCalls("tasks", called, name -> true);
  }

  private String where(Call task) {
    return where + ".tasks." + task.name();
  }

  private void checkStyle() {
    var depends = dag.tasks().stream().anyMatch(task -> task.depends() != null);
    var lists = dag.tasks().stream().anyMatch(task -> !task.dependencies().isEmpty());
    if (depends && lists) {
      report.add(where + " cannot use both 'depends' and 'dependencies' in the same DAG template");
    }
    for (var i = 0; i < dag.tasks().size(); i++) {
      var task = dag.tasks().get(i);
      if (depends && (task.continueOn().error() || task.continueOn().failed())) {
        report
            .at("tasks", i)
            .at("continueOn")
            .add(
                where(task)
                    + " cannot use 'continueOn' when using 'depends'. Instead use"
                    + " 'dep-task.Failed'/'dep-task.Errored'");
      }
      if ((depends || lists)
          && !task.name().isEmpty()
          && Character.isDigit(task.name().charAt(0))) {
        report
            .at("tasks", i)
            .at("name")
            .add(
                where(task)
                    + " name cannot begin with a digit when using either 'depends' or"
                    + " 'dependencies'");
      }
    }
  }

  private Set<String> dependencies(Call task, Report here) {
    var found = new HashSet<String>();
    for (var dependency : task.dependencies()) {
      if (known(task, dependency, here.at("dependencies"))) {
        found.add(dependency);
      }
    }
    if (task.depends() == null || task.depends().isBlank()) {
      return found;
    }
    var at = here.at("depends");
    try {
      Depends.parse(task.depends())
          .uses()
          .forEach(
              (dependency, results) -> {
                if (!known(task, dependency, at)) {
                  return;
                }
                found.add(dependency);
                if (results.stream().anyMatch(Result::needsItems)
                    && !tasks.get(dependency).loops()) {
                  at.add(
                      where(task)
                          + " dependency '"
                          + dependency
                          + "' uses an items-based condition such as .AnySucceeded or .AllFailed but"
                          + " does not contain any items");
                }
              });
    } catch (DependsException.UnknownResult e) {
      at.add(
          where(task) + " task result '" + e.result() + "' for task '" + e.task() + "' is invalid");
    } catch (DependsException e) {
      at.add(where(task) + " invalid depends '" + task.depends() + "': " + e.getMessage());
    }
    return found;
  }

  private boolean known(Call task, String dependency, Report at) {
    if (tasks.containsKey(dependency)) {
      return true;
    }
    at.add(where(task) + " dependency '" + dependency + "' not defined");
    return false;
  }

  private void checkTarget() {
    if (dag.target() == null || Rules.hasTags(dag.target())) {
      return;
    }
    for (var target : dag.target().strip().split("\\s+")) {
      if (!target.isEmpty() && !tasks.containsKey(target)) {
        report.at("target").add(where + ".targets: target '" + target + "' is not defined");
      }
    }
  }

  /// Takes tasks away whose dependencies are gone, again and again: what stays goes in circles.
  private boolean checkCycles(List<Integer> good) {
    var open = new HashMap<String, Integer>();
    var dependants = new HashMap<String, List<String>>();
    var free = new ArrayDeque<String>();
    dependencies.forEach(
        (task, needs) -> {
          open.put(task, needs.size());
          needs.forEach(need -> dependants.computeIfAbsent(need, n -> new ArrayList<>()).add(task));
          if (needs.isEmpty()) {
            free.add(task);
          }
        });
    while (!free.isEmpty()) {
      var task = free.remove();
      open.remove(task);
      for (var dependant : dependants.getOrDefault(task, List.of())) {
        if (open.merge(dependant, -1, Integer::sum) == 0) {
          free.add(dependant);
        }
      }
    }
    var reported = new HashSet<String>();
    for (var i : good) {
      var task = dag.tasks().get(i).name();
      if (open.containsKey(task) && !reported.contains(task)) {
        reportCycle(task, i, open.keySet(), reported);
      }
    }
    return open.isEmpty();
  }

  /// Follows dependencies from `start`, which lead into a circle, and reports it once.
  private void reportCycle(String start, int index, Set<String> open, Set<String> reported) {
    var path = new ArrayList<String>();
    var task = start;
    while (!path.contains(task) && !reported.contains(task)) {
      path.add(task);
      task =
          dependencies.get(task).stream().filter(open::contains).sorted().findFirst().orElseThrow();
    }
    if (!reported.contains(task)) {
      var circle = new ArrayList<>(path.subList(path.indexOf(task), path.size()));
      circle.add(task);
      report
          .at("tasks", index)
          .add(where + ".tasks dependency cycle detected: " + String.join("->", circle));
    }
    reported.addAll(path);
  }

  /// Whether `task` waits for the other, directly or through others.
  private boolean comesBefore(String task, String other) {
    // Nearly every reference is to a direct dependency.
    if (dependencies.get(task).contains(other)) {
      return true;
    }
    var seen = new HashSet<String>();
    var open = new ArrayDeque<>(dependencies.get(task));
    while (!open.isEmpty()) {
      var name = open.remove();
      if (name.equals(other)) {
        return true;
      }
      if (seen.add(name)) {
        open.addAll(dependencies.get(name));
      }
    }
    return false;
  }
}
