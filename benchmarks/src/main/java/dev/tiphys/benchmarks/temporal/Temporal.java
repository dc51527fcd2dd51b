package dev.tiphys.benchmarks.temporal;

import io.temporal.client.WorkflowOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.UUID;

/// Temporal's own test server and a worker, both in this process and in memory.
public final class Temporal implements AutoCloseable {
  private static final String QUEUE = "benchmarks";
  private static final Duration LIMIT = Duration.ofMinutes(30);

  /// Workflow code that pauses because the machine is busy is no deadlock.
  private static final long DEADLOCK_MILLIS = 60_000;

  private final TestWorkflowEnvironment environment;

  public Temporal() {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setUseTimeskipping(false).build());
    var worker =
        environment.newWorker(
            QUEUE,
            WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS).build());
    worker.registerWorkflowImplementationTypes(
        Work.ChainRun.class, Work.DagRun.class, Work.FanRun.class);
    worker.registerActivitiesImplementations(new Work.DoneHere());
    environment.start();
  }

  /// A stub of a new run; calling its method runs it to the end.
  public <T> T run(Class<T> workflow) {
    return run(workflow, UUID.randomUUID().toString());
  }

  /// As above, with an id.
  public <T> T run(Class<T> workflow, String id) {
    return environment
        .getWorkflowClient()
        .newWorkflowStub(
            workflow,
            WorkflowOptions.newBuilder()
                .setTaskQueue(QUEUE)
                .setWorkflowId(id)
                .setWorkflowExecutionTimeout(LIMIT)
                .setWorkflowTaskTimeout(Duration.ofSeconds(60))
                .build());
  }

  /// What the server kept of a run.
  public WorkflowExecutionHistory history(String workflowId) {
    return environment.getWorkflowClient().fetchHistory(workflowId);
  }

  @Override
  public void close() {
    environment.close();
  }
}
