package dev.tiphys.examples;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.sandbox.Change.Type;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Patch;
import dev.tiphys.sandbox.Writing;
import java.time.Duration;

/// Plays the controller of Jobs in a sandbox, which has objects only: each Job has succeeded as
/// often as it should, as soon as it is there.
final class JobController implements AutoCloseable {
  private final Objects objects;
  private final Thread thread;

  JobController(Objects objects) {
    this.objects = objects;
    thread = Thread.ofVirtual().name("job-controller").start(this::run);
  }

  private void run() {
    var version = 0L;
    try {
      while (true) {
        for (var change : objects.after(version, Duration.ofMinutes(1))) {
          version = change.version();
          if (change.kind().kind().equals("Job") && change.type() == Type.ADDED) {
            succeed(change.after());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void succeed(ObjectNode job) {
    var status = JsonNodeFactory.instance.objectNode();
    status.putObject("status").put("succeeded", job.at("/spec/completions").asInt(1));
    objects.patch(
        objects.kind("batch/v1", "Job").orElseThrow(),
        job.at("/metadata/namespace").asText(),
        job.at("/metadata/name").asText(),
        new Patch.Merge(status),
        Writing.by("job-controller").ofStatus());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
