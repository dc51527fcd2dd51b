package dev.tiphys.manifests;

import dev.tiphys.apply.Apply;
import dev.tiphys.apply.ApplyFunction;
import dev.tiphys.deadletter.DeadLetterFunction;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.RunEvents;
import dev.tiphys.events.delivery.DeliveryEvents;
import dev.tiphys.gitpoll.GitPollFunction;
import dev.tiphys.healthcheck.HealthCheck;
import dev.tiphys.healthcheck.HealthCheckFunction;
import dev.tiphys.lock.LockFunction;
import dev.tiphys.lock.Locks;
import dev.tiphys.memo.MemoFunction;
import dev.tiphys.memo.Memos;
import dev.tiphys.projection.ApplicationProjection;
import dev.tiphys.projection.Projection;
import dev.tiphys.projection.ProjectionFunction;
import dev.tiphys.render.RenderFunction;
import dev.tiphys.render.SyncRendering;
import dev.tiphys.stepcomplete.StepComplete;
import dev.tiphys.stepcomplete.StepCompleteFunction;
import dev.tiphys.stepdispatch.StepDispatch;
import dev.tiphys.stepdispatch.StepDispatchFunction;
import dev.tiphys.stepdispatch.pod.PodEvents;
import dev.tiphys.timer.Timer;
import dev.tiphys.timer.TimerFunction;
import dev.tiphys.trigger.Trigger;
import dev.tiphys.trigger.TriggerFunction;
import dev.tiphys.trigger.Wakes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// One function as a cluster has to know it.
///
/// @param name of its folder, image, service and service account
/// @param main what its image runs
/// @param wakes what it is woken by; empty for the sink of dead letters
/// @param atOnce how many events one process is given at a time
/// @param timeout seconds that one event may take
/// @param memory MiB that it is given; it may have twice as much
/// @param rights in the Kubernetes API
/// @param scratch MiB of disk that it may fill below `/tmp`; 0 for a root that cannot be written
record Function(
    String name,
    Class<?> main,
    List<Wake> wakes,
    int atOnce,
    int timeout,
    int memory,
    List<Right> rights,
    int scratch) {
  /// The name of the one that gets what nobody else could take.
  static final String DEAD_LETTER = "dead-letter";

  private static final List<Right> CONFIG = List.of(Right.core(List.of("configmaps"), "get"));

  private static final Wake MINUTE = new Wake(Wakes.PING, "tick", "minute");

  private static final String ADDED = Trigger.RESOURCE_ADDED;

  private Function(
      String name,
      Class<?> main,
      List<Wake> wakes,
      int atOnce,
      int timeout,
      int memory,
      List<Right> rights) {
    this(name, main, wakes, atOnce, timeout, memory, rights, 0);
  }

  /// An event that wakes a function.
  ///
  /// @param type of the CloudEvent
  /// @param attribute another attribute that must have a value; empty for none
  record Wake(String type, String attribute, String value) {
    Wake(String type) {
      this(type, "", "");
    }

    private static Wake of(String type, String kind) {
      return new Wake(type, "kind", kind);
    }
  }

  /// All of them, in the order of a run.
  static List<Function> all() {
    return List.of(
        new Function(
            "trigger", TriggerFunction.class, triggerWakes(), 64, 60, 192, triggerRights()),
        new Function(
            "step-complete",
            StepCompleteFunction.class,
            wakes(StepComplete.TYPES),
            256,
            60,
            256,
            List.of()),
        new Function(
            "step-dispatch",
            StepDispatchFunction.class,
            dispatchWakes(),
            64,
            60,
            256,
            dispatchRights()),
        new Function(
            "timer",
            TimerFunction.class,
            timerWakes(),
            TimerFunction.AT_ONCE_MAX,
            120,
            192,
            List.of(Right.ours(List.of("cronworkflows"), "get", "list"))),
        new Function("lock", LockFunction.class, wakes(Locks.TYPES), 64, 60, 192, CONFIG),
        new Function("memo", MemoFunction.class, wakes(Memos.TYPES), 64, 60, 192, CONFIG),
        new Function(
            "projection",
            ProjectionFunction.class,
            projectionWakes(),
            ProjectionFunction.AT_ONCE_MAX,
            60,
            256,
            projectionRights()),
        new Function(
            "git-poll", GitPollFunction.class, pollWakes(), 16, 300, 256, sourceRights(), 2048),
        new Function(
            "render",
            RenderFunction.class,
            renderWakes(),
            RenderFunction.AT_ONCE_MAX,
            300,
            1024,
            sourceRights(),
            4096),
        new Function(
            "apply",
            ApplyFunction.class,
            wakes(Apply.TYPES),
            ApplyFunction.AT_ONCE_MAX,
            300,
            384,
            List.of(Right.everything("\"*\""))),
        new Function(
            "health-check",
            HealthCheckFunction.class,
            healthWakes(),
            32,
            120,
            256,
            List.of(Right.everything("get", "list", "watch"))),
        new Function(DEAD_LETTER, DeadLetterFunction.class, List.of(), 64, 60, 128, List.of()));
  }

  /// Whether it asks the Kubernetes API.
  boolean api() {
    return !rights.isEmpty();
  }

  private static List<Wake> pollWakes() {
    return List.of(new Wake(DeliveryEvents.REFRESH_REQUESTED), MINUTE);
  }

  private static List<Wake> renderWakes() {
    var wakes = new ArrayList<>(wakes(SyncRendering.TYPES));
    wakes.add(new Wake("dev.tiphys.revision.observed"));
    return wakes;
  }

  private static List<Wake> healthWakes() {
    var wakes = new ArrayList<>(wakes(HealthCheck.TYPES));
    wakes.add(MINUTE);
    return wakes;
  }

  /// Of who reads repositories: their Secrets are nowhere but beside the functions.
  private static List<Right> sourceRights() {
    return List.of(
        Right.ours(List.of("applications"), "get", "list"),
        Right.ours(List.of("appprojects"), "get", "list").onlyHere(),
        Right.core(List.of("secrets", "configmaps"), "get", "list").onlyHere());
  }

  private static List<Right> triggerRights() {
    return List.of(
        Right.ours(
            List.of(
                "workflowtemplates",
                "clusterworkflowtemplates",
                "cronworkflows",
                "workfloweventbindings"),
            "get",
            "list"),
        Right.ours(List.of("workflows"), "get", "create", "delete"),
        Right.ours(List.of("workflows/status"), "patch"),
        Right.core(List.of("configmaps"), "get"));
  }

  private static List<Wake> dispatchWakes() {
    var wakes = new ArrayList<>(wakes(StepDispatch.TYPES));
    PodEvents.TYPES.stream().sorted().map(type -> Wake.of(type, "Pod")).forEach(wakes::add);
    return wakes;
  }

  private static List<Right> dispatchRights() {
    return List.of(
        Right.core(List.of("pods"), "create", "delete", "get", "list", "patch", "watch"),
        Right.core(List.of("pods/log"), "get"),
        Right.core(List.of("persistentvolumeclaims"), "create", "delete", "get", "list"),
        Right.core(List.of("configmaps"), "create", "delete", "get", "list"),
        Right.ours(List.of("workflows"), "get"),
        // Who makes an object that keeps its owner until it is gone needs this in some clusters.
        Right.ours(List.of("workflows/finalizers"), "update"));
  }

  private static List<Right> projectionRights() {
    return List.of(
        Right.ours(List.of("workflows"), "delete", "get"),
        Right.ours(List.of("workflows/status"), "update"),
        Right.ours(List.of("applications"), "get", "list", "patch"),
        Right.ours(List.of("applications/status"), "update"));
  }

  private static List<Wake> triggerWakes() {
    return List.of(
        Wake.of(ADDED, "Workflow"),
        Wake.of(ADDED, "CronWorkflow"),
        Wake.of(Wakes.RESOURCE_UPDATED, "CronWorkflow"),
        MINUTE,
        new Wake(CronEvents.DUE),
        new Wake("dev.tiphys.run.finished"));
  }

  private static List<Wake> timerWakes() {
    var wakes = new ArrayList<>(wakes(Timer.TYPES));
    wakes.add(MINUTE);
    return wakes;
  }

  private static List<Wake> projectionWakes() {
    var wakes = new ArrayList<>(List.of(new Wake(RunEvents.CHANGED), new Wake(Projection.EXPIRED)));
    wakes.add(Wake.of(Projection.UPDATED, "Workflow"));
    wakes.add(Wake.of(Projection.DELETED, "Workflow"));
    wakes.addAll(wakes(ApplicationProjection.TYPES));
    for (var change : List.of(ADDED, Projection.UPDATED, Projection.DELETED)) {
      wakes.add(Wake.of(change, "Application"));
    }
    return wakes;
  }

  private static List<Wake> wakes(Collection<String> types) {
    return types.stream().sorted().map(Wake::new).toList();
  }
}
