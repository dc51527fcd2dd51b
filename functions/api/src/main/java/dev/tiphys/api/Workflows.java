package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The runs of a host, as the API needs them. A Workflow is JSON as Argo shows it; its
/// `metadata.resourceVersion` is the number of the last record of its log.
///
/// A name means the newest run of that name. Every method may throw [Refusal], whose message is
/// shown to people as it is. All may be called from many threads. What they return is only read,
/// so it may be shared; what they are given is theirs.
public interface Workflows {
  /// All runs of a namespace, or of every namespace if it is empty, in any order and without
  /// `status.nodes`: what a list shows must not cost what a run costs.
  List<ObjectNode> list(String namespace);

  /// The run as in [#list].
  Optional<ObjectNode> summary(String namespace, String name);

  /// The run with its `status.nodes`.
  Optional<ObjectNode> get(String namespace, String name);

  /// The run as it was after its record `version`: the fold of the log up to there. Empty if there
  /// is no such run or no such record.
  ///
  /// @param version at least 1
  Optional<ObjectNode> get(String namespace, String name, long version);

  /// Checks a Workflow as [#create] does, but starts nothing; templates that it refers to must
  /// exist.
  void validate(String namespace, ObjectNode workflow);

  /// Starts a run. The host gives it a uid, and a name if there is only a `generateName`.
  ///
  /// @return the Workflow as it stands now
  ObjectNode create(String namespace, ObjectNode workflow);

  /// Makes a Workflow from a template and starts it, or with [SubmitOptions#dryRun] only shows it.
  ///
  /// @return the Workflow as it stands now
  ObjectNode submit(String namespace, SubmitOptions options);

  /// Makes a new Workflow from the one of that name and starts it.
  ///
  /// @return the new Workflow as it stands now
  /// @throws Refusal `NOT_FOUND` if there is no such run
  ObjectNode resubmit(String namespace, String name, ResubmitOptions options);

  /// Carries out `command` and returns when what follows from it is in the log.
  ///
  /// @return the Workflow as it stands then
  /// @throws Refusal `NOT_FOUND` if there is no such run, `FAILED_PRECONDITION` if the run rejects
  ///     the command
  ObjectNode request(String namespace, String name, RunCommand command);

  /// Ends the run if it has not ended, and forgets it.
  ///
  /// @return false if there is none
  boolean delete(String namespace, String name);

  /// What happened to a run after record `after` of its log, in that order, as Events of
  /// Kubernetes whose `resourceVersion` is the number of their record.
  default List<ObjectNode> events(RunId run, long after) {
    return List.of();
  }

  /// What this host counts, in the text format of Prometheus.
  ///
  /// @throws Refusal `NOT_FOUND` if it does not tell
  default String metrics() {
    throw new Refusal(Refusal.Code.NOT_FOUND, "this server tells no metrics");
  }

  /// The runs that are over and that an archive has.
  default Archive archive() {
    return Archive.NONE;
  }

  /// The limits of semaphores.
  default SyncLimits syncLimits() {
    throw new Refusal(Refusal.Code.UNIMPLEMENTED, "this host keeps no limits of semaphores");
  }

  /// As above.
  ///
  /// @param force without deleting the artifacts that `artifactGC` would have gone with it
  default boolean delete(String namespace, String name, boolean force) {
    return delete(namespace, name);
  }

  /// Calls `changed` whenever a run was created, moved on or was deleted. It is called on the
  /// thread that did so, after the append, and returns at once; several changes may come as one
  /// call.
  ///
  /// @return ends the calls when closed
  Subscription subscribe(Consumer<RunId> changed);

  /// How many bytes a container of a step has written to stdout and stderr so far; 0 if none. When
  /// the log says that a node has ended, all that it wrote is there.
  ///
  /// @param pod name of the pod, as in Argo; also where the step is a process
  long logSize(RunId run, String pod, String container);

  /// Up to `max` of those bytes from `offset` on; empty if there is no more so far.
  byte[] log(RunId run, String pod, String container, long offset, int max);

  /// Bytes of a log, from the end of the ones before, and when they were there.
  record Written(long upTo, Instant at) {}

  /// When the bytes of [#log] were written, in their order; those after the last were written
  // since.
  default List<Written> written(RunId run, String pod, String container) {
    return List.of();
  }

  /// What `artifact`, an input or output in the status of `workflow`, is as it is kept, or what
  /// lies below it.
  ///
  /// @param path names between slashes; empty for the artifact itself
  /// @throws Refusal `NOT_FOUND` if there is nothing
  default ArtifactContent artifact(ObjectNode workflow, JsonNode artifact, String path) {
    throw new Refusal(Refusal.Code.UNIMPLEMENTED, "this host keeps no artifacts");
  }

  /// Keeps what comes as an input artifact of a WorkflowTemplate, in the repository of its
  /// namespace.
  ///
  /// @param file what the sender calls it; may be empty
  /// @return its key
  /// @throws Refusal `NOT_FOUND` if there is no such template, or it has no such artifact
  default String upload(
      String namespace, String template, String artifact, String file, InputStream content)
      throws IOException {
    throw new Refusal(Refusal.Code.UNIMPLEMENTED, "this host keeps no artifacts");
  }

  /// Something that goes on until closed.
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
