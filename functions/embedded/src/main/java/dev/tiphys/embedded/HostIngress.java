package dev.tiphys.embedded;

import dev.tiphys.api.Ingress;
import dev.tiphys.api.Refusal;
import dev.tiphys.doorway.Status;
import dev.tiphys.stepcomplete.StepComplete;
import io.cloudevents.CloudEvent;

/// The broker as senders outside the process see it. What an event asks of a run is carried out
/// before the sender gets its answer, since this broker forgets when it is killed; news can be lost
/// without harm.
record HostIngress(Host host, InProcessBroker broker, HostEvents events) implements Ingress {
  private static final String OWN = "dev.tiphys.";

  @Override
  public void accept(CloudEvent event) {
    try {
      if (StepComplete.TYPES.contains(event.getType())) {
        host.carryOut(event);
      } else if (event.getType().startsWith(OWN)) {
        broker.accept(event);
      } else {
        events.receive(event);
      }
    } catch (RuntimeException e) {
      throw refusal(e);
    }
  }

  @Override
  public void receive(Post post) {
    try {
      events.receive(post);
    } catch (RuntimeException e) {
      throw refusal(e);
    }
  }

  /// What a client is told of a failure.
  static RuntimeException refusal(RuntimeException failure) {
    var status = Status.of(failure);
    if (failure instanceof Refusal || status.code() == 500) {
      return failure;
    }
    var code = status.again() ? Refusal.Code.UNAVAILABLE : Refusal.Code.INVALID_ARGUMENT;
    return new Refusal(code, status.detail());
  }
}
