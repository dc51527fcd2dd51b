package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.schema.Merge;
import dev.tiphys.language.workflow.Body.DagBody;
import dev.tiphys.language.workflow.Body.StepsBody;
import dev.tiphys.language.workflow.Call;
import dev.tiphys.language.workflow.ClusterWorkflowTemplate;
import dev.tiphys.language.workflow.LifecycleHook;
import dev.tiphys.language.workflow.Parameter;
import dev.tiphys.language.workflow.Resource;
import dev.tiphys.language.workflow.Synchronization;
import dev.tiphys.language.workflow.Template;
import dev.tiphys.language.workflow.TemplateRef;
import dev.tiphys.language.workflow.WorkflowSpec;
import dev.tiphys.language.workflow.WorkflowTemplate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Everything that a run can come to call or read, found by following its calls.
///
/// A name with tags is followed as far as it is known before the run: if only the template's name
/// is open, all templates of its library are taken; if that of the library is, none, and the node
/// that calls it will say so.
final class Closure {
  private static final String LOCAL = "local";
  private static final int TEMPLATES_MAX = 10_000;

  private final Catalog catalog;
  private final Globals globals;
  private final ConfigMaps configMaps;
  private final @Nullable JsonNode defaults;
  private final ObjectNode stored = JsonNodeFactory.instance.objectNode();
  private final ArrayDeque<Scoped> open = new ArrayDeque<>();

  /// @param owner where a plain name in the template is looked up
  private record Scoped(String owner, Template template) {}

  private Closure(WorkflowSpec spec, Catalog catalog, Globals globals, ConfigMaps configMaps) {
    this.catalog = catalog;
    this.globals = globals;
    this.configMaps = configMaps;
    defaults = spec.templateDefaults();
  }

  /// The templates to store by their keys; what is read of ConfigMaps goes to `configMaps`.
  ///
  /// @param spec with everything merged into it
  static ObjectNode of(WorkflowSpec spec, Catalog catalog, Globals globals, ConfigMaps configMaps) {
    var closure = new Closure(spec, catalog, globals, configMaps);
    closure.locks(spec.synchronization());
    closure.hooks(LOCAL, spec.hooks());
    spec.templates().forEach(template -> closure.add(LOCAL, template));
    while (!closure.open.isEmpty()) {
      var next = closure.open.remove();
      closure.follow(next.owner(), next.template());
    }
    return closure.stored;
  }

  private void add(String owner, Template template) {
    var whole =
        defaults == null ? template : Template.from(Merge.withDefaults(template.json(), defaults));
    open.add(new Scoped(owner, whole));
  }

  private void follow(String owner, Template template) {
    parameters(template.inputs().parameters());
    locks(template.synchronization());
    switch (template.body()) {
      case StepsBody steps ->
          steps.steps().forEach(group -> group.forEach(step -> call(owner, step)));
      case DagBody dag -> dag.tasks().forEach(task -> call(owner, task));
      default -> {}
    }
  }

  private void call(String owner, Call call) {
    parameters(call.arguments().parameters());
    if (call.inline() != null) {
      add(owner, call.inline());
    }
    target(owner, call.template(), call.templateRef());
    target(owner, call.onExit(), null);
    hooks(owner, call.hooks());
  }

  private void hooks(String owner, Map<String, LifecycleHook> hooks) {
    for (var hook : hooks.values()) {
      parameters(hook.arguments().parameters());
      target(owner, hook.template(), hook.templateRef());
    }
  }

  private void parameters(List<Parameter> parameters) {
    for (var parameter : parameters) {
      var from = parameter.valueFrom();
      if (from != null && from.configMapKeyRef() != null) {
        configMaps.input(from.configMapKeyRef(), globals);
      }
    }
  }

  private void locks(@Nullable Synchronization synchronization) {
    if (synchronization == null) {
      return;
    }
    for (var semaphore : synchronization.semaphores()) {
      if (semaphore.configMapKeyRef() != null) {
        configMaps.semaphore(semaphore.configMapKeyRef(), semaphore.namespace(), globals);
      }
    }
  }

  private void target(String owner, @Nullable String name, @Nullable TemplateRef reference) {
    if (reference != null) {
      globals
          .resolve(reference.name())
          .ifPresent(
              library ->
                  store(library, reference.clusterScope(), globals.resolve(reference.template())));
    } else if (name != null && !name.isEmpty() && !owner.equals(LOCAL)) {
      var slash = owner.indexOf('/');
      store(owner.substring(slash + 1), owner.startsWith("cluster/"), globals.resolve(name));
    }
  }

  /// @param name of the template; all of them if it is not known
  private void store(String library, boolean clusterScope, Optional<String> name) {
    var owner = Catalog.owner(library, clusterScope);
    for (var template : templates(catalog.find(library, clusterScope).map(d -> d.resource()))) {
      var key = owner + "/" + template.name();
      if ((name.isEmpty() || name.get().equals(template.name())) && !stored.has(key)) {
        if (stored.size() >= TEMPLATES_MAX) {
          throw InvalidSubmission.because(
              "spec",
              "the workflow can call more than %d templates of libraries (limit TEMPLATES_MAX)"
                  .formatted(TEMPLATES_MAX));
        }
        stored.set(key, template.json());
        add(owner, template);
      }
    }
  }

  private static List<Template> templates(Optional<? extends @Nullable Resource> library) {
    return switch (library.orElse(null)) {
      case WorkflowTemplate template -> template.spec().templates();
      case ClusterWorkflowTemplate template -> template.spec().templates();
      case null, default -> List.of();
    };
  }
}
