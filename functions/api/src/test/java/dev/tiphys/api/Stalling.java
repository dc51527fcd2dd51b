package dev.tiphys.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.events.RunCommand;
import dev.tiphys.events.RunId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A host of which a test breaks a part.
class Stalling implements Workflows {
  private final Workflows host;

  Stalling(Workflows host) {
    this.host = host;
  }

  @Override
  public List<ObjectNode> list(String namespace) {
    return host.list(namespace);
  }

  @Override
  public Optional<ObjectNode> summary(String namespace, String name) {
    return host.summary(namespace, name);
  }

  @Override
  public Optional<ObjectNode> get(String namespace, String name) {
    return host.get(namespace, name);
  }

  @Override
  public Optional<ObjectNode> get(String namespace, String name, long version) {
    return host.get(namespace, name, version);
  }

  @Override
  public void validate(String namespace, ObjectNode workflow) {
    host.validate(namespace, workflow);
  }

  @Override
  public ObjectNode create(String namespace, ObjectNode workflow) {
    return host.create(namespace, workflow);
  }

  @Override
  public ObjectNode submit(String namespace, SubmitOptions options) {
    return host.submit(namespace, options);
  }

  @Override
  public ObjectNode resubmit(String namespace, String name, ResubmitOptions options) {
    return host.resubmit(namespace, name, options);
  }

  @Override
  public ObjectNode request(String namespace, String name, RunCommand command) {
    return host.request(namespace, name, command);
  }

  @Override
  public boolean delete(String namespace, String name) {
    return host.delete(namespace, name);
  }

  @Override
  public Subscription subscribe(Consumer<RunId> changed) {
    return host.subscribe(changed);
  }

  @Override
  public long logSize(RunId run, String pod, String container) {
    return host.logSize(run, pod, container);
  }

  @Override
  public byte[] log(RunId run, String pod, String container, long offset, int max) {
    return host.log(run, pod, container, offset, max);
  }
}
