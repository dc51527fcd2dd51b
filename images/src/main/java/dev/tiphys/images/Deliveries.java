package dev.tiphys.images;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.app.AppCommand.ObserveRevision;
import dev.tiphys.delivery.app.AppCommand.RecordManifests;
import dev.tiphys.delivery.app.AppCommand.RequestSync;
import dev.tiphys.delivery.sync.SyncCommand.Applied;
import dev.tiphys.delivery.sync.SyncCommand.RecordHealth;
import dev.tiphys.delivery.sync.SyncCommand.RecordStep;
import dev.tiphys.delivery.sync.SyncCommand.StartSync;
import dev.tiphys.doorway.Apps;
import dev.tiphys.doorway.Syncs;
import dev.tiphys.events.delivery.AppId;
import dev.tiphys.events.delivery.Blob;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.events.delivery.OperationPhase;
import dev.tiphys.events.delivery.Refresh;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.events.delivery.ResultCode;
import dev.tiphys.events.delivery.SyncId;
import dev.tiphys.events.delivery.SyncPhase;
import dev.tiphys.events.delivery.TaskResult;
import dev.tiphys.events.delivery.Waiting;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.api.errors.GitAPIException;

/// What happens to an application from its first look at a repository to the end of a sync.
final class Deliveries implements AutoCloseable {
  private static final String NAMESPACE = "tiphys";

  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: training, namespace: default}
      data: {a: b}
      """;

  private static final String APPLICATION =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: NAME, namespace: tiphys}
      spec:
        project: default
        source: {repoURL: "URL", path: app, targetRevision: main}
        destination: {server: "https://kubernetes.default.svc", namespace: default}
      """;

  private final Sandbox sandbox;
  private final GitRepository repository;
  private final Apps apps;
  private final Syncs syncs;

  Deliveries(ObjectStore store, Sandbox sandbox, Path work) throws IOException, GitAPIException {
    this.sandbox = sandbox;
    var namespaces = sandbox.objects().kind("v1", "Namespace").orElseThrow();
    var namespace = JsonNodeFactory.instance.objectNode();
    namespace.put("apiVersion", "v1").put("kind", "Namespace");
    namespace.putObject("metadata").put("name", NAMESPACE);
    sandbox.objects().create(namespaces, "", namespace, Writing.by("kubectl"));
    repository = new GitRepository(work, MANIFEST);
    apps = Apps.in(store, InstantSource.system(), new SecureRandom());
    syncs = Syncs.in(store, InstantSource.system(), new SecureRandom());
  }

  /// Every kind of event of one application, in order. Those of each call are of one of their own.
  List<CloudEvent> events() {
    var applied = create("a" + UUID.randomUUID().toString().substring(0, 8));
    var app =
        new AppId(
            NAMESPACE, applied.at("/metadata/name").asText(), applied.at("/metadata/uid").asText());
    var now = Instant.now();
    var events = new ArrayList<CloudEvent>();
    events.add(Surroundings.resource("add", "Application", applied.toString()));
    events.add(DeliveryEvents.refresh(app, UUID.randomUUID().toString(), Refresh.NORMAL, now));
    var sources =
        List.of(new ResolvedSource(applied.at("/spec/source").deepCopy(), repository.commit()));
    events.addAll(
        apps.handle(app, "look", new ObserveRevision(sources, Refresh.NORMAL, now), null));
    var manifests = YamlReader.read(bytes(MANIFEST), "training").getFirst().toJson();
    var blob = new Blob(apps.large().store(bytes("[" + manifests + "]")), 1);
    events.addAll(
        apps.handle(
            app, "render", new RecordManifests(sources, blob, List.of("Directory"), now), null));
    var operation = JsonNodeFactory.instance.objectNode();
    operation.putObject("sync");
    events.addAll(
        apps.handle(app, "sync", new RequestSync("training", operation, sources, blob, now), null));
    var sync = new SyncId(app.namespace(), app.name(), "training");
    events.addAll(
        syncs.handle(
            sync, "start", new StartSync(app.stream(), operation, sources, blob, null, now), null));
    events.add(DeliveryEvents.due(sync.stream(), now, now));
    events.addAll(wave(sync, now));
    return events;
  }

  private List<CloudEvent> wave(SyncId sync, Instant now) {
    var result =
        new TaskResult(
            "",
            "v1",
            "ConfigMap",
            "default",
            "training",
            SyncPhase.SYNC,
            ResultCode.SYNCED,
            null,
            OperationPhase.RUNNING,
            "configmap/training created");
    var waiting = new Waiting("training", List.of(), now, null, "training", true);
    var events =
        new ArrayList<>(
            syncs.handle(
                sync,
                "wave",
                new RecordStep(
                    0, true, List.of(result), new Applied(SyncPhase.SYNC, 0, true), waiting, now),
                null));
    events.addAll(
        syncs.handle(
            sync,
            "health",
            new RecordHealth(
                0,
                List.of(result.with(ResultCode.SYNCED, OperationPhase.SUCCEEDED, "")),
                true,
                now),
            null));
    return events;
  }

  private ObjectNode create(String name) {
    var text = APPLICATION.replace("NAME", name).replace("URL", repository.url());
    var json = (ObjectNode) YamlReader.read(bytes(text), name).getFirst().toJson();
    var kind = sandbox.objects().kind("argoproj.io/v1alpha1", "Application").orElseThrow();
    return sandbox.objects().create(kind, NAMESPACE, json, Writing.by("kubectl"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    repository.close();
  }
}
