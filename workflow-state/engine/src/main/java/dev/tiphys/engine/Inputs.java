package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.engine.CallPlan.Args;
import dev.tiphys.language.template.Meaning;
import dev.tiphys.language.template.Policy;
import dev.tiphys.language.template.Scope;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.Parameter;
import dev.tiphys.language.workflow.ValueFrom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a new node is given: the values of its template's inputs, and the values that its template
/// mentions and that may be others later.
///
/// @param held it waits for locks
record Inputs(
    Map<String, String> parameters,
    Map<String, JsonNode> artifacts,
    Map<String, String> captured,
    boolean held) {
  static final Inputs NONE = new Inputs(Map.of(), Map.of(), Map.of(), false);

  private static final Policy CALL = Policy.strict("steps.", "tasks.", "item.");

  /// Names whose values change while a run goes on.
  private static final List<String> CHANGING =
      List.of("workflow.status", "workflow.failures", "workflow.duration");

  /// A try takes the inputs of the node that retries; only what was captured is repeated.
  static Inputs ofAttempt(Node retry) {
    return new Inputs(Map.of(), retry.added().artifacts(), retry.added().captured(), false);
  }

  Inputs held(boolean waits) {
    return new Inputs(parameters, artifacts, captured, waits);
  }

  /// These inputs by their names in tags, before what the caller knows.
  Scope over(Scope caller) {
    var scope = Scope.builder();
    parameters.forEach((name, value) -> scope.put("inputs.parameters." + name, value));
    return scope.build().over(caller);
  }

  /// Resolves the inputs of a template from what a call hands over (F037): the argument, the value
  /// or source of the input itself, its default.
  ///
  /// @throws TemplateException if a value cannot be evaluated
  /// @throws IllegalArgumentException if an input gets no value
  static Inputs of(Draft draft, TemplatePlan template, Args args, Scope scope) {
    var parameters = new LinkedHashMap<String, String>();
    for (var input : template.template().inputs().parameters()) {
      parameters.put(input.name(), parameter(draft, input, args, scope));
    }
    var artifacts = new LinkedHashMap<String, JsonNode>();
    for (var input : template.template().inputs().artifacts()) {
      var artifact = ArtifactPlaces.given(draft, input, args, scope);
      if (artifact != null) {
        artifacts.put(input.name(), artifact);
      }
    }
    return new Inputs(parameters, artifacts, captured(template, scope), false);
  }

  private static String parameter(Draft draft, Parameter input, Args args, Scope scope) {
    var arg = args.parameters().get(input.name());
    String value = null;
    if (arg != null && arg.value() != null) {
      value = argument(draft, arg.value(), scope);
    } else if (arg != null && arg.valueFrom() != null) {
      value = from(draft, arg.valueFrom(), scope);
    }
    if (value == null && input.value() != null) {
      value = substitute(draft, input.value(), scope);
    }
    if (value == null && input.valueFrom() != null) {
      value = from(draft, input.valueFrom(), scope);
    }
    if (value == null) {
      value = input.default_();
    }
    if (value == null) {
      throw new IllegalArgumentException(
          "inputs.parameters.%s was not supplied".formatted(input.name()));
    }
    return value;
  }

  /// An argument that is nothing but an absent output counts as not given (workflows-expr.md §8).
  private static @Nullable String argument(Draft draft, Text text, Scope scope) {
    var sole = text.soleReference();
    if (sole.isPresent() && scope.lookup(sole.get()) instanceof Meaning.Absent) {
      return null;
    }
    return text.substitute(scope, CALL, draft.ambient()).toString();
  }

  private static String substitute(Draft draft, String text, Scope scope) {
    return Text.parse(text).substitute(scope, CALL, draft.ambient()).toString();
  }

  private static @Nullable String from(Draft draft, ValueFrom from, Scope scope) {
    if (from.configMapKeyRef() != null) {
      var ref = from.configMapKeyRef();
      var name = substitute(draft, ref.name(), scope);
      var key = substitute(draft, ref.key(), scope);
      var value = draft.run().plan().configMap(name, key);
      if (value == null && from.default_() == null) {
        throw new IllegalArgumentException(
            "ConfigMap '%s' has no key '%s', or was not there when the run started"
                .formatted(name, key));
      }
      return value == null ? from.default_() : value;
    }
    if (from.expression() != null) {
      return substitute(draft, "{{=" + from.expression() + "}}", scope);
    }
    return from.default_();
  }

  private static Map<String, String> captured(TemplatePlan template, Scope scope) {
    var text = template.text();
    if (!text.contains("{{")) {
      return Map.of();
    }
    var captured = new LinkedHashMap<String, String>();
    for (var name : CHANGING) {
      if (text.contains(name)) {
        capture(name, scope, captured);
      }
    }
    if (text.contains("workflow.outputs.")) {
      scope.names("workflow.outputs.").forEach(name -> capture(name, scope, captured));
    }
    if (template.key().indexOf('#') >= 0 && text.contains("item")) {
      scope.names("item").forEach(name -> capture(name, scope, captured));
    }
    return captured;
  }

  private static void capture(String name, Scope scope, Map<String, String> captured) {
    if (scope.lookup(name) instanceof Meaning.Known(var value)) {
      captured.put(name, value);
    }
  }
}
