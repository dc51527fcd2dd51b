package dev.tiphys.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.engine.CallPlan.Arg;
import dev.tiphys.engine.CallPlan.Args;
import dev.tiphys.engine.CallPlan.HookPlan;
import dev.tiphys.events.RunId;
import dev.tiphys.language.schema.Merge;
import dev.tiphys.language.template.Text;
import dev.tiphys.language.workflow.ObjectMeta;
import dev.tiphys.language.workflow.Template;
import dev.tiphys.language.workflow.Workflow;
import dev.tiphys.language.workflow.WorkflowSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a run will do: the resources that it pinned, read once. Templates are compiled when the
/// first node runs them. The same for every state of the run.
final class Plan {
  private final JsonNode pinned;
  private final Set<String> collections;
  private final RunId id;
  private final Workflow workflow;
  private final WorkflowSpec spec;
  private final List<HookPlan> hooks;
  private final Map<String, TakenOver> taken;
  private final Map<String, JsonNode> sources = new HashMap<>();
  private final Map<String, TemplatePlan> compiled = new ConcurrentHashMap<>();

  /// @param pinned as in [dev.tiphys.events.RunFact.RunStarted]
  Plan(JsonNode pinned) {
    this.pinned = pinned;
    collections =
        pinned.findValues("artifactGC").stream()
            .map(gc -> gc.path("strategy").asText(""))
            .collect(Collectors.toUnmodifiableSet());
    workflow = Workflow.from(pinned.path("workflow"));
    taken = TakenOver.of(pinned);
    var meta = workflow.metadata();
    id = new RunId(text(meta.namespace()), text(meta.name()), text(meta.uid()));
    var stored = pinned.get("storedWorkflowTemplateSpec");
    spec = stored == null ? workflow.spec() : WorkflowSpec.from(stored);
    for (var template : spec.templates()) {
      source("local/" + template.name(), template.json());
    }
    pinned
        .path("storedTemplates")
        .properties()
        .forEach(entry -> source(entry.getKey(), entry.getValue()));
    hooks = HookPlan.of("local", spec.onExit(), spec.hooks(), runArguments());
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /// The exit handler of a run gets the arguments of the run (F121).
  private Args runArguments() {
    return Args.of(spec.arguments());
  }

  private void source(String key, JsonNode template) {
    var json = template;
    if (spec.templateDefaults() != null) {
      json = Merge.withDefaults(template, spec.templateDefaults());
    }
    var retry = spec.json().get("retryStrategy");
    if (retry != null && !json.has("retryStrategy")) {
      json = ((ObjectNode) json.deepCopy()).set("retryStrategy", retry);
    }
    sources.put(key, json);
    inline(key, json.path("dag").path("tasks"));
    json.path("steps").forEach(group -> inline(key, group));
  }

  private void inline(String key, JsonNode calls) {
    calls.forEach(
        call -> {
          if (call.has("inline")) {
            source(key + "#" + call.path("name").asText(), call.get("inline"));
          }
        });
  }

  RunId id() {
    return id;
  }

  /// The strategies of `artifactGC` that are said anywhere.
  Set<String> collections() {
    return collections;
  }

  JsonNode pinned() {
    return pinned;
  }

  /// Where artifacts lie that do not say it themselves, as `status.artifactRepositoryRef` has it
  /// (F059).
  JsonNode artifactRepository() {
    var reference = pinned.get("artifactRepositoryRef");
    return reference == null
        ? JsonNodeFactory.instance.objectNode().put("default", true)
        : reference;
  }

  /// The resource as it was submitted.
  Workflow workflow() {
    return workflow;
  }

  ObjectMeta metadata() {
    return workflow.metadata();
  }

  /// What is run: with a workflowTemplateRef the merged spec (F164).
  WorkflowSpec spec() {
    return spec;
  }

  List<HookPlan> hooks() {
    return hooks;
  }

  /// The template of that key, or null if the run pinned none.
  @Nullable TemplatePlan template(String key) {
    var known = compiled.get(key);
    if (known != null) {
      return known;
    }
    var source = sources.get(key);
    return source == null
        ? null
        : compiled.computeIfAbsent(key, k -> new TemplatePlan(k, Template.from(source)));
  }

  /// The value of a key of a ConfigMap that was pinned, or null.
  @Nullable String configMap(String name, String key) {
    var value = pinned.path("configMaps").path(name).get(key);
    return value == null ? null : value.asText();
  }

  /// The locks that stand for room among other runs (F133), in the order in which they are taken.
  List<String> slots() {
    var slots = new ArrayList<String>();
    pinned.path("slots").forEach(slot -> slots.add(slot.asText()));
    return slots;
  }

  /// How long pods are kept that are to be removed, as the configuration has it; null for the usual
  /// time.
  @Nullable String podGcDelay() {
    return pinned.path("podGCDeleteDelayDuration").textValue();
  }

  /// What an earlier run left of the node whose name adds `suffix` to that of the run, or null.
  @Nullable TakenOver taken(String suffix) {
    return taken.get(suffix);
  }

  /// How many seconds a node of that name took in an earlier run, or with an empty `suffix` that
  /// run itself (F206); 0 if nobody knows.
  long estimate(String suffix) {
    return pinned.path("estimates").path(suffix).asLong(0);
  }

  /// Whether a template that the run has may have a gauge in real time.
  boolean hasRealtime() {
    return sources.values().stream()
        .flatMap(source -> source.path("metrics").path("prometheus").valueStream())
        .anyMatch(metric -> metric.path("gauge").path("realtime").asBoolean(false));
  }

  /// The arguments of the run as a call of its entrypoint.
  Args entryArguments(Map<String, String> parameters) {
    var args = new LinkedHashMap<String, Arg>();
    parameters.forEach((name, value) -> args.put(name, new Arg(Text.literal(value), null)));
    return new Args(args, spec.arguments().artifacts());
  }

  /// The spec without its templates, for runners.
  ObjectNode specForSteps() {
    var json = JsonNodeFactory.instance.objectNode();
    spec.json()
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("templates")) {
                json.set(field.getKey(), field.getValue());
              }
            });
    return json;
  }
}
