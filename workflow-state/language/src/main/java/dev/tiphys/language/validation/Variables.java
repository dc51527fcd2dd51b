package dev.tiphys.language.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.expression.Expression;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.Template;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The variables that one place may use, and a search of texts for others.
///
/// Only names below `item`, `steps`, `inputs`, `outputs`, `pod`, `workflow` and `tasks` are judged
/// (F225); whatever else stands in braces may be meant for another program.
///
/// @param template whose inputs and outputs are meant
/// @param calls all steps or tasks by name; a null template is known only to the run
/// @param finished which of them are over when these variables are used
/// @param family `steps` or `tasks`, for what [#calls] are called by
/// @param item inside of a loop
record Variables(
    Template template,
    Globals globals,
    Map<String, @Nullable Template> calls,
    Predicate<String> finished,
    @Nullable String family,
    boolean item) {
  private static final Set<String> STATUS =
      Set.of(
          "id",
          "ip",
          "status",
          "startedAt",
          "finishedAt",
          "hostNodeName",
          "exitCode",
          "outputs",
          "outputs.exitCode",
          "outputs.result",
          "outputs.parameters",
          "outputs.artifacts");

  static Variables of(Template template, Globals globals) {
    return new Variables(template, globals, Map.of(), name -> false, null, false);
  }

  Variables withCalls(
      String family, Map<String, @Nullable Template> calls, Predicate<String> finished) {
    return new Variables(template, globals, calls, finished, family, item);
  }

  Variables inLoop(boolean loops) {
    return new Variables(template, globals, calls, finished, family, item || loops);
  }

  /// Complains of every text in `json` that names what is not there.
  void check(@Nullable JsonNode json, Report report, String where) {
    if (json == null) {
      return;
    }
    switch (json.getNodeType()) {
      case STRING -> checkText(json.textValue(), report, where);
      case ARRAY -> {
        for (var i = 0; i < json.size(); i++) {
          check(json.get(i), report.at(i), where);
        }
      }
      case OBJECT ->
          json.properties()
              .forEach(
                  field -> {
                    checkText(field.getKey(), report, where);
                    check(field.getValue(), report.at(field.getKey()), where);
                  });
      default -> {}
    }
  }

  void checkText(@Nullable String text, Report report, String where) {
    if (text == null || !text.contains("{{")) {
      return;
    }
    try {
      var parsed = Text.parse(text);
      for (var name : parsed.references()) {
        if (!knows(name)) {
          report.add(where + " failed to resolve {{" + name + "}}");
        }
      }
      for (var mistake : parsed.mistakes()) {
        report.add(where + " " + mistake);
      }
    } catch (TemplateException e) {
      report.add(where + " " + e.getMessage());
    }
  }

  /// Complains of an expression that is none, and of what it names in vain.
  ///
  /// Names that may be absent (`?.`, `??`) are let through.
  void checkExpression(@Nullable String expression, Report report, String where) {
    // With tags in it the expression is not known yet.
    if (expression == null || expression.isEmpty() || Rules.hasTags(expression)) {
      return;
    }
    try {
      var parsed = Expression.parse(expression);
      for (var name : parsed.names()) {
        if (!parsed.isOptional(name) && !knows(name)) {
          report.add(where + " failed to evaluate expression: " + name + " is missing");
        }
      }
    } catch (ExpressionException e) {
      report.add(where + " failed to evaluate expression: " + e.getMessage());
    }
  }

  private boolean knows(String name) {
    var dot = name.indexOf('.');
    var prefix = dot < 0 ? name : name.substring(0, dot);
    var rest = dot < 0 ? "" : name.substring(dot + 1);
    // A bare prefix is a map, and to be had in expressions.
    if (rest.isEmpty() && !prefix.equals("item")) {
      return true;
    }
    return switch (prefix) {
      case "item" -> item;
      case "workflow" -> globals.knows(rest);
      case "pod" -> rest.equals("name");
      case "inputs" -> input(rest);
      case "outputs" -> output(rest);
      case "steps", "tasks" -> rest.equals("name") || prefix.equals(family) && call(rest);
      default -> true;
    };
  }

  private boolean input(String rest) {
    if (rest.equals("parameters") || rest.equals("artifacts")) {
      return true;
    }
    if (rest.startsWith("parameters.")) {
      return template.inputs().parameter(rest.substring("parameters.".length())) != null;
    }
    return rest.startsWith("artifacts.")
        && template.inputs().artifact(artifactName(rest.substring("artifacts.".length()))) != null;
  }

  private boolean output(String rest) {
    if (rest.equals("result") || rest.equals("exitCode") || rest.equals("parameters")) {
      return true;
    }
    if (rest.startsWith("parameters.")) {
      return template.outputs().parameter(artifactName(rest.substring("parameters.".length())))
          != null;
    }
    return rest.startsWith("artifacts.")
        && template.outputs().artifact(artifactName(rest.substring("artifacts.".length()))) != null;
  }

  private static String artifactName(String rest) {
    return rest.endsWith(".path") ? rest.substring(0, rest.length() - ".path".length()) : rest;
  }

  private boolean call(String rest) {
    var dot = rest.indexOf('.');
    var name = dot < 0 ? rest : rest.substring(0, dot);
    if (!calls.containsKey(name) || !finished.test(name)) {
      return false;
    }
    if (dot < 0) {
      return true;
    }
    var called = calls.get(name);
    var field = rest.substring(dot + 1);
    if (STATUS.contains(field)) {
      return true;
    }
    if (field.startsWith("outputs.parameters.")) {
      return called == null
          || called.outputs().parameter(field.substring("outputs.parameters.".length())) != null;
    }
    return field.startsWith("outputs.artifacts.")
        && (called == null
            || called.outputs().artifact(field.substring("outputs.artifacts.".length())) != null);
  }
}
