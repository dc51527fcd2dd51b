package dev.tiphys.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunCommand.StartRun;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.RunId;
import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.workflow.Resource;
import dev.tiphys.language.workflow.Workflow;
import dev.tiphys.language.workflow.WorkflowEventBinding;
import dev.tiphys.language.workflow.WorkflowSpec;
import io.cloudevents.CloudEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns what somebody submitted or applied into the event that starts a run. Does nothing itself:
/// to try is to check.
///
/// Every method throws [InvalidSubmission] with all that is wrong, and whatever [Resources] throws.
public final class Trigger {
  /// What Knative's ApiServerSource sends for a new resource.
  public static final String RESOURCE_ADDED = "dev.knative.apiserver.resource.add";

  /// There is one start of a run, so its event needs no other id.
  private static final String EVENT_ID = "start";

  private static final String TEMPLATE_OF_BINDING = "spec.submit.workflowTemplateRef";

  private final Resources resources;
  private final ControllerConfig config;
  private final RunEvents events;
  private final Baselines baselines;

  /// Looks up in `resources` whatever Workflows refer to, each time anew.
  public Trigger(Resources resources, ControllerConfig config, RunEvents events) {
    this(resources, config, events, Baselines.NONE);
  }

  /// As above, with earlier runs to estimate new ones by.
  public Trigger(
      Resources resources, ControllerConfig config, RunEvents events, Baselines baselines) {
    this.resources = resources;
    this.config = config;
    this.events = events;
    this.baselines = baselines;
  }

  /// Checks a template, a CronWorkflow or an event binding, together with the templates that it
  /// refers to. Those of a binding may come later.
  public void check(JsonNode definition, String namespace) {
    var document = Unplaced.document(definition, "");
    var catalog = new Catalog(resources, namespace);
    catalog.collect(document.json());
    var findings =
        Check.findings(
            document,
            catalog.found(),
            null,
            JsonNodeFactory.instance.objectNode(),
            true,
            config.workflowDefaults() == null ? null : config.workflowDefaults().get("spec"));
    if (document.resource() instanceof WorkflowEventBinding) {
      findings = findings.stream().filter(f -> !f.path().startsWith(TEMPLATE_OF_BINDING)).toList();
    }
    if (!findings.isEmpty()) {
      throw new InvalidSubmission(findings);
    }
  }

  /// What `status.artifactRepositoryRef` of a run with that spec would hold; null for the
  /// repository of the host.
  public @Nullable ObjectNode artifactRepository(JsonNode spec, String namespace) {
    var problems = new ArrayList<Finding>();
    var found =
        new ArtifactRepositories(resources, namespace, config.artifactRepository())
            .find(
                WorkflowSpec.from(spec),
                (place, problem) -> problems.add(new Finding("", 0, place, problem)));
    if (!problems.isEmpty()) {
      throw new InvalidSubmission(problems);
    }
    return found;
  }

  /// A run of a Workflow that stands in a file.
  public Start submit(Document workflow, Submission submission, Birth birth) {
    return start(submission.apply(readable(workflow)), submission.strict(), birth);
  }

  /// A run of a Workflow that came as JSON.
  public Start submit(JsonNode workflow, Submission submission, Birth birth) {
    return submit(Unplaced.document(workflow, ""), submission, birth);
  }

  /// A run of a template or of a CronWorkflow, now.
  public Start submit(From from, Submission submission, Birth birth) {
    var namespace = Objects.requireNonNullElse(submission.namespace(), "default");
    return submit(from.workflow(resources, namespace, birth.at()), submission, birth);
  }

  /// The run of a CronWorkflow for one of its ticks (F177).
  ///
  /// @param cron with its name, namespace and uid
  /// @param name of the run
  public Start scheduled(JsonNode cron, String name, Instant tick, Birth birth) {
    var metadata = cron.path("metadata");
    var from = new From(Resources.Kind.CRON_WORKFLOW, metadata.path("name").asText());
    var document = from.workflow(cron, tick);
    var workflow = (ObjectNode) document.json().deepCopy();
    workflow
        .withObject("/metadata")
        .withArray("/ownerReferences")
        .addObject()
        .put("apiVersion", Resource.API_VERSION)
        .put("kind", "CronWorkflow")
        .put("name", from.name())
        .put("uid", metadata.path("uid").asText())
        .put("controller", true)
        .put("blockOwnerDeletion", true);
    var submission =
        Submission.builder()
            .name(name)
            .namespace(metadata.path("namespace").asText())
            .strict(false)
            .build();
    return submit(document.changed(workflow), submission, birth);
  }

  /// A new run of an earlier Workflow, with the templates as they are now.
  ///
  /// @param earlier as Argo shows it, with its status
  /// @param memoized take over the outputs of steps that succeeded instead of running them again
  public Start resubmit(JsonNode earlier, boolean memoized, Submission submission, Birth birth) {
    var taken = memoized ? Resubmission.succeeded(earlier) : null;
    var workflow = submission.apply(readable(Resubmission.workflow(earlier)));
    return start(
        workflow,
        submission.strict(),
        birth,
        pinned -> {
          if (taken != null) {
            pinned.set("memoized", taken);
          }
        });
  }

  /// The run of a Workflow that somebody applied to a cluster. The uid is that of the resource, so
  /// that however often this event comes, it is one run; nothing if it was completed before.
  ///
  /// @throws IllegalArgumentException if the event is none about a new resource, with the resource
  ///     as its data
  public Optional<Start> added(CloudEvent event, Birth.Moment moment) {
    if (!event.getType().equals(RESOURCE_ADDED)) {
      throw new IllegalArgumentException(
          "type: expected %s, found %s".formatted(RESOURCE_ADDED, Names.shown(event.getType())));
    }
    var data = event.getData();
    if (data == null) {
      throw new IllegalArgumentException("data: expected a Workflow, found nothing");
    }
    var document = readable(Unplaced.read(data.toBytes(), ""));
    var json = (ObjectNode) document.json().deepCopy();
    var metadata = json.withObject("/metadata");
    var uid = metadata.path("uid").asText("");
    if (uid.isEmpty()) {
      throw InvalidSubmission.because("metadata.uid", "expected the uid of a resource, found none");
    }
    if (metadata.path("labels").path(Names.COMPLETED).asText().equals("true")
        || !json.at("/status/finishedAt").asText("").isEmpty()) {
      return Optional.empty();
    }
    json.remove("status");
    metadata.remove("managedFields");
    return Optional.of(start(document.changed(json), false, moment.birth(uid)));
  }

  private static Document readable(Document document) {
    if (document.resource() instanceof Workflow) {
      return document;
    }
    throw new InvalidSubmission(
        document.findings().isEmpty()
            ? List.of(
                new Finding(
                    document.file(),
                    document.yaml().locate("kind").line(),
                    "kind",
                    "expected Workflow, found "
                        + Names.shown(document.json().path("kind").asText("nothing"))))
            : document.findings());
  }

  private Start start(Document workflow, boolean strict, Birth birth) {
    return start(workflow, strict, birth, pinned -> {});
  }

  private Start start(Document workflow, boolean strict, Birth birth, Consumer<ObjectNode> more) {
    var pinned = Pinning.pin(workflow, strict, resources, config, birth);
    more.accept(pinned);
    Estimates.of(baselines, pinned.path("workflow").path("metadata"))
        .ifPresent(estimates -> pinned.set("estimates", estimates));
    var metadata = pinned.path("workflow").path("metadata");
    RunId run;
    try {
      run =
          new RunId(
              metadata.path("namespace").asText(),
              metadata.path("name").asText(),
              metadata.path("uid").asText());
    } catch (IllegalArgumentException e) {
      throw InvalidSubmission.because("metadata", String.valueOf(e.getMessage()));
    }
    var command = new StartRun(pinned, birth.at());
    return new Start(run, command, events.request(run, EVENT_ID, command));
  }
}
