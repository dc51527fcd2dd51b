package dev.tiphys.manifests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// A cluster as functions see it: an API server, the sources and the broker of the manifests, and
/// the functions as processes of their own.
final class LocalCluster implements AutoCloseable {
  private static final Duration WAIT_MAX = Duration.ofSeconds(240);
  private static final String ARGO = "argoproj.io/v1alpha1";

  private final Sandbox sandbox = Sandbox.start();
  private final Path work;
  private final FunctionProcesses functions;
  private final SmallBroker broker;
  private final List<ApiServerSource> sources = new ArrayList<>();

  LocalCluster(Path work, List<JsonNode> manifests, Map<String, Class<?>> mains) {
    this.work = work;
    functions = new FunctionProcesses(work, mains);
    broker = new SmallBroker(BrokerTriggers.of(manifests), functions::address);
    manifests.stream()
        .filter(object -> object.path("kind").asText().equals("CustomResourceDefinition"))
        .forEach(this::apply);
    functions.tell("K_SINK", broker.url().toString());
    functions.tell("TIPHYS_STORE", work.resolve("store").toString());
    functions.tell("TIPHYS_KUBERNETES", sandbox.url());
    functions.tell("TIPHYS_CONFIG", work.resolve("config").toString());
    functions.tell("TIPHYS_STEPS", work.resolve("steps").toString());
    functions.tell("TIPHYS_RUNNER", "process");
    sandbox.objects().ensureNamespace("argocd");
    functions.tell("TIPHYS_WORK", work.resolve("fetched").toString());
    for (var kind : List.of("workflows", "cronworkflows", "applications")) {
      sources.add(new ApiServerSource(sandbox.url(), "/apis/" + ARGO + "/" + kind, broker));
    }
  }

  FunctionProcesses functions() {
    return functions;
  }

  SmallBroker broker() {
    return broker;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  /// As `kubectl create -f` does.
  ObjectNode create(String yaml) {
    var object =
        (ObjectNode)
            YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "test").getFirst().toJson();
    return apply(object);
  }

  private ObjectNode apply(JsonNode object) {
    var kind =
        sandbox
            .objects()
            .kind(object.path("apiVersion").asText(), object.path("kind").asText())
            .orElseThrow();
    var named = object.at("/metadata/namespace").asText("default");
    var namespace = kind.namespaced() ? named : "";
    return sandbox
        .objects()
        .create(kind, namespace, (ObjectNode) object.deepCopy(), Writing.by("kubectl"));
  }

  /// An object that may be there.
  Optional<ObjectNode> find(String apiVersion, String kind, String namespace, String name) {
    return sandbox
        .objects()
        .find(sandbox.objects().kind(apiVersion, kind).orElseThrow(), namespace, name);
  }

  private Optional<ObjectNode> application(String name) {
    return find(ARGO, "Application", "argocd", name);
  }

  /// Waits until an Application is as it should be.
  ObjectNode awaitApplication(String name, Predicate<JsonNode> wanted) {
    await(
        () -> application(name).filter(wanted).isPresent(),
        () ->
            "application %s is %s"
                .formatted(name, application(name).map(JsonNode::toPrettyString)));
    return application(name).orElseThrow();
  }

  /// Waits until an object is as it should be.
  void await(String kind, String name, Predicate<Optional<ObjectNode>> wanted) {
    await(
        () -> wanted.test(find("v1", kind, "default", name)),
        () -> "%s %s is %s".formatted(kind, name, find("v1", kind, "default", name)));
  }

  void awaitNoApplication(String name) {
    await(
        () -> application(name).isEmpty(),
        () -> "application %s is %s".formatted(name, application(name)));
  }

  void mergeApplication(String name, String yaml) {
    request("PATCH", "argocd/applications/" + name, json(yaml));
  }

  void deleteApplication(String name) {
    request("DELETE", "argocd/applications/" + name, "{}");
  }

  /// The stroke of a minute, as the PingSource tells it.
  void tick() {
    broker.accept(
        CloudEventBuilder.v1()
            .withId(UUID.randomUUID().toString())
            .withSource(URI.create("/apis/v1/namespaces/tiphys/pingsources/minute"))
            .withType("dev.knative.sources.ping")
            .withExtension("tick", "minute")
            .withData("application/json", "{}".getBytes(StandardCharsets.UTF_8))
            .build());
  }

  JsonNode workflow(String name) {
    var kind = sandbox.objects().kind(ARGO, "Workflow").orElseThrow();
    return sandbox.objects().get(kind, "default", name);
  }

  /// As `kubectl patch --type merge` does.
  void merge(String name, String yaml) {
    patch(name, yaml, false);
  }

  /// As above, of the status.
  void mergeStatus(String name, String yaml) {
    patch(name, yaml, true);
  }

  private void patch(String name, String yaml, boolean status) {
    request("PATCH", "default/workflows/" + name + (status ? "/status" : ""), json(yaml));
  }

  void delete(String name) {
    request("DELETE", "default/workflows/" + name, "{}");
  }

  private static String json(String yaml) {
    return YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "test")
        .getFirst()
        .toJson()
        .toString();
  }

  private void request(String method, String path, String body) {
    var uri = URI.create(sandbox.url() + "/apis/" + ARGO + "/namespaces/" + path);
    var request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/merge-patch+json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    try (var client = HttpClient.newHttpClient()) {
      var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Waits until the broker has been given an event.
  void awaitEvent(String type, String sourcePrefix) {
    await(
        type + " of " + sourcePrefix,
        () ->
            broker.accepted().stream()
                .anyMatch(
                    event ->
                        event.getType().equals(type)
                            && event.getSource().toString().startsWith(sourcePrefix)));
  }

  /// Waits until there is something in a folder.
  void awaitFile(String folder) {
    var files = work.resolve(folder).toFile();
    await(folder, () -> files.list() != null && files.list().length > 0);
  }

  private void await(String what, BooleanSupplier wanted) {
    await(wanted, () -> "no " + what);
  }

  private void await(BooleanSupplier wanted, Supplier<String> found) {
    var until = System.nanoTime() + WAIT_MAX.toNanos();
    while (!wanted.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError(found.get() + "\n" + said());
      }
      LockSupport.parkNanos(50_000_000);
    }
  }

  private String said() {
    return "the broker says\n%s\n\nthe functions say\n%s"
        .formatted(String.join("\n", broker.log()), functions.logs());
  }

  /// Waits until a Workflow is as it should be.
  JsonNode await(String name, Predicate<JsonNode> wanted) {
    var until = System.nanoTime() + WAIT_MAX.toNanos();
    var version = 0L;
    while (System.nanoTime() < until) {
      var workflow = workflow(name);
      if (wanted.test(workflow)) {
        return workflow;
      }
      try {
        var changes = sandbox.objects().after(version, Duration.ofMillis(500));
        version = changes.isEmpty() ? version : changes.getLast().version();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
    throw new AssertionError(
        "workflow %s is\n%s\n\n%s".formatted(name, workflow(name).toPrettyString(), said()));
  }

  @Override
  public void close() {
    sources.forEach(ApiServerSource::close);
    functions.close();
    broker.close();
    sandbox.close();
  }
}
