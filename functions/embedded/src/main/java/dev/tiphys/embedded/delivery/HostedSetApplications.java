package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Applications;
import dev.tiphys.api.Applications.Cascade;
import dev.tiphys.api.Applications.Key;
import dev.tiphys.api.Refusal;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.applications.DestinationFailure;
import dev.tiphys.applications.SetResources;
import dev.tiphys.appset.SetApplications;
import dev.tiphys.appset.SetRefused;
import dev.tiphys.events.delivery.SetId;
import dev.tiphys.language.application.Application;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The applications of a host, as sets change them.
///
/// @param gone is told which set is gone
record HostedSetApplications(DeliveryChain chain, SetResources sets, Consumer<SetId> gone)
    implements SetApplications {
  private static final String FINALIZER = "resources-finalizer.argocd.argoproj.io";

  private Applications applications() {
    return new HostedApplications(chain);
  }

  @Override
  public List<ObjectNode> all(String namespace) {
    return chain.resources().list().stream()
        .filter(application -> DeliveryResources.namespace(application).equals(namespace))
        .map(this::withDeletion)
        .toList();
  }

  /// That an application is being deleted is in the log alone.
  private ObjectNode withDeletion(ObjectNode application) {
    try {
      var deletion = chain.apps().load(DeliveryResources.id(application), 0).deletion();
      if (deletion != null) {
        application
            .withObject("/metadata")
            .put("deletionTimestamp", ApplicationStatus.text(deletion.requestedAt()));
      }
    } catch (IllegalArgumentException e) {
      // What stands in a file may be no Application; nobody has ever deleted it.
      return application;
    }
    return application;
  }

  @Override
  public Optional<ObjectNode> shown(String namespace, String name) {
    return applications().get(new Key(namespace, name));
  }

  @Override
  public Optional<String> refusal(Application application) {
    if (chain.resources().project(application.spec().project()).isEmpty()) {
      return Optional.of(
          "application references project %s which does not exist"
              .formatted(application.spec().project()));
    }
    return destination(application);
  }

  private Optional<String> destination(Application application) {
    try {
      chain.clusters().cluster(application);
      return Optional.empty();
    } catch (DestinationFailure e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void create(ObjectNode application) {
    refusing(
        () -> {
          try {
            applications().create(application, false);
          } catch (Refusal e) {
            if (e.code() != Refusal.Code.ALREADY_EXISTS) {
              throw e;
            }
          }
        });
  }

  @Override
  public void replace(ObjectNode application) {
    refusing(() -> applications().replace(application, false));
  }

  /// The deletion of what goes to a cluster that nobody knows would wait for ever (C258).
  @Override
  public void delete(String namespace, String name) {
    refusing(
        () -> {
          var found = chain.resources().get(namespace, name);
          if (found.isPresent()
              && destination(Application.from(found.get())).isPresent()
              && found.get().at("/metadata/finalizers").toString().contains(FINALIZER)) {
            applications().replace(withoutFinalizer(found.get()), false);
          }
          applications().delete(new Key(namespace, name), Cascade.AS_WRITTEN);
        });
  }

  private static ObjectNode withoutFinalizer(ObjectNode application) {
    var kept = application.deepCopy();
    var finalizers = kept.withObject("/metadata").putArray("finalizers");
    application
        .at("/metadata/finalizers")
        .forEach(
            finalizer -> {
              if (!finalizer.asText().startsWith(FINALIZER)) {
                finalizers.add(finalizer);
              }
            });
    return kept;
  }

  @Override
  public void sync(String namespace, String name, ObjectNode operation) {
    refusing(() -> applications().operate(new Key(namespace, name), operation));
  }

  @Override
  public void finish(SetId set) {
    sets.kept().delete(set.namespace(), set.name());
    gone.accept(set);
  }

  private static void refusing(Runnable change) {
    try {
      change.run();
    } catch (Refusal e) {
      throw new SetRefused(String.valueOf(e.getMessage()));
    }
  }
}
