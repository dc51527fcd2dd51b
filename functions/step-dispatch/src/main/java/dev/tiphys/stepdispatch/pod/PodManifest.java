package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.delivery.merge.MergeFailure;
import dev.tiphys.delivery.merge.Merges;
import dev.tiphys.delivery.merge.Schema;
import dev.tiphys.engine.Step;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.stepdispatch.runner.Container;
import dev.tiphys.stepdispatch.runner.Container.Role;
import dev.tiphys.stepdispatch.runner.Pod;
import dev.tiphys.stepdispatch.runner.PodFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The pod of a step, as users of Argo know it (F007, F017, F021 to F028, F138 to F151), with our
/// supervisor before their commands. Pure: the same step at the same time makes the same pod.
///
/// Fields of the template win over those of the Workflow; `podSpecPatch` of both is applied last.
final class PodManifest {
  /// Annotations by which the events of a pod find their run.
  static final String RUN_UID = "tiphys.dev/run-uid";

  static final String NODE = "tiphys.dev/node";
  static final String DAEMON = "tiphys.dev/daemon";

  /// Labels that Argo gives to pods.
  static final String WORKFLOW = "workflows.argoproj.io/workflow";

  private static final String COMPLETED = "workflows.argoproj.io/completed";
  private static final String INSTANCE = "workflows.argoproj.io/controller-instanceid";

  /// Fields of a pod's spec that are called the same in a template and in a Workflow.
  private static final List<String> OF_BOTH =
      List.of(
          "serviceAccountName",
          "automountServiceAccountToken",
          "nodeSelector",
          "tolerations",
          "affinity",
          "schedulerName",
          "hostAliases",
          "securityContext",
          "resourceClaims");

  private static final List<String> OF_WORKFLOW =
      List.of("hostNetwork", "dnsPolicy", "dnsConfig", "imagePullSecrets");

  private static final Schema POD_SPEC = Schema.named("core.v1.PodSpec").orElseThrow();

  private final Step step;
  private final PodSettings settings;
  private final Instant now;
  private final Pod pod;

  private PodManifest(Step step, PodSettings settings, Instant now) {
    this.step = step;
    this.settings = settings;
    this.now = now;
    this.pod = Pod.of(step);
  }

  /// Everything that is to be created for a step.
  ///
  /// @param before objects that must be there before the pod is, in that order
  record Made(List<ObjectNode> before, ObjectNode pod) {}

  /// @throws PodFailure if the template makes no pod, contradicts itself or names what is not there
  static Made of(Step step, PodSettings settings, Instant now) {
    return new PodManifest(step, settings, now).made();
  }

  private Made made() {
    var own = new OwnContainers(step, pod, settings);
    var manifest = JsonNodeFactory.instance.objectNode();
    manifest.put("apiVersion", "v1").put("kind", "Pod");
    metadata(manifest.putObject("metadata"));
    var spec = manifest.putObject("spec");
    spec.put("restartPolicy", "Never");
    placement(spec);
    limits(spec);
    containers(spec, own);
    volumes(spec, own);
    var account = spec.path("serviceAccountName").asText("");
    var patched = patched(manifest);
    settings.security().check(patched.path("spec"), account);
    check(patched.path("spec"));
    return new Made(
        java.util.stream.Stream.concat(
                own.configMap().map(this::belonging).stream(),
                new Claims(step).of(patched.path("spec")).stream().map(this::belonging))
            .toList(),
        patched);
  }

  private void metadata(ObjectNode metadata) {
    metadata.put("name", step.podName()).put("namespace", step.run().namespace());
    var given = List.of(step.spec().path("podMetadata"), step.template().path("metadata"));
    var labels = metadata.putObject("labels");
    given.forEach(from -> copy(from.path("labels"), labels));
    labels.put(WORKFLOW, step.run().name());
    labels.put(COMPLETED, "false");
    if (step.nodeName().endsWith(".onExit")) {
      labels.put("workflows.argoproj.io/on-exit", "true");
    }
    if (step.labels().containsKey(INSTANCE)) {
      labels.put(INSTANCE, step.labels().get(INSTANCE));
    }
    var annotations = metadata.putObject("annotations");
    annotations.put(
        "kubectl.kubernetes.io/default-container",
        pod.of(Role.WORK)
            .map(Container::name)
            .filter(Container.MAIN::equals)
            .findFirst()
            .orElseGet(() -> pod.of(Role.WORK).findFirst().orElseThrow().name()));
    given.forEach(from -> copy(from.path("annotations"), annotations));
    annotations.put("workflows.argoproj.io/node-name", step.nodeName());
    annotations.put("workflows.argoproj.io/node-id", step.nodeId());
    annotations.put(RUN_UID, step.run().uid());
    annotations.put(NODE, Integer.toString(step.node()));
    if (pod.daemon()) {
      annotations.put(DAEMON, "true");
    }
    owner(metadata);
  }

  /// With its Workflow goes what was made for it.
  private void owner(ObjectNode metadata) {
    if (settings.owned()) {
      metadata
          .putArray("ownerReferences")
          .addObject()
          .put("apiVersion", "argoproj.io/v1alpha1")
          .put("kind", "Workflow")
          .put("name", step.run().name())
          .put("uid", step.run().uid())
          .put("controller", true)
          .put("blockOwnerDeletion", true);
    }
  }

  private ObjectNode belonging(ObjectNode object) {
    var metadata = object.withObject("/metadata");
    metadata.put("namespace", step.run().namespace());
    metadata.withObject("/labels").put(WORKFLOW, step.run().name());
    metadata.withObject("/annotations").put(RUN_UID, step.run().uid());
    owner(metadata);
    return object;
  }

  private static void copy(JsonNode from, ObjectNode into) {
    from.properties().forEach(entry -> into.put(entry.getKey(), entry.getValue().asText()));
  }

  private void placement(ObjectNode spec) {
    var template = step.template();
    for (var field : OF_BOTH) {
      first(template.path(field), step.spec().path(field)).ifPresent(v -> spec.set(field, v));
    }
    for (var field : OF_WORKFLOW) {
      first(step.spec().path(field)).ifPresent(value -> spec.set(field, value));
    }
    first(template.path("podResources"), step.spec().path("podResources"))
        .ifPresent(resources -> spec.set("resources", resources));
    first(template.path("priorityClassName"), step.spec().path("podPriorityClassName"))
        .ifPresent(name -> spec.set("priorityClassName", name));
    first(template.path("priority"), step.spec().path("podPriority"))
        .ifPresent(priority -> spec.set("priority", priority));
  }

  private static Optional<JsonNode> first(JsonNode... values) {
    for (var value : values) {
      if (!value.isMissingNode() && !value.isNull()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /// The kubelet's own limit is the supervisor's, should that one be stuck (F027).
  private void limits(ObjectNode spec) {
    if (step.deadline() != null) {
      var left = Duration.between(now, step.deadline()).toSeconds();
      spec.put("activeDeadlineSeconds", Math.max(1, left));
    }
    var grace = settings.runner().grace().toSeconds();
    if (grace != 30) {
      spec.put("terminationGracePeriodSeconds", grace);
    }
  }

  private void containers(ObjectNode spec, OwnContainers own) {
    var supervision = new Supervision(step, pod, settings);
    var first = spec.putArray("initContainers").add(own.init());
    pod.of(Role.INIT).forEach(container -> first.add(plain(container)));
    var all = spec.putArray("containers");
    pod.of(Role.WORK).forEach(container -> all.add(over(supervised(container, supervision), true)));
    pod.of(Role.SIDECAR).forEach(container -> all.add(supervised(container, supervision)));
    all.add(own.companion());
  }

  /// The container's manifest over what the configuration says of all main containers (F218).
  private ObjectNode over(ObjectNode container, boolean main) {
    return main ? OwnContainers.merged(settings.mainContainer(), container) : container;
  }

  /// As it is written, without what only Argo knows.
  private static ObjectNode plain(Container container) {
    ObjectNode manifest = container.json().deepCopy();
    manifest.remove(List.of("source", "dependencies", "mirrorVolumeMounts"));
    manifest.put("name", container.name());
    return manifest;
  }

  private ObjectNode supervised(Container container, Supervision supervision) {
    var manifest = plain(container);
    supervision.supervise(container, manifest);
    var env = manifest.putArray("env");
    variables(container, env);
    container.json().path("env").forEach(env::add);
    var mounts = manifest.withArray("volumeMounts");
    mounts.addObject().put("name", OwnContainers.SHARED).put("mountPath", SharedFolder.PATH);
    if (container.isMain()) {
      InputMounts.of(step, container.json()).mount(mounts);
    }
    return manifest;
  }

  /// What Argo gives to every container (F150).
  private void variables(Container container, ArrayNode env) {
    Supervision.variable(env, "ARGO_CONTAINER_NAME", container.name());
    Supervision.variable(env, "ARGO_NODE_ID", step.nodeId());
    Supervision.variable(env, "ARGO_INCLUDE_SCRIPT_OUTPUT", Boolean.toString(step.captureResult()));
    if (step.deadline() != null) {
      Supervision.variable(env, "ARGO_DEADLINE", step.deadline().toString());
    }
    if (container.isMain()) {
      Supervision.variable(env, "ARGO_PROGRESS_FILE", SharedFolder.PATH + "/progress");
    }
    var template = step.template().toString();
    if (template.getBytes(StandardCharsets.UTF_8).length < OwnContainers.VARIABLE_MAX) {
      Supervision.variable(env, "ARGO_TEMPLATE", template);
    }
  }

  /// The volumes that are mounted somewhere, wherever they are declared (F025, F142, F143).
  private void volumes(ObjectNode spec, OwnContainers own) {
    var volumes = spec.putArray("volumes");
    own.volumes().forEach(volumes::add);
    Set<String> used = new HashSet<>();
    for (var list : List.of("initContainers", "containers")) {
      for (var container : spec.path(list)) {
        container.path("volumeMounts").forEach(m -> used.add(m.path("name").asText()));
        container.path("volumeDevices").forEach(d -> used.add(d.path("name").asText()));
      }
    }
    Set<String> known = new HashSet<>();
    volumes.forEach(volume -> known.add(volume.path("name").asText()));
    for (var declared : List.of(step.template().path("volumes"), step.spec().path("volumes"))) {
      for (var volume : declared) {
        var name = volume.path("name").asText();
        if (used.contains(name) && known.add(name)) {
          volumes.add(volume);
        }
      }
    }
    for (var claim : step.spec().path("volumeClaimTemplates")) {
      var name = claim.at("/metadata/name").asText();
      if (used.contains(name) && known.add(name)) {
        var volume = volumes.addObject().put("name", name);
        volume.putObject("persistentVolumeClaim").put("claimName", Claims.name(step, name));
      }
    }
  }

  /// First the Workflow's patch, then the template's (F023).
  private ObjectNode patched(ObjectNode manifest) {
    var spec = (ObjectNode) manifest.path("spec");
    for (var written : List.of(step.spec(), step.template())) {
      var text = written.path("podSpecPatch").asText("");
      if (!text.isBlank()) {
        try {
          spec = Merges.strategic(spec, parsed(text), POD_SPEC);
        } catch (MergeFailure e) {
          throw new PodFailure("podSpecPatch: %s", e.getMessage());
        }
      }
    }
    manifest.set("spec", spec);
    return manifest;
  }

  private static ObjectNode parsed(String text) {
    try {
      var documents = YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "podSpecPatch");
      if (documents.size() == 1 && documents.getFirst().toJson() instanceof ObjectNode map) {
        return map;
      }
    } catch (MalformedYamlException e) {
      throw new PodFailure("%s", e.getMessage());
    }
    throw new PodFailure("podSpecPatch: expected one map, the fields of a pod's spec to change");
  }

  private static void check(JsonNode spec) {
    Set<String> known = new HashSet<>();
    spec.path("volumes").forEach(volume -> known.add(volume.path("name").asText()));
    for (var container : spec.path("containers")) {
      for (var mount : container.path("volumeMounts")) {
        if (!known.contains(mount.path("name").asText())) {
          throw new PodFailure(
              "volumeMounts name the volume '%s', which is not among volumes",
              mount.path("name").asText());
        }
      }
    }
  }
}
