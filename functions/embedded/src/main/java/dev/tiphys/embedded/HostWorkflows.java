package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ArtifactContent;
import dev.tiphys.api.Definitions;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.ResubmitOptions;
import dev.tiphys.api.SubmitOptions;
import dev.tiphys.api.Workflows;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.ArtifactCollection;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunCommand.CollectArtifacts;
import dev.tiphys.events.RunCommand.ExpireRun;
import dev.tiphys.events.RunCommand.StopRun;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunId;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.retention.RetentionRules;
import dev.tiphys.stepdispatch.runner.Runner;
import dev.tiphys.trigger.From;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Start;
import dev.tiphys.trigger.Submission;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The runs of a host as the API needs them.
final class HostWorkflows implements Workflows {
  private static final String RESOURCE = "workflows";
  private static final int NAMES_MAX = 8;

  private final Host host;
  private final Runs runs;
  private final RunIndex index;
  private final Runner runner;
  private final HostArchive archive;
  private final HostArtifacts artifacts;
  private final Set<String> starting = ConcurrentHashMap.newKeySet();

  HostWorkflows(
      Host host,
      Runs runs,
      RunIndex index,
      Runner runner,
      RetentionRules rules,
      HostArtifacts artifacts) {
    this.host = host;
    this.runs = runs;
    this.index = index;
    this.runner = runner;
    this.artifacts = artifacts;
    this.archive = new HostArchive(this, index, rules, new HostRetention(host, index));
  }

  @Override
  public List<ObjectNode> events(RunId run, long after) {
    return host.events(run, after);
  }

  @Override
  public String metrics() {
    return host.metrics();
  }

  @Override
  public HostSyncLimits syncLimits() {
    return host.syncLimits();
  }

  @Override
  public HostArchive archive() {
    return archive;
  }

  @Override
  public List<ObjectNode> list(String namespace) {
    return Stream.concat(
            index.list(namespace).stream().map(index::summary), archive.expired(namespace).stream())
        .toList();
  }

  @Override
  public Optional<ObjectNode> summary(String namespace, String name) {
    return index.summary(namespace, name).or(() -> archived(namespace, name));
  }

  @Override
  public Optional<ObjectNode> get(String namespace, String name) {
    return index
        .find(namespace, name)
        .map(this::view)
        .or(
            () ->
                archived(namespace, name)
                    .flatMap(w -> archive.get(w.at("/metadata/uid").asText())));
  }

  /// The newest run of that name that the archive alone has.
  private Optional<ObjectNode> archived(String namespace, String name) {
    return archive.expired(namespace).stream()
        .filter(workflow -> workflow.at("/metadata/name").asText().equals(name))
        .max(Comparator.comparing(w -> w.at("/metadata/creationTimestamp").asText()));
  }

  ObjectNode view(RunId run) {
    var view = runs.load(run);
    return WorkflowView.of(view.state(), view.version());
  }

  @Override
  public Optional<ObjectNode> get(String namespace, String name, long version) {
    return index
        .find(namespace, name)
        .map(run -> runs.streams().at(new StreamName(run.stream()), version))
        .filter(view -> view.version() == version)
        .map(view -> WorkflowView.of(view.state(), view.version()));
  }

  @Override
  public void validate(String namespace, ObjectNode workflow) {
    checked(() -> host.trigger().submit(workflow, in(namespace), host.birth()));
  }

  @Override
  public ObjectNode create(String namespace, ObjectNode workflow) {
    return start(() -> host.trigger().submit(workflow, in(namespace), host.birth()));
  }

  private static Submission in(String namespace) {
    return Submission.builder().namespace(namespace).build();
  }

  @Override
  public ObjectNode submit(String namespace, SubmitOptions options) {
    var submission =
        Submission.builder()
            .namespace(namespace)
            .name(options.name())
            .generateName(options.generateName())
            .entrypoint(options.entryPoint())
            .serviceAccount(options.serviceAccount())
            .priority(options.priority());
    options.parameters().forEach(submission::parameter);
    options.labels().forEach(submission::label);
    options.annotations().forEach(submission::annotation);
    options.artifacts().forEach(submission::artifact);
    Supplier<Start> made =
        () ->
            host.trigger()
                .submit(
                    new From(From.kind(options.resourceKind()), options.resourceName()),
                    submission.build(),
                    host.birth());
    return options.dryRun() ? (ObjectNode) checked(made).workflow() : start(made);
  }

  @Override
  public ObjectNode resubmit(String namespace, String name, ResubmitOptions options) {
    return resubmit(namespace, view(find(namespace, name)), options);
  }

  ObjectNode resubmit(String namespace, ObjectNode earlier, ResubmitOptions options) {
    var submission = Submission.builder().namespace(namespace);
    options.parameters().forEach(submission::parameter);
    return start(
        () ->
            host.trigger().resubmit(earlier, options.memoized(), submission.build(), host.birth()));
  }

  /// Starts what `made` gives. A name that was generated and is taken is generated anew, each time
  /// by another chance.
  private ObjectNode start(Supplier<Start> made) {
    for (var names = 1; ; names++) {
      var start = checked(made);
      var run = start.run();
      if (startIfFree(start)) {
        return index.summary(run.namespace(), run.name()).orElseThrow();
      }
      if (names == NAMES_MAX || !start.workflow().path("metadata").has("generateName")) {
        throw Refusal.exists(RESOURCE, run.name());
      }
    }
  }

  /// Of two at a time with one name the first gets it.
  private boolean startIfFree(Start start) {
    var run = start.run();
    if (!starting.add(run.toString())) {
      return false;
    }
    try {
      if (index.find(run.namespace(), run.name()).isPresent()) {
        return false;
      }
      checked(() -> host.start(start));
      return true;
    } finally {
      starting.remove(run.toString());
    }
  }

  @Override
  public ObjectNode request(String namespace, String name, RunCommand command) {
    request(find(namespace, name), command);
    return index.summary(namespace, name).orElseThrow();
  }

  void request(RunId run, RunCommand command) {
    try {
      host.request(run, command);
    } catch (RunFailure.Rejected e) {
      throw new Refusal(Refusal.Code.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      throw HostIngress.refusal(e);
    }
  }

  private RunId find(String namespace, String name) {
    return index.find(namespace, name).orElseThrow(() -> Refusal.notFound(RESOURCE, name));
  }

  @Override
  public boolean delete(String namespace, String name) {
    return delete(namespace, name, false);
  }

  @Override
  public boolean delete(String namespace, String name, boolean force) {
    var found = index.find(namespace, name);
    found.ifPresent(
        run -> {
          if (isArchived(run)) {
            request(run, new ExpireRun(host.now()));
          } else {
            delete(run, force);
          }
        });
    return found.isPresent();
  }

  /// Ends the run first, so that no step of it goes on; then its artifacts go that `artifactGC`
  /// wants to go with it.
  ///
  /// @throws Refusal if these cannot be deleted, and it is not forced
  void delete(RunId run, boolean force) {
    var state = runs.load(run).state();
    if (state.started() && !state.finished()) {
      host.request(run, new StopRun(Shutdown.TERMINATE, "", null, host.now()));
    }
    if (!force) {
      host.collector().beforeDeletion(run).ifPresent(done -> collected(run, done));
    }
    index.forget(run);
    runner.forget(run);
    runs.delete(run);
  }

  /// What the artifacts ask for of runs whose end nobody may have heard of.
  List<CloudEvent> uncollected() {
    return index.ended().stream()
        .filter(
            entry -> {
              var workflow = index.summary(entry);
              return !workflow.at("/metadata/finalizers").isMissingNode()
                  && workflow.at("/status/artifactGCStatus").isMissingNode();
            })
        .flatMap(entry -> host.collector().overdue(entry.run()).stream())
        .toList();
  }

  /// Whether the archive keeps a run that is over.
  boolean isArchived(RunId run) {
    return index.ended(run.uid()).filter(archive::has).isPresent();
  }

  private void collected(RunId run, CollectArtifacts done) {
    host.request(run, done);
    if (done.problem() != null && !ArtifactCollection.isForced(runs.load(run).state())) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "workflow %s is not deleted before its artifacts (force=true does it): %s"
              .formatted(run, done.problem()));
    }
  }

  @Override
  public Subscription subscribe(Consumer<RunId> changed) {
    return index.listen(changed)::run;
  }

  @Override
  public long logSize(RunId run, String pod, String container) {
    return runner.logSize(run, pod, container);
  }

  @Override
  public byte[] log(RunId run, String pod, String container, long offset, int max) {
    return runner.log(run, pod, container, offset, max);
  }

  @Override
  public List<Written> written(RunId run, String pod, String container) {
    return runner.written(run, pod, container).stream()
        .map(piece -> new Written(piece.upTo(), piece.at()))
        .toList();
  }

  @Override
  public ArtifactContent artifact(ObjectNode workflow, JsonNode artifact, String path) {
    return artifacts.look(workflow, artifact, path);
  }

  @Override
  public String upload(
      String namespace, String template, String artifact, String file, InputStream content)
      throws IOException {
    var spec =
        host.definitions()
            .get(Definitions.Kind.WORKFLOW_TEMPLATE, namespace, template)
            .orElseThrow(() -> Refusal.notFound("workflowtemplates", template))
            .path("spec");
    if (!takes(spec, artifact)) {
      throw new Refusal(
          Refusal.Code.NOT_FOUND,
          "workflow template %s takes no artifact '%s'".formatted(template, artifact));
    }
    var reference = checked(() -> host.trigger().artifactRepository(spec, namespace));
    var key =
        String.join(
            "/",
            "uploads",
            namespace,
            template,
            artifact,
            UUID.randomUUID().toString(),
            file.matches("[A-Za-z0-9][-._A-Za-z0-9]{0,200}") ? file : "file");
    artifacts.keep(
        namespace, reference == null ? MissingNode.getInstance() : reference, key, content);
    return key;
  }

  /// Whether the workflow or its first template has an input artifact of that name.
  private static boolean takes(JsonNode spec, String artifact) {
    var lists = new ArrayList<JsonNode>();
    lists.add(spec.path("arguments").path("artifacts"));
    for (var template : spec.path("templates")) {
      if (template.path("name").equals(spec.path("entrypoint"))) {
        lists.add(template.path("inputs").path("artifacts"));
      }
    }
    return lists.stream()
        .flatMap(list -> StreamSupport.stream(list.spliterator(), false))
        .anyMatch(each -> each.path("name").asText().equals(artifact));
  }

  /// What is wrong with a submission is said as it is, all of it.
  private static <T> T checked(Supplier<T> action) {
    try {
      return action.get();
    } catch (InvalidSubmission e) {
      throw Refusal.invalid(
          e.findings().stream()
              .map(f -> f.path().isEmpty() ? f.message() : f.path() + ": " + f.message())
              .collect(Collectors.joining("; ")));
    } catch (RuntimeException e) {
      throw HostIngress.refusal(e);
    }
  }
}
