package dev.tiphys.cli.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.doorway.Runs;
import dev.tiphys.engine.Run;
import dev.tiphys.engine.RunFailure;
import dev.tiphys.engine.WorkflowView;
import dev.tiphys.events.RunId;
import dev.tiphys.log.LogFailure;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStores;
import dev.tiphys.log.stream.StreamName;
import dev.tiphys.log.stream.View;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Runs as the log of a store tells them, whether or not a host serves it. Writes nothing.
public final class Recorded {
  private static final String LATEST = "@latest";

  private Recorded() {}

  /// A run as it was after record `version` of its log, or as it is now.
  ///
  /// @param location of the store: a folder or `s3://bucket/prefix`
  /// @param name of the newest run that is called so; `@latest` for the newest of all
  /// @throws LocalFailure if there is no such store, run or record
  public static ObjectNode workflow(
      String location, String namespace, String name, @Nullable Long version) {
    try {
      if (!location.startsWith("s3:")
          && !location.startsWith("mem:")
          && !Files.isDirectory(Path.of(location))) {
        throw new LocalFailure("--store %s: there is no such folder".formatted(location));
      }
      try (var store = ObjectStores.open(location, ObjectStores.Config.DEFAULT)) {
        return view(store, namespace, name, version);
      }
    } catch (LogFailure e) {
      throw new LocalFailure(String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode view(
      ObjectStore store, String namespace, String name, @Nullable Long version) {
    var runs = Runs.in(store, InstantSource.system(), new SecureRandom());
    RunId newest = null;
    View<Run> latest = null;
    for (var run : (Iterable<RunId>) runs.all()::iterator) {
      if (!run.namespace().equals(namespace) || !name.equals(LATEST) && !run.name().equals(name)) {
        continue;
      }
      var view = runs.load(run);
      if (view.version() > 0
          && (latest == null || created(view.state()).isAfter(created(latest.state())))) {
        newest = run;
        latest = view;
      }
    }
    if (newest == null || latest == null) {
      throw new LocalFailure(
          "workflow \"%s\" not found in namespace %s of this store".formatted(name, namespace));
    }
    if (version == null) {
      return WorkflowView.of(latest.state(), latest.version());
    }
    if (version > latest.version()) {
      throw new LocalFailure(
          "workflow %s has no record %d: its log ends with %d"
              .formatted(newest.name(), version, latest.version()));
    }
    var then = runs.streams().at(new StreamName(newest.stream()), version);
    return WorkflowView.of(then.state(), then.version());
  }

  private static Instant created(Run run) {
    try {
      return run.createdAt();
    } catch (RunFailure.NotYet e) {
      return Instant.MIN;
    }
  }
}
