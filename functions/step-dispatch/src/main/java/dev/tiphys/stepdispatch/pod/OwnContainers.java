package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.Merges;
import dev.tiphys.delivery.merge.Schema;
import dev.tiphys.engine.Step;
import dev.tiphys.stepdispatch.runner.Container;
import dev.tiphys.stepdispatch.runner.Container.Role;
import dev.tiphys.stepdispatch.runner.Pod;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The containers of a pod that are ours: `init`, which fills the shared folder and brings
/// artifacts, and `wait`, the companion.
final class OwnContainers {
  static final String INIT = "init";
  static final String COMPANION = "wait";

  /// Names of volumes; those of Argo, where it has them.
  static final String SHARED = "var-run-argo";

  static final String INPUTS = "input-artifacts";
  private static final String STEP = "tiphys-step";
  private static final String TMP = "tmp-dir-argo";

  /// A longer variable would keep a program from starting (F212).
  static final int VARIABLE_MAX = 100 * 1024;

  private static final Schema CONTAINER = Schema.named("core.v1.Container").orElseThrow();

  private final Step step;
  private final Pod pod;
  private final PodSettings settings;
  private final String json;
  private final InputMounts inputs;
  private final List<String> secrets;

  OwnContainers(Step step, Pod pod, PodSettings settings) {
    this.step = step;
    this.pod = pod;
    this.settings = settings;
    json = StepJson.write(step);
    inputs = main().map(c -> InputMounts.of(step, c.json())).orElse(new InputMounts(List.of()));
    secrets = List.copyOf(secrets(step));
  }

  private Optional<Container> main() {
    return pod.of(Role.WORK).filter(Container::isMain).findFirst();
  }

  /// A JVM is started before the step's own command only if there is something for it to do.
  ObjectNode init() {
    var container = container(INIT);
    var mounts = container.withArray("volumeMounts");
    if (needsInbound()) {
      container.putArray("args").add(INIT);
      step(container, mounts);
      inputs.mountForInit(mounts);
      ownerOfInputs(container);
    } else {
      container.putArray("command").add(SharedFolder.SUPERVISOR_OF_IMAGE);
      var args = container.putArray("args").add("install").add(SharedFolder.PATH);
      supervised(pod).forEach(args::add);
      main()
          .flatMap(c -> Optional.ofNullable(c.source()))
          .ifPresent(
              source ->
                  Supervision.variable(
                      container.withArray("env"), SharedFolder.SCRIPT_VARIABLE, source));
    }
    return merged(assumed(), container);
  }

  /// The containers that have a supervisor, and with it a folder.
  static Stream<String> supervised(Pod pod) {
    return pod.containers().stream().filter(c -> c.role() != Role.INIT).map(Container::name);
  }

  private boolean needsInbound() {
    return !inputs.inputs().isEmpty()
        || isLarge()
        || pod.containers().stream()
            .flatMap(c -> Stream.concat(c.command().stream(), c.args().stream()))
            .anyMatch(Supervision::isLong);
  }

  ObjectNode companion() {
    var container = container(COMPANION);
    container.putArray("args").add(COMPANION);
    step(container, container.withArray("volumeMounts"));
    var env = container.withArray("env");
    if (settings.sink() != null) {
      Supervision.variable(env, "K_SINK", settings.sink().toString());
    }
    Supervision.variable(env, "TIPHYS_OUTPUT_MAX", Integer.toString(settings.runner().outputMax()));
    return merged(assumed(), container);
  }

  private ObjectNode container(String name) {
    var container = JsonNodeFactory.instance.objectNode();
    container.put("name", name).put("image", settings.image());
    container
        .withArray("volumeMounts")
        .addObject()
        .put("name", SHARED)
        .put("mountPath", SharedFolder.PATH);
    return container;
  }

  /// What our containers are like: the configuration may say otherwise.
  private ObjectNode assumed() {
    var safe = JsonNodeFactory.instance.objectNode();
    var security = safe.putObject("securityContext");
    security.put("allowPrivilegeEscalation", false).put("readOnlyRootFilesystem", true);
    security.putObject("capabilities").putArray("drop").add("ALL");
    return Merges.strategic(safe, settings.executor(), CONTAINER);
  }

  /// Input artifacts belong to whoever the pod runs as; to root, as most images run, if the step
  /// does not say.
  private void ownerOfInputs(ObjectNode container) {
    var said =
        Stream.of(step.template(), step.spec())
            .map(of -> of.path("securityContext"))
            .anyMatch(context -> context.has("runAsUser") || context.has("runAsNonRoot"));
    if (!said && !settings.executor().path("securityContext").has("runAsUser")) {
      container.putObject("securityContext").put("runAsUser", 0);
    }
  }

  /// What a container has to know and to have if it runs Java of ours.
  private void step(ObjectNode container, ArrayNode mounts) {
    if (isLarge()) {
      mounts
          .addObject()
          .put("name", STEP)
          .put("mountPath", SharedFolder.STEP_FILE.replaceAll("/[^/]*$", ""))
          .put("readOnly", true);
    } else {
      Supervision.variable(container.withArray("env"), SharedFolder.STEP_VARIABLE, json);
    }
    mounts.addObject().put("name", TMP).put("mountPath", "/tmp");
    for (var number = 0; number < secrets.size(); number++) {
      mounts
          .addObject()
          .put("name", secretVolume(number))
          .put("mountPath", SharedFolder.SECRETS + "/" + secrets.get(number))
          .put("readOnly", true);
    }
  }

  private boolean isLarge() {
    return json.getBytes(StandardCharsets.UTF_8).length > VARIABLE_MAX;
  }

  private static String secretVolume(int number) {
    return "argo-secret-" + number;
  }

  /// The step, where it is too large for a variable.
  Optional<ObjectNode> configMap() {
    if (!isLarge()) {
      return Optional.empty();
    }
    var map = JsonNodeFactory.instance.objectNode();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    map.putObject("metadata").put("name", step.podName());
    map.putObject("data").put("step.json", json);
    return Optional.of(map);
  }

  List<ObjectNode> volumes() {
    List<ObjectNode> volumes = new ArrayList<>();
    volumes.add(volume(SHARED, "emptyDir"));
    volumes.add(volume(TMP, "emptyDir"));
    if (inputs.inputs().stream().anyMatch(input -> input.volume() == null)) {
      volumes.add(volume(INPUTS, "emptyDir"));
    }
    for (var number = 0; number < secrets.size(); number++) {
      var volume = volume(secretVolume(number), "secret");
      volume.withObject("/secret").put("secretName", secrets.get(number)).put("optional", true);
      volumes.add(volume);
    }
    if (isLarge()) {
      var volume = volume(STEP, "configMap");
      volume.withObject("/configMap").put("name", step.podName());
      volumes.add(volume);
    }
    return volumes;
  }

  private static ObjectNode volume(String name, String kind) {
    var volume = JsonNodeFactory.instance.objectNode().put("name", name);
    volume.putObject(kind);
    return volume;
  }

  /// The Secrets that places of artifacts name, in fields such as `accessKeySecret`.
  private static Set<String> secrets(Step step) {
    Set<String> names = new TreeSet<>();
    collect(step.repository(), names);
    collect(step.template().path("archiveLocation"), names);
    for (var side : List.of("inputs", "outputs")) {
      collect(step.template().path(side).path("artifacts"), names);
    }
    return names;
  }

  private static void collect(JsonNode json, Set<String> names) {
    for (var field : json.properties()) {
      var selector = field.getValue();
      if (field.getKey().endsWith("Secret") && selector.path("name").isTextual()) {
        names.add(selector.path("name").asText());
      }
    }
    json.forEach(child -> collect(child, names));
  }

  /// `container` over what is assumed of it, as Kubernetes merges.
  static ObjectNode merged(JsonNode assumed, ObjectNode container) {
    if (assumed.isEmpty()) {
      return container;
    }
    return Merges.strategic(assumed, container, CONTAINER);
  }
}
