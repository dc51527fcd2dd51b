package dev.tiphys.embedded.delivery;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.workflow.MalformedResourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Operations on applications as people ask for them (C118, C122), and what they would bring.
record HostedOperations(DeliveryChain chain) {
  /// What is to be brought to the cluster.
  private record Wanted(List<ResolvedSource> sources, Blob manifests) {}

  /// Begins an operation.
  void begin(ObjectNode object, ObjectNode operation) {
    var id = DeliveryResources.id(object);
    var application = Application.from(object);
    if (!operation.path("sync").path("manifests").isEmpty()) {
      throw new Refusal(
          Code.UNIMPLEMENTED,
          "manifests: only what was rendered from the sources of an application is synced");
    }
    new HostedWindows(chain, application).requireOpen();
    var state = chain.apps().load(id).state();
    var wanted = wanted(state, application, operation.path("sync"));
    ObjectNode resolved = operation.deepCopy();
    AutoSync.revisions(
        resolved.withObject("/sync"), application.spec().multiSource(), wanted.sources());
    if (!resolved.has("initiatedBy")) {
      resolved.putObject("initiatedBy").put("username", "admin");
    }
    var uid = UUID.randomUUID().toString();
    try {
      chain.publish(
          chain
              .apps()
              .handle(
                  id,
                  "sync " + uid,
                  new RequestSync(
                      uid, resolved, wanted.sources(), wanted.manifests(), chain.clock().instant()),
                  null));
    } catch (MalformedResourceException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()));
    } catch (AppRefused e) {
      throw new Refusal(Code.FAILED_PRECONDITION, String.valueOf(e.getMessage()));
    }
  }

  /// What was rendered last, or what was deployed from the revisions and sources that are named.
  private static Wanted wanted(AppState state, Application application, JsonNode sync) {
    var rendered = state.rendered();
    var wishes = wishes(sync);
    if (rendered != null
        && !sync.has("source")
        && !sync.has("sources")
        && means(wishes, rendered.sources(), application)) {
      return new Wanted(rendered.sources(), rendered.manifests());
    }
    for (var entry : state.history().reversed()) {
      if (means(wishes, entry.sources(), null) && sameSources(sync, entry.sources())) {
        return new Wanted(entry.sources(), entry.manifests());
      }
    }
    if (rendered == null) {
      throw new Refusal(
          Code.FAILED_PRECONDITION,
          state.failed() == null
              ? "nothing has been rendered of this application yet: try again in a moment"
              : state.failed().message());
    }
    throw new Refusal(
        Code.FAILED_PRECONDITION,
        "revision: expected the newest or one of the history, found %s; set targetRevision to it"
            .formatted(String.join(", ", wishes)));
  }

  private static List<String> wishes(JsonNode sync) {
    var revisions = new ArrayList<String>();
    sync.path("revisions").forEach(each -> revisions.add(each.asText()));
    var single = sync.path("revision").asText("");
    if (revisions.isEmpty() && !single.isEmpty()) {
      revisions.add(single);
    }
    return revisions;
  }

  private static boolean means(
      List<String> wishes, List<ResolvedSource> sources, @Nullable Application application) {
    if (wishes.isEmpty()) {
      return true;
    }
    for (var i = 0; i < Math.min(wishes.size(), sources.size()); i++) {
      var wish = wishes.get(i);
      var target =
          application == null ? "" : sources.get(i).source().path("targetRevision").asText("");
      if (!wish.equals(target) && (wish.isEmpty() || !sources.get(i).revision().startsWith(wish))) {
        return false;
      }
    }
    return wishes.size() <= sources.size();
  }

  private static boolean sameSources(JsonNode sync, List<ResolvedSource> sources) {
    if (sync.has("source")) {
      return sources.size() == 1 && sources.getFirst().source().equals(sync.get("source"));
    }
    for (var i = 0; i < sync.path("sources").size(); i++) {
      if (i >= sources.size() || !sources.get(i).source().equals(sync.path("sources").get(i))) {
        return false;
      }
    }
    return true;
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

  /// What the sources of an application mean, or meant.
  List<JsonNode> manifests(ObjectNode object, @Nullable String revision) {
    var state = chain.apps().load(DeliveryResources.id(object)).state();
    var sync = JsonNodeFactory.instance.objectNode();
    if (revision != null && !revision.isEmpty()) {
      sync.put("revision", revision);
    }
    var wanted = wanted(state, Application.from(object), sync);
    var manifests = new ArrayList<JsonNode>();
    new ApplicationStatus(chain.apps().large()).array(wanted.manifests()).forEach(manifests::add);
    return manifests;
  }
}
