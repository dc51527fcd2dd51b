package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.Refusal;
import dev.tiphys.api.Refusal.Code;
import dev.tiphys.applications.ApplicationStatus;
import dev.tiphys.applications.DeliveryResources;
import dev.tiphys.delivery.app.AppCommand.RequestSync;
import dev.tiphys.delivery.app.AppRefused;
import dev.tiphys.delivery.app.AppState;
import dev.tiphys.delivery.sync.AutoSync;
import dev.tiphys.delivery.sync.SyncCommand.TerminateSync;
import dev.tiphys.delivery.sync.SyncedSources;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.Operation;
import dev.tiphys.language.workflow.MalformedResourceException;
import dev.tiphys.render.RenderFailure;
import dev.tiphys.sources.SourceFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Operations on applications as people ask for them (C118, C122), and what they would bring.
record HostedOperations(DeliveryChain chain) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LOCAL =
      "manifests: local manifests cannot be synced, since the project %s asks for signatures";

  /// What is to be brought to the cluster.
  ///
  /// @param sources none for manifests of somebody's own
  /// @param manifests null if they have to be rendered first
  private record Wanted(List<ResolvedSource> sources, @Nullable Blob manifests) {}

  /// Begins an operation that a person asks for.
  void begin(ObjectNode object, ObjectNode operation) {
    var application = Application.from(object);
    new HostedWindows(chain, application).requireOpen();
    ObjectNode asked = operation.deepCopy();
    asked.withObject("/sync");
    if (!asked.has("initiatedBy")) {
      asked.putObject("initiatedBy").put("username", "admin");
    }
    request(object, asked, wanted(object, application, asked));
  }

  /// Begins an operation that stands in the resource. What it is of may be looked up later, as
  /// whatever is wrong with it is told by the operation itself.
  void beginWritten(ObjectNode object, ObjectNode operation) {
    ObjectNode asked = operation.deepCopy();
    Wanted wanted;
    try {
      wanted =
          asked.path("sync").isObject()
              ? wanted(object, Application.from(object), asked)
              : new Wanted(List.of(), null);
    } catch (Refusal e) {
      wanted = new Wanted(List.of(), null);
    }
    request(object, asked, wanted);
  }

  /// What is asked for; manifests that it brings along are taken from it.
  private Wanted wanted(ObjectNode object, Application application, ObjectNode operation) {
    var sync = operation.withObject("/sync");
    var local = sync.path("manifests").isEmpty() ? null : local(application, sync);
    sync.remove("manifests");
    if (local != null) {
      return new Wanted(List.of(), stored(local));
    }
    var state = chain.apps().load(DeliveryResources.id(object)).state();
    var wanted = wanted(state, application, sync(sync));
    AutoSync.revisions(sync, application.spec().multiSource(), wanted.sources());
    return wanted;
  }

  private void request(ObjectNode object, ObjectNode operation, Wanted wanted) {
    var uid = UUID.randomUUID().toString();
    try {
      chain.publish(
          chain
              .apps()
              .handle(
                  DeliveryResources.id(object),
                  "sync " + uid,
                  new RequestSync(
                      uid,
                      operation,
                      wanted.sources(),
                      wanted.manifests(),
                      chain.clock().instant()),
                  null));
    } catch (MalformedResourceException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    } catch (AppRefused e) {
      throw new Refusal(Code.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
    }
  }

  private static Operation.Sync sync(ObjectNode sync) {
    try {
      var operation = JsonNodeFactory.instance.objectNode();
      operation.set("sync", sync);
      return java.util.Objects.requireNonNull(Operation.from(operation).sync());
    } catch (MalformedResourceException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    }
  }

  /// Manifests that somebody brings instead of those of the sources.
  private List<ObjectNode> local(Application application, JsonNode sync) {
    var project = application.spec().project();
    if (chain.resources().project(project).filter(this::isSigned).isPresent()) {
      throw new Refusal(Code.FAILED_PRECONDITION, LOCAL.formatted(project));
    }
    var objects = new ArrayList<ObjectNode>();
    for (var text : sync.path("manifests")) {
      var place = "manifests[%d]: ".formatted(objects.size());
      try {
        if (!(JSON.readTree(text.asText()) instanceof ObjectNode object)
            || object.path("apiVersion").asText("").isEmpty()
            || object.path("kind").asText("").isEmpty()
            || DeliveryResources.name(object).isEmpty()) {
          throw Refusal.invalid(place + "expected an object with apiVersion, kind and a name");
        }
        objects.add(object);
      } catch (JsonProcessingException e) {
        throw Refusal.invalid(place + "expected JSON: " + e.getOriginalMessage());
      }
    }
    return objects;
  }

  private boolean isSigned(AppProject project) {
    return !project.spec().signatureKeys().isEmpty() || project.spec().sourceIntegrity() != null;
  }

  private Blob stored(List<ObjectNode> objects) {
    try {
      return new Blob(chain.apps().large().store(JSON.writeValueAsBytes(objects)), objects.size());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("objects in memory could not be written", e);
    }
  }

  /// What was rendered or deployed of exactly these sources and revisions; else what has to be
  /// rendered of them.
  private Wanted wanted(AppState state, Application application, Operation.Sync sync) {
    var sources = SyncedSources.of(application.spec(), sync);
    var known = known(state, sources::are);
    if (known.isPresent()) {
      return known.get();
    }
    if (sources.newest() && state.rendered() == null && state.failed() != null) {
      throw new Refusal(Code.FAILED_PRECONDITION, state.failed().message());
    }
    var resolved = resolved(application, sources);
    return known(state, resolved::equals).orElse(new Wanted(resolved, null));
  }

  private static Optional<Wanted> known(AppState state, Predicate<List<ResolvedSource>> wanted) {
    var rendered = state.rendered();
    if (rendered != null && wanted.test(rendered.sources())) {
      return Optional.of(new Wanted(rendered.sources(), rendered.manifests()));
    }
    return state.history().reversed().stream()
        .filter(entry -> wanted.test(entry.sources()))
        .findFirst()
        .map(entry -> new Wanted(entry.sources(), entry.manifests()));
  }

  private List<ResolvedSource> resolved(Application application, SyncedSources sources) {
    try {
      return chain
          .rendering()
          .resolved(application, sources, chain.registrations().sources().listing());
    } catch (SourceFailure.Unavailable e) {
      throw new Refusal(Code.UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (SourceFailure e) {
      throw new Refusal(Code.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
    }
  }

  /// Ends the operation that is under way.
  void terminate(AppId id) {
    var state = chain.apps().load(id).state();
    if (state.operation() == null) {
      throw new Refusal(
          Code.FAILED_PRECONDITION, "Unable to terminate operation. No operation is in progress");
    }
    var sync = new SyncId(id.namespace(), id.name(), state.operation().sync());
    chain.publish(
        chain
            .syncs()
            .handle(
                sync,
                "terminate " + UUID.randomUUID(),
                new TerminateSync("Operation terminated", chain.clock().instant()),
                null));
  }

  /// What the sources of an application mean, or meant; the values of Secrets are not shown.
  List<JsonNode> shown(ObjectNode object, ObjectNode sync) {
    return manifests(object, sync).stream()
        .map(each -> ObjectStates.masked(each, chain.clusters().comparing()))
        .toList();
  }

  /// What the sources of an application mean at the revisions of `sync`, or what it brings along.
  List<? extends JsonNode> manifests(ObjectNode object, ObjectNode sync) {
    var application = Application.from(object);
    if (!sync.path("manifests").isEmpty()) {
      return local(application, sync);
    }
    var state = chain.apps().load(DeliveryResources.id(object)).state();
    var wanted = wanted(state, application, sync(sync));
    if (wanted.manifests() != null) {
      var manifests = new ArrayList<JsonNode>();
      new ApplicationStatus(chain.apps().large()).array(wanted.manifests()).forEach(manifests::add);
      return manifests;
    }
    try {
      return chain.rendering().render(application, wanted.sources(), false).manifests();
    } catch (RenderFailure | SourceFailure e) {
      throw new Refusal(Code.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
    }
  }
}
