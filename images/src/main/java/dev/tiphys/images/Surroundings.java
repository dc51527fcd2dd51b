package dev.tiphys.images;

import dev.tiphys.doorway.CloudEventServer;
import dev.tiphys.doorway.Runs;
import dev.tiphys.events.Outputs;
import dev.tiphys.events.Phase;
import dev.tiphys.events.RunCommand.EndStep;
import dev.tiphys.events.RunId;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.log.store.ObjectStores;
import dev.tiphys.manifests.Images;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import dev.tiphys.trigger.Birth;
import dev.tiphys.trigger.ControllerConfig;
import dev.tiphys.trigger.Resources;
import dev.tiphys.trigger.Submission;
import dev.tiphys.trigger.Trigger;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/// What a function finds around it in a cluster, on this machine: a store that speaks S3, an API
/// server and a broker.
final class Surroundings implements AutoCloseable {
  private static final String WORKFLOW =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Workflow
      metadata: {name: NAME, namespace: default}
      spec:
        entrypoint: main
        activeDeadlineSeconds: 3600
        synchronization: {mutexes: [{name: NAME}]}
        templates:
        - name: main
          memoize: {key: NAME, cache: {configMap: {name: cache}}}
          container: {image: busybox, command: [echo, hello]}
      """;

  private final S3Proxy s3;
  private final Sandbox sandbox = Sandbox.start();
  private final CloudEventServer broker;
  private final Runs runs;
  private final String store;
  private final Deliveries deliveries;

  Surroundings(Path work) throws Exception {
    var objects =
        new FilesystemNio2BlobStore(
            Files.createTempDirectory(work, "s3").toAbsolutePath().toString());
    objects.createContainer("tiphys");
    s3 =
        S3Proxy.builder()
            .blobStore(objects)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
            .build();
    s3.start();
    store =
        "s3://tiphys?endpoint=http://127.0.0.1:%d&region=us-east-1&pathStyle=true"
            .formatted(s3.getPort());
    System.setProperty("aws.accessKeyId", "id");
    System.setProperty("aws.secretAccessKey", "secret");
    var crds = sandbox.objects().kind("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    Images.definitions()
        .forEach(
            crd -> sandbox.objects().create(crds.orElseThrow(), "", crd, Writing.by("kubectl")));
    broker = CloudEventServer.start(new InetSocketAddress("localhost", 0), event -> {});
    var log = ObjectStores.openVerified(store, ObjectStores.Config.DEFAULT);
    runs = Runs.in(log, InstantSource.system(), new SecureRandom());
    deliveries = new Deliveries(log, sandbox, Files.createTempDirectory(work, "git"));
  }

  /// What the function is told.
  Map<String, String> environment(int port) {
    return Map.of(
        "PORT",
        Integer.toString(port),
        "K_SINK",
        "http://localhost:" + broker.port() + "/",
        "TIPHYS_STORE",
        store,
        "TIPHYS_KUBERNETES",
        sandbox.url(),
        "AWS_ACCESS_KEY_ID",
        "id",
        "AWS_SECRET_ACCESS_KEY",
        "secret");
  }

  /// Every kind of event that a run causes from its beginning to its end, in order, and then those
  /// of an application. Those of each call are of a run and an application of their own.
  List<CloudEvent> events() {
    var name = "w" + UUID.randomUUID().toString().substring(0, 8);
    var json =
        YamlReader.read(WORKFLOW.replace("NAME", name).getBytes(StandardCharsets.UTF_8), "w")
            .getFirst()
            .toJson();
    var kind = sandbox.objects().kind("argoproj.io/v1alpha1", "Workflow").orElseThrow();
    var applied =
        sandbox
            .objects()
            .create(
                kind,
                "default",
                (com.fasterxml.jackson.databind.node.ObjectNode) json,
                Writing.by("kubectl"));
    var uid = applied.at("/metadata/uid").asText();
    var run = new RunId("default", name, uid);
    var start =
        new Trigger(Resources.of(List.of()), ControllerConfig.NONE, runs.events())
            .submit(json, Submission.NONE, new Birth(uid, Instant.now(), new SecureRandom()))
            .event();
    var events = new ArrayList<CloudEvent>();
    events.add(resource("add", "Workflow", applied.toString()));
    events.add(start);
    events.addAll(runs.handleAndTell(start));
    var granted =
        runs.events()
            .request(
                run,
                "granted",
                new dev.tiphys.events.RunCommand.GrantLocks(
                    -1, List.of("default/Mutex/" + name), Instant.now()));
    events.add(granted);
    events.addAll(runs.handleAndTell(granted));
    var answered =
        runs.events()
            .request(
                run,
                "answered",
                new dev.tiphys.events.RunCommand.AnswerMemo(
                    0, false, Outputs.NONE, null, Instant.now()));
    events.add(answered);
    events.addAll(runs.handleAndTell(answered));
    var ended =
        runs.events()
            .request(
                run,
                "0-ended",
                new EndStep(0, Phase.SUCCEEDED, null, Outputs.NONE, null, Map.of(), Instant.now()));
    events.add(ended);
    events.addAll(runs.handleAndTell(ended));
    events.add(resource("update", "Workflow", applied.toString()));
    events.add(
        CloudEventBuilder.v1()
            .withId(name)
            .withSource(URI.create("/apis/v1/namespaces/tiphys/pingsources/minute"))
            .withType("dev.knative.sources.ping")
            .withExtension("tick", "minute")
            .withData("application/json", "{}".getBytes(StandardCharsets.UTF_8))
            .build());
    events.addAll(deliveries.events());
    return events;
  }

  static CloudEvent resource(String change, String kind, String object) {
    return CloudEventBuilder.v1()
        .withId(UUID.randomUUID().toString())
        .withSource(URI.create("https://10.96.0.1:443"))
        .withType("dev.knative.apiserver.resource." + change)
        .withExtension("kind", kind)
        .withData("application/json", object.getBytes(StandardCharsets.UTF_8))
        .build();
  }

  @Override
  public void close() {
    broker.close();
    deliveries.close();
    sandbox.close();
    try {
      s3.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the S3 server does not stop", e);
    }
  }
}
