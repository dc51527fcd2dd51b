package dev.tiphys.embedded;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.events.RunId;
import dev.tiphys.sandbox.Objects;
import dev.tiphys.sandbox.Refused;
import dev.tiphys.sandbox.Sandbox;
import dev.tiphys.sandbox.Writing;
import dev.tiphys.stepdispatch.kube.Cluster;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The cluster of a host that has none: a sandbox, started when the first step needs it. Its
/// Workflows are the runs of the host; the pod of a step that looks at objects is there while it
/// looks.
final class SandboxCluster implements Cluster {
  private static final System.Logger LOG = System.getLogger(SandboxCluster.class.getName());
  private final SandboxWorkflows.Runs runs;
  private final Path kubeconfig;
  private @Nullable Sandbox sandbox;
  private @Nullable KubeApi api;
  private @Nullable SandboxWorkflows workflows;
  private @Nullable Consumer<Objects> user;
  private boolean closed;

  /// @param work where its kubeconfig lies as long as it runs, for who wants to look with kubectl
  SandboxCluster(SandboxWorkflows.Runs runs, Path work) {
    this.runs = runs;
    this.kubeconfig = work.resolve("sandbox.kubeconfig");
  }

  Objects objects() {
    return opened().sandbox().objects();
  }

  /// Calls `use` with what it holds as soon as somebody needs it.
  synchronized void whenStarted(Consumer<Objects> use) {
    if (sandbox == null) {
      user = use;
    } else {
      use.accept(sandbox.objects());
    }
  }

  @Override
  public KubeApi api() {
    return opened().api();
  }

  private record Opened(Sandbox sandbox, KubeApi api, SandboxWorkflows workflows) {}

  private synchronized Opened opened() {
    if (closed) {
      throw new IllegalStateException("the host is closing");
    }
    if (sandbox == null || api == null || workflows == null) {
      sandbox = Sandbox.start();
      api = new KubeApi(Config.fromKubeconfig(sandbox.kubeconfig()));
      workflows = new SandboxWorkflows(runs, sandbox.objects());
      workflows.start();
      write(sandbox.kubeconfig());
      if (user != null) {
        user.accept(sandbox.objects());
      }
    }
    return new Opened(sandbox, api, workflows);
  }

  /// Only for the owner: the URL in it opens everything.
  private void write(String text) {
    try {
      Files.createDirectories(kubeconfig.toAbsolutePath().getParent());
      Files.deleteIfExists(kubeconfig);
      Files.createFile(
          kubeconfig,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(kubeconfig, text);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} cannot be written: {1}", kubeconfig, e.getMessage());
    }
  }

  @Override
  public void prepare(RunId run, String podName, String template) {
    var opened = opened();
    opened.workflows().show(run);
    pod(opened.sandbox(), run, podName);
  }

  private static void pod(Sandbox sandbox, RunId run, String name) {
    var objects = sandbox.objects();
    var kind = objects.kind("v1", "Pod").orElseThrow();
    var pod = JsonNodeFactory.instance.objectNode();
    var metadata = pod.putObject("metadata").put("name", name);
    metadata.putObject("labels").put("workflows.argoproj.io/workflow", run.name());
    metadata.putObject("annotations").put("workflows.argoproj.io/node-name", name);
    metadata
        .putArray("ownerReferences")
        .addObject()
        .put("apiVersion", "argoproj.io/v1alpha1")
        .put("kind", "Workflow")
        .put("name", run.name())
        .put("uid", run.uid())
        .put("controller", true);
    try {
      objects.create(kind, run.namespace(), pod, Writing.by("tiphys"));
    } catch (Refused e) {
      // The step was here before, or its name cannot be that of a pod.
      if (e.code() != 409 && e.code() != 422) {
        throw e;
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (workflows != null) {
      workflows.close();
    }
    if (api != null) {
      api.close();
    }
    if (sandbox != null) {
      sandbox.close();
      try {
        Files.deleteIfExists(kubeconfig);
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "{0} is left: {1}", kubeconfig, e.getMessage());
      }
    }
  }
}
