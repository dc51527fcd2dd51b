package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunCommand.RetryRun;
import java.util.List;
import java.util.Optional;

/// The runs that are over and that an archive has, as the API needs them: by their uids, since a
/// name may have been used again. Some may still be there as live runs as well.
///
/// As [Workflows], for many threads, and every method may throw [Refusal].
public interface Archive {
  /// No archive is configured.
  Archive NONE =
      new Archive() {
        @Override
        public List<ObjectNode> list() {
          return List.of();
        }

        @Override
        public Optional<ObjectNode> get(String uid) {
          return Optional.empty();
        }

        @Override
        public boolean delete(String uid) {
          return false;
        }

        @Override
        public ObjectNode retry(String uid, RetryRun command) {
          throw Refusal.notFound("archived-workflows", uid);
        }

        @Override
        public ObjectNode resubmit(String uid, ResubmitOptions options) {
          throw Refusal.notFound("archived-workflows", uid);
        }
      };

  /// All of them, in any order and without `status.nodes`.
  List<ObjectNode> list();

  /// One of them, with its `status.nodes`.
  Optional<ObjectNode> get(String uid);

  /// Deletes what the archive has of a run.
  ///
  /// @return false if it has nothing
  /// @throws Refusal `FAILED_PRECONDITION` if the run is there as a live one as well
  boolean delete(String uid);

  /// Runs again what failed: the run is a live one again.
  ObjectNode retry(String uid, RetryRun command);

  /// Makes a new Workflow from it and starts it.
  ObjectNode resubmit(String uid, ResubmitOptions options);
}
