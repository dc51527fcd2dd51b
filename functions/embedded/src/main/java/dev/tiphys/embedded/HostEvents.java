package dev.tiphys.embedded;

import dev.tiphys.api.Ingress.Post;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Trust;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.Start;
import dev.tiphys.trigger.Wakes;
import dev.tiphys.trigger.event.Arrivals;
import dev.tiphys.trigger.webhook.Clients;
import dev.tiphys.trigger.webhook.Provider;
import dev.tiphys.trigger.webhook.Webhook;
import io.cloudevents.CloudEvent;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.UUID;

/// Events from outside, and the runs that they start. What is started is durable before the sender
/// gets its answer.
record HostEvents(Host host, Wakes wakes, InProcessBroker broker, DocumentValues values) {
  private static final System.Logger LOG = System.getLogger(HostEvents.class.getName());

  /// Takes what was posted, once its sender is known.
  ///
  /// @throws Refusal `UNAUTHENTICATED` if its sender may not
  void receive(Post post) {
    authenticate(post);
    events(post).forEach(this::receive);
  }

  /// Nothing of the body is read before this.
  private void authenticate(Post post) {
    var provider = Provider.of(post.headers());
    var data = values.secret(post.namespace(), Clients.SECRET);
    if (post.trust() == Trust.TOKEN || provider.isEmpty() && post.trust() == Trust.OPEN) {
      return;
    }
    var clients = data == null ? null : Clients.of(data);
    if (post.trust() == Trust.OPEN && (clients == null || !clients.know(provider.orElseThrow()))) {
      return;
    }
    if (provider.isEmpty()
        || clients == null
        || clients.sender(new Webhook(provider.get(), post.headers(), post.body())).isEmpty()) {
      throw new Refusal(
          Refusal.Code.UNAUTHENTICATED,
          "expected the header Authorization: Bearer with the token of this server, or a webhook of a client in Secret "
              + Clients.SECRET);
    }
  }

  private List<CloudEvent> events(Post post) {
    var place =
        new Arrivals.Post(
            post.namespace(), post.discriminator(), host.now(), UUID.randomUUID().toString());
    var event = post.event().get();
    return event == null
        ? Arrivals.of(place, post.headers(), post.body())
        : List.of(Arrivals.placed(event, place));
  }

  /// Does what an event asks for.
  void receive(CloudEvent event) {
    broker.publish(
        wakes.accept(
            event,
            () -> {
              var birth = host.birth();
              return new Birth.Moment(birth.at(), birth.random());
            }));
  }

  /// A name that is taken by another run stays with it.
  static void start(Host host, RunIndex index, Start start) {
    var run = start.run();
    var found = index.find(run.namespace(), run.name());
    if (found.isPresent() && !found.get().equals(run)) {
      LOG.log(Level.WARNING, "an event starts {0}, which is there already", run);
      return;
    }
    host.start(start);
  }
}
