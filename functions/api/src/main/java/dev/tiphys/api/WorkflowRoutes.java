package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.ResumeRun;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.events.RunCommand.SetNodes;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunCommand.SuspendRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.language.selector.MalformedSelectorException;
import dev.tiphys.language.selector.NodeSelector;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lists, shows, starts and changes workflows.
record WorkflowRoutes(Workflows workflows, InstantSource clock) {
  /// The newest one, as `argo` lets people call it.
  private static final String LATEST = "@latest";

  Reply list(Call call) {
    var filter = WorkflowFilter.of(call);
    var mask = FieldMask.parse(call.text("fields"));
    var all = workflows.list(call.namespaceOrAll()).stream().filter(filter::test).toList();
    return Reply.of(mask.apply(Page.of("Workflow", all, call)));
  }

  Reply get(Call call) {
    var namespace = call.namespace();
    var name = name(call);
    var mask = FieldMask.parse(call.text("fields"));
    var version = call.number("version", 1);
    var workflow =
        version != null
            ? asOf(namespace, name, version)
            : mask.keeps("status.nodes")
                ? workflows.get(namespace, name)
                : workflows.summary(namespace, name);
    var uid = call.text("uid");
    return Reply.of(
        mask.apply(
            workflow
                .filter(found -> uid.isEmpty() || uid.equals(Resources.uid(found)))
                .orElseThrow(() -> Refusal.notFound("workflows", name))));
  }

  private Optional<ObjectNode> asOf(String namespace, String name, long version) {
    var workflow = workflows.get(namespace, name, version);
    if (workflow.isPresent()) {
      return workflow;
    }
    var last =
        workflows
            .summary(namespace, name)
            .map(Resources::version)
            .orElseThrow(() -> Refusal.notFound("workflows", name));
    throw new Refusal(
        Refusal.Code.NOT_FOUND,
        "workflow %s has no record %d: its log ends with %s".formatted(name, version, last));
  }

  Reply create(Call call) {
    var namespace = call.namespace();
    var body = call.body("workflow", "createOptions", "instanceID", "serverDryRun", "namespace");
    var workflow = Resources.read(body, "workflow", "Workflow", namespace);
    var instance = body.text("instanceID");
    if (!instance.isEmpty()) {
      workflow
          .withObject("/metadata/labels")
          .put("workflows.argoproj.io/controller-instanceid", instance);
    }
    if (body.flag("serverDryRun") || dryRun(body)) {
      workflows.validate(namespace, workflow.deepCopy());
      return Reply.of(workflow);
    }
    return Reply.of(workflows.create(namespace, workflow));
  }

  /// Kubernetes' way of asking for a dry run.
  static boolean dryRun(Body body) {
    var options = body.object("createOptions", "dryRun", "fieldManager", "fieldValidation");
    return options.texts("dryRun").contains("All");
  }

  Reply lint(Call call) {
    var namespace = call.namespace();
    var body = call.body("workflow", "namespace");
    var workflow = Resources.read(body, "workflow", "Workflow", namespace);
    workflows.validate(namespace, workflow.deepCopy());
    return Reply.of(workflow);
  }

  Reply submit(Call call) {
    var namespace = call.namespace();
    var body = call.body("resourceKind", "resourceName", "submitOptions", "namespace");
    var options =
        body.object(
            "submitOptions",
            "name",
            "generateName",
            "entryPoint",
            "parameters",
            "serviceAccount",
            "labels",
            "annotations",
            "dryRun",
            "serverDryRun",
            "podPriorityClassName",
            "priority",
            "artifacts");
    var kind = body.text("resourceKind");
    return Reply.of(
        workflows.submit(
            namespace,
            new SubmitOptions(
                kind(kind),
                needed(body, "resourceName"),
                options.textOrNull("name"),
                options.textOrNull("generateName"),
                options.textOrNull("entryPoint"),
                options.pairs("parameters"),
                options.textOrNull("serviceAccount"),
                options.commaPairs("labels"),
                options.commaPairs("annotations"),
                options.pairs("artifacts"),
                options.textOrNull("podPriorityClassName"),
                options.number("priority"),
                options.flag("dryRun") || options.flag("serverDryRun"))));
  }

  /// The kind that is meant by any of the words that `argo submit --from` takes.
  private static String kind(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "workflowtemplate", "workflowtemplates", "wftmpl" -> "WorkflowTemplate";
      case "clusterworkflowtemplate", "clusterworkflowtemplates", "cwftmpl", "cwft" ->
          "ClusterWorkflowTemplate";
      case "cronworkflow", "cronworkflows", "cronwf", "cwf" -> "CronWorkflow";
      default ->
          throw Refusal.invalid(
              "resourceKind: expected WorkflowTemplate, ClusterWorkflowTemplate or CronWorkflow, found '%s'"
                  .formatted(Refusal.shown(text)));
    };
  }

  private static String needed(Body body, String field) {
    var text = body.text(field);
    if (text.isEmpty()) {
      throw Refusal.invalid(field + ": expected a name, found nothing");
    }
    return text;
  }

  Reply delete(Call call) {
    var namespace = call.namespace();
    var name = name(call);
    if (!workflows.delete(namespace, name, call.flag("force"))) {
      throw Refusal.notFound("workflows", name);
    }
    return Reply.empty();
  }

  Reply resubmit(Call call) {
    return Reply.of(workflows.resubmit(call.namespace(), name(call), resubmission(call)));
  }

  static ResubmitOptions resubmission(Call call) {
    var body = call.body("memoized", "parameters", "name", "namespace", "uid");
    return new ResubmitOptions(body.flag("memoized"), body.pairs("parameters"));
  }

  Reply retry(Call call) {
    return request(call, retry(call, clock));
  }

  static RetryRun retry(Call call, InstantSource clock) {
    var body =
        call.body(
            "restartSuccessful", "nodeFieldSelector", "parameters", "name", "namespace", "uid");
    return new RetryRun(
        body.flag("restartSuccessful"), selector(body), body.pairs("parameters"), clock.instant());
  }

  Reply suspend(Call call) {
    call.body("name", "namespace");
    return request(call, new SuspendRun(clock.instant()));
  }

  Reply resume(Call call) {
    var body = call.body("nodeFieldSelector", "name", "namespace");
    return request(call, new ResumeRun(selector(body), clock.instant()));
  }

  Reply stop(Call call) {
    var body = call.body("nodeFieldSelector", "message", "name", "namespace");
    return request(
        call,
        new StopRun(Shutdown.STOP, selector(body), body.textOrNull("message"), clock.instant()));
  }

  Reply terminate(Call call) {
    call.body("name", "namespace");
    return request(call, new StopRun(Shutdown.TERMINATE, "", null, clock.instant()));
  }

  Reply set(Call call) {
    var body =
        call.body("nodeFieldSelector", "message", "phase", "outputParameters", "name", "namespace");
    return request(
        call,
        new SetNodes(
            selector(body),
            phase(body),
            body.textOrNull("message"),
            body.jsonPairs("outputParameters"),
            clock.instant()));
  }

  private static @Nullable Phase phase(Body body) {
    try {
      var phase = body.textOrNull("phase");
      return phase == null ? null : Phase.of(phase);
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("phase: '%s' is not one".formatted(Refusal.shown(body.text("phase"))));
    }
  }

  private static String selector(Body body) {
    var text = body.text("nodeFieldSelector");
    try {
      NodeSelector.parse(text);
      return text;
    } catch (MalformedSelectorException e) {
      throw Refusal.invalid("nodeFieldSelector: " + e.getMessage());
    }
  }

  private Reply request(Call call, RunCommand command) {
    return Reply.of(workflows.request(call.namespace(), name(call), command));
  }

  /// The name of the path; `@latest` is the one that was created last.
  private String name(Call call) {
    return call.variables().getOrDefault("name", "").equals(LATEST)
        ? latest(workflows, call.namespace())
        : call.name();
  }

  static String latest(Workflows workflows, String namespace) {
    return workflows.list(namespace).stream()
        .max(Comparator.comparing(Resources::created))
        .map(Resources::name)
        .orElseThrow(() -> Refusal.notFound("workflows", LATEST));
  }
}
