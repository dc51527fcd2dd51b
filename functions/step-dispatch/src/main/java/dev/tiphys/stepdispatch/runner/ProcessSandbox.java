package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Containers as processes of this machine: the programs are the host's, whatever the image is
/// called, and the files too, except `/tmp`, what is mounted and what is declared.
final class ProcessSandbox implements Sandbox {
  private static final System.Logger LOG = System.getLogger(ProcessSandbox.class.getName());
  private static final Path TMP = Path.of("/tmp");

  private final Walls walls;
  private final RunnerConfig config;
  private final List<Path> programPath;

  ProcessSandbox(Walls walls, RunnerConfig config) {
    this.walls = walls;
    this.config = config;
    this.programPath = Host.programPath(config.path());
    if (walls == Walls.NONE) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Neither bwrap nor unshare works here: steps share /tmp, and every other path, with this"
              + " machine and with one another, and volumes are not mounted. Install bubblewrap to"
              + " give each step its own.");
    }
  }

  @Override
  public String ip() {
    return "127.0.0.1";
  }

  @Override
  public Prepared prepare(Order order) {
    var folder = order.folder();
    var container = order.container();
    var view = new View(folder.shadows());
    StepFolder.directories(folder.tmp());
    if (walls == Walls.NONE) {
      refuseMounts(order);
    } else {
      view.bind(folder.tmp(), TMP, false);
      order.mounts().forEach(m -> view.bind(m.source(), m.target(), m.readOnly()));
      order.outputs().forEach(path -> view.roomFor(parent(path)));
      order.inputs().keySet().forEach(path -> view.privately(parent(path)));
    }
    var tmp = walls == Walls.NONE ? folder.tmp() : TMP;
    var own = tmp.resolve(".argo-" + container.name());
    var ownOnHost = walls == Walls.NONE ? StepFolder.directories(own) : view.privately(own);
    var environment = order.environment().of(container, given(order, tmp, own), ip());
    var directory = directory(order, tmp, view);
    if (!folder.hasBegun()) {
      order.inputs().forEach((path, input) -> write(view, path, input));
    }
    var words = words(container, own, ownOnHost, environment, folder.hasBegun());
    words.set(0, program(words.getFirst(), directory, environment, view, order));
    return new Ready(
        walls
            .around(view, directory, withUnusual(environment, words))
            .orElseThrow(() -> new PodFailure("setsid, of util-linux, is not installed")),
        environment,
        view,
        ownOnHost.resolve("progress"));
  }

  private record Ready(
      List<String> command, Map<String, String> environment, View view, Path progress)
      implements Prepared {
    @Override
    public Optional<Path> output(Path path) {
      return view.onHost(path);
    }

    @Override
    public Path progress(Path path) {
      return progress;
    }
  }

  @Override
  public Map<String, String> ofHost() {
    return Map.of();
  }

  private void refuseMounts(Order order) {
    if (!order.mounts().isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Container ''{0}'' of {1} runs without its volumes at {2}: this machine allows no mounts.",
          order.container().name(),
          order.podName(),
          order.mounts().stream().map(Volumes.Mounted::target).toList());
    }
  }

  private static Path parent(Path path) {
    var parent = path.normalize().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private Map<String, String> given(Order order, Path tmp, Path own) {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("PATH", programPath.stream().map(Path::toString).collect(Collectors.joining(":")));
    given.put("HOME", tmp.toString());
    given.put("HOSTNAME", order.podName());
    given.put("LANG", "C.UTF-8");
    if (walls == Walls.NONE) {
      given.put("TMPDIR", tmp.toString());
    }
    if (order.container().isMain()) {
      given.put("ARGO_PROGRESS_FILE", own.resolve("progress").toString());
    }
    return given;
  }

  /// Where the container begins: the private `/tmp` unless it says otherwise, so that files with
  /// relative names do not end up on the host. Images begin in `/`, and so does a container that is
  /// expected to leave a file there: then `/` is private too.
  private Path directory(Order order, Path tmp, View view) {
    var named = order.container().json().path("workingDir").asText("");
    if (named.isEmpty()) {
      var root = Path.of("/");
      return walls != Walls.NONE && order.outputs().stream().anyMatch(p -> parent(p).equals(root))
          ? root
          : tmp;
    }
    var directory = Path.of(named).normalize();
    if (!directory.isAbsolute()) {
      throw new PodFailure("workingDir should be absolute, not '%s'", named);
    }
    if (walls != Walls.NONE && view.onHost(directory).isEmpty()) {
      view.privately(directory);
    }
    return directory;
  }

  private static void write(View view, Path path, Artifacts.Input input) {
    try {
      var directory = StepFolder.directories(view.privately(parent(path)));
      // A link that another step left in a volume leads no further than it would lead this step.
      var real = view.onHost(parent(path)).orElse(directory);
      Inputs.bring(input, real.resolve(path.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> words(
      Container container,
      Path own,
      Path ownOnHost,
      Map<String, String> environment,
      boolean begun) {
    var words = CommandLine.of(container, config.images(), environment);
    if (words.isEmpty()) {
      throw new PodFailure(
          container.image().isEmpty()
              ? "container '%s' has no command"
              : "container '%s' has no command, and its image '%s' is not among 'images' of the"
                  + " configuration, which would tell what to run",
          container.name(),
          container.image());
    }
    List<String> all = new ArrayList<>();
    var files = begun ? new CommandLine.Files(own, null) : new CommandLine.Files(own, ownOnHost);
    for (var word : words) {
      all.add(files.argument(word));
    }
    if (container.source() != null) {
      all.add(files.script(container.source()));
    }
    return all;
  }

  /// What cannot be set by a shell is set by `env`.
  private static List<String> withUnusual(Map<String, String> environment, List<String> words) {
    var unusual =
        environment.entrySet().stream()
            .filter(variable -> !Supervisor.isVariable(variable.getKey()))
            .map(variable -> variable.getKey() + "=" + variable.getValue());
    var all = Stream.concat(unusual, words.stream()).toList();
    if (all.size() == words.size()) {
      return words;
    }
    return Stream.concat(Host.program("env").map(Path::toString).stream(), all.stream()).toList();
  }

  /// Where the program lies, as the container sees it.
  private static String program(
      String name, Path directory, Map<String, String> environment, View view, Order order) {
    if (name.contains("/")) {
      var path = directory.resolve(name);
      if (view.onHost(path).filter(ProcessSandbox::runnable).isEmpty()) {
        throw notFound(order, name, "is not there, or is no program");
      }
      return path.toString();
    }
    for (var place : environment.getOrDefault("PATH", "").split(":")) {
      if (place.startsWith("/")) {
        var path = Path.of(place).resolve(name);
        if (view.onHost(path).filter(ProcessSandbox::runnable).isPresent()) {
          return path.toString();
        }
      }
    }
    throw notFound(order, name, "was not found in PATH");
  }

  private static boolean runnable(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static PodFailure notFound(Order order, String name, String why) {
    return new PodFailure(
        "%s",
        order
            .container()
            .says(
                "Error (exit code 64): the program '%s' %s on this machine".formatted(name, why)));
  }

  @Override
  public boolean terminate(ContainerFolder folder) {
    var told = inside(folder).stream().filter(process -> !isFirst(process)).toList();
    told.forEach(ProcessHandle::destroy);
    return !told.isEmpty();
  }

  @Override
  public void kill(ContainerFolder folder) {
    inside(folder).forEach(ProcessHandle::destroyForcibly);
  }

  /// The container's own processes, without those of the supervisor.
  private List<ProcessHandle> inside(ContainerFolder folder) {
    var supervisor = folder.supervisor().filter(Supervised::alive);
    if (supervisor.isEmpty()) {
      return List.of();
    }
    var pid = supervisor.get().pid();
    var depth = Namespaces.depth(pid);
    var session = Namespaces.session(pid);
    return ProcessHandle.of(pid)
        .map(ProcessHandle::descendants)
        .orElse(Stream.empty())
        .filter(
            process ->
                walls == Walls.NONE
                    ? Namespaces.session(process.pid()) != session
                    : Namespaces.depth(process.pid()) > depth)
        .toList();
  }

  private boolean isFirst(ProcessHandle process) {
    return walls != Walls.NONE && Namespaces.isFirst(process.pid());
  }

  @Override
  public boolean probe(ContainerFolder folder, List<String> command, Duration limit) {
    var first = inside(folder).stream().filter(this::isFirst).findFirst();
    var nsenter = Host.program("nsenter");
    List<String> words = new ArrayList<>();
    if (first.isPresent() && nsenter.isPresent()) {
      words.addAll(
          List.of(nsenter.get().toString(), "-t", Long.toString(first.get().pid()), "-m", "-p"));
      if (walls == Walls.UNSHARE_USER) {
        words.addAll(List.of("-U", "--preserve-credentials"));
      }
    }
    words.addAll(command);
    return Host.succeeds(words, limit);
  }

  @Override
  public void dispose(ContainerFolder folder) {
    // Its files go when the run is forgotten: outputs may be read again until then.
  }
}
