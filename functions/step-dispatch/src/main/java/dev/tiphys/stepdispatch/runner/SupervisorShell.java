package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The parent of supervisors: one shell, in a session of its own, that reads what to start from us
/// and says when it ended. Starting a step then costs a fork of that small shell instead of
/// processes made from here. If we are killed it ends, and the supervisors, which are on their own
/// by then, do not.
///
/// What is handed over may hold secrets, so it goes through a pipe, not through a file or the list
/// of processes. A script that is cut off by our end is never run: a shell runs whole commands
/// only.
final class SupervisorShell implements AutoCloseable {
  static final String SHELL = "/bin/sh";

  private final Map<String, String> environment;
  private @Nullable Process shell;
  private Map<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();
  private long number;
  private boolean closed;

  /// @param environment of the shell, besides PATH
  SupervisorShell(Map<String, String> environment) {
    this.environment = environment;
  }

  /// Runs `script` beside all others.
  ///
  /// @return completed when it has ended, or nobody knows any more whether it has
  synchronized CompletableFuture<Void> start(String script) {
    if (closed) {
      throw new IllegalStateException("the runner is closed");
    }
    var id = Long.toString(number++);
    var over = new CompletableFuture<Void>();
    var to = shell == null || !shell.isAlive() ? open() : shell;
    waiting.put(id, over);
    try {
      write(to, "(%s\necho %s\n) &\nof_%s=$!\n".formatted(script, id, id));
    } catch (IOException e) {
      // It died; whoever waits finds that nothing has begun.
      over.complete(null);
    }
    return over;
  }

  /// Nobody else would wait for the process, and it would stay in the list of processes.
  private synchronized void bury(Process shell, String id) {
    try {
      write(shell, "wait $of_%s\nunset of_%s\n".formatted(id, id));
    } catch (IOException e) {
      // The shell is gone, and others take care of its children.
    }
  }

  private static void write(Process shell, String text) throws IOException {
    var in = shell.getOutputStream();
    in.write(text.getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private Process open() {
    var builder = new ProcessBuilder("setsid", SHELL);
    builder.environment().keySet().retainAll(Set.of("PATH"));
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      var process = builder.start();
      Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
      Thread.ofPlatform().daemon().name("steps-end").start(() -> listen(process, ends));
      process.onExit().thenRun(() -> lost(ends));
      shell = process;
      waiting = ends;
      return process;
    } catch (IOException e) {
      throw new PodFailure("steps need setsid, of util-linux, and %s: %s", SHELL, e.getMessage());
    }
  }

  private void listen(Process shell, Map<String, CompletableFuture<Void>> waiting) {
    try (var ids = shell.inputReader(StandardCharsets.UTF_8)) {
      for (var id = ids.readLine(); id != null; id = ids.readLine()) {
        var over = waiting.remove(id);
        if (over != null) {
          over.complete(null);
          bury(shell, id);
        }
      }
    } catch (IOException e) {
      // The shell is gone: see below.
    }
  }

  /// Supervisors that have begun go on without the shell, and are looked at instead of heard.
  private synchronized void lost(Map<String, CompletableFuture<Void>> waiting) {
    waiting.values().forEach(over -> over.complete(null));
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (shell != null) {
      try {
        shell.getOutputStream().close();
      } catch (IOException e) {
        // It is gone already.
      }
    }
  }
}
