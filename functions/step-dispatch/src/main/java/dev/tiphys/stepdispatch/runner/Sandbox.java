package dev.tiphys.stepdispatch.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What stands between a container and the machine. The runner is the same for all; this is what
/// differs.
interface Sandbox {
  /// A container made ready to be run.
  interface Prepared extends Left {
    /// What the supervisor is to call.
    List<String> command();

    /// The variables of the supervisor's call.
    Map<String, String> environment();

    /// Where on the host a file lies that the container may write while it runs.
    Path progress(Path path);
  }

  /// What a container is made of.
  ///
  /// @param outputs files that it is expected to leave
  /// @param inputs artifacts to put at their paths
  record Order(
      Pod pod,
      Container container,
      ContainerFolder folder,
      List<Volumes.Mounted> mounts,
      List<Path> outputs,
      Map<Path, Artifacts.Input> inputs,
      Environment environment,
      String podName) {}

  /// Makes files and directories, but starts nothing. Doing it again changes nothing once the
  /// container has begun.
  Prepared prepare(Order order);

  /// Asks all processes of the container to end.
  ///
  /// @return false if there was none to ask, because it has not quite begun or is over
  boolean terminate(ContainerFolder folder);

  /// Ends all processes of the container.
  void kill(ContainerFolder folder);

  /// Runs `command` beside the container's own and says whether it succeeded in time.
  boolean probe(ContainerFolder folder, List<String> command, Duration limit);

  /// Called when all that is wanted of a container has been read.
  void dispose(ContainerFolder folder);

  /// Variables of the host that calls need, besides PATH.
  Map<String, String> ofHost();

  /// Where the container's ports are reached.
  String ip();
}
