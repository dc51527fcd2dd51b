/// Executes steps on this machine: as processes, or as containers of podman or docker.
///
/// A [Runner] is told to begin with a [dev.tiphys.engine.Step] and says what becomes of it. It
/// refuses to decide anything about a run, and it forgets nothing: all it knows about a step lies
/// in the step's folder, written by a small supervisor that outlives this process. So a host may be
/// killed at any moment, start again, ask for the same steps, and each of them still starts once.
/// Start reading at [PodRun], which drives the containers of one step, then [Supervisor], the shell
/// script around each container, and [View], what a process sees instead of the host's files.
@NullMarked
package dev.tiphys.stepdispatch.runner;

import org.jspecify.annotations.NullMarked;
