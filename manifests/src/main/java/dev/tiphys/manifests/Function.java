package dev.tiphys.manifests;

import dev.tiphys.deadletter.DeadLetterFunction;
import dev.tiphys.events.CronEvents;
import dev.tiphys.events.RunEvents;
import dev.tiphys.lock.LockFunction;
import dev.tiphys.lock.Locks;
import dev.tiphys.memo.MemoFunction;
import dev.tiphys.memo.Memos;
import dev.tiphys.projection.Projection;
import dev.tiphys.projection.ProjectionFunction;
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
record Function(
    String name,
    Class<?> main,
    List<Wake> wakes,
    int atOnce,
    int timeout,
    int memory,
    List<Right> rights) {
  /// The name of the one that gets what nobody else could take.
  static final String DEAD_LETTER = "dead-letter";

  private static final List<Right> CONFIG = List.of(Right.core(List.of("configmaps"), "get"));

  private static final String ADDED = Trigger.RESOURCE_ADDED;

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
        new Function(DEAD_LETTER, DeadLetterFunction.class, List.of(), 64, 60, 128, List.of()));
  }

  /// Whether it asks the Kubernetes API.
  boolean api() {
    return !rights.isEmpty();
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
        Right.ours(List.of("workflows/status"), "update"));
  }

  private static List<Wake> triggerWakes() {
    return List.of(
        Wake.of(ADDED, "Workflow"),
        Wake.of(ADDED, "CronWorkflow"),
        Wake.of(Wakes.RESOURCE_UPDATED, "CronWorkflow"),
        new Wake(Wakes.PING, "tick", "minute"),
        new Wake(CronEvents.DUE),
        new Wake("dev.tiphys.run.finished"));
  }

  private static List<Wake> timerWakes() {
    var wakes = new ArrayList<>(wakes(Timer.TYPES));
    wakes.add(new Wake("dev.knative.sources.ping", "tick", "minute"));
    return wakes;
  }

  private static List<Wake> projectionWakes() {
    return List.of(
        new Wake(RunEvents.CHANGED),
        new Wake(Projection.EXPIRED),
        Wake.of(Projection.UPDATED, "Workflow"),
        Wake.of(Projection.DELETED, "Workflow"));
  }

  private static List<Wake> wakes(Collection<String> types) {
    return types.stream().sorted().map(Wake::new).toList();
  }
}
