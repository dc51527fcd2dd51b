package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Archive;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.ResubmitOptions;
import dev.tiphys.embedded.RunIndex.Entry;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.RunCommand.RetryRun;
import dev.tiphys.retention.EndedRuns;
import dev.tiphys.retention.RetentionRules;
import java.util.List;
import java.util.Optional;

/// The archive of a host: the logs of runs that are over (F211). A run that has expired is in the
/// archive alone; until then it is in both.
record HostArchive(HostWorkflows workflows, RunIndex index, RetentionRules rules, EndedRuns runs)
    implements Archive {
  private static final String RESOURCE = "archived-workflows";
  private static final String STATUS = "workflows.argoproj.io/workflow-archiving-status";

  /// Whether the archive has, or will have, a run that is over.
  boolean has(Entry entry) {
    return rules.archived() && rules.archives(runs.labels(entry.run()));
  }

  /// The runs that the archive alone has, as a list shows them.
  List<ObjectNode> expired(String namespace) {
    return list().stream()
        .filter(workflow -> WorkflowView.isExpired(workflow))
        .filter(
            workflow ->
                namespace.isEmpty()
                    || workflow.at("/metadata/namespace").asText().equals(namespace))
        .toList();
  }

  @Override
  public List<ObjectNode> list() {
    return rules.archived()
        ? index.ended().stream().filter(this::has).map(index::summary).map(this::marked).toList()
        : List.of();
  }

  private ObjectNode marked(ObjectNode workflow) {
    if (WorkflowView.isExpired(workflow)) {
      return workflow;
    }
    var marked = workflow.deepCopy();
    marked.withObject("/metadata/labels").put(STATUS, "Archived");
    return marked;
  }

  private Optional<Entry> find(String uid) {
    return index.ended(uid).filter(this::has);
  }

  private Entry existing(String uid) {
    return find(uid).orElseThrow(() -> Refusal.notFound(RESOURCE, uid));
  }

  @Override
  public Optional<ObjectNode> get(String uid) {
    return find(uid).map(entry -> marked(workflows.view(entry.run())));
  }

  @Override
  public boolean delete(String uid) {
    var found = find(uid);
    if (found.isPresent() && !found.get().expired()) {
      throw new Refusal(
          Refusal.Code.FAILED_PRECONDITION,
          "workflow %s is not in the archive alone: delete the workflow first"
              .formatted(found.get().run()));
    }
    found.ifPresent(entry -> workflows.delete(entry.run(), false));
    return found.isPresent();
  }

  @Override
  public ObjectNode retry(String uid, RetryRun command) {
    var run = existing(uid).run();
    var live = index.find(run.namespace(), run.name());
    if (live.isPresent() && !live.get().equals(run)) {
      throw Refusal.exists("workflows", run.name());
    }
    workflows.request(run, command);
    return index.summary(run.namespace(), run.name()).orElseThrow();
  }

  @Override
  public ObjectNode resubmit(String uid, ResubmitOptions options) {
    var run = existing(uid).run();
    return workflows.resubmit(run.namespace(), workflows.view(run), options);
  }
}
