package dev.tiphys.stepdispatch.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Containers of podman or docker, called as a person would. The name of a container follows from
/// run and node, so that creating it twice fails the second time.
final class ContainerSandbox implements Sandbox {
  static final int ANSWER_SECONDS_MAX = 5;

  private static final Duration CALL_MAX = Duration.ofSeconds(30);
  private static final Path OWN = Path.of("/var/run/argo");

  private final Path engine;
  private final RunnerConfig config;

  private ContainerSandbox(Path engine, RunnerConfig config) {
    this.engine = engine;
    this.config = config;
  }

  /// podman or docker, if it is there and answers.
  static Optional<ContainerSandbox> answering(String name, RunnerConfig config) {
    return Host.program(name)
        .map(engine -> new ContainerSandbox(engine, config))
        .filter(s -> s.call(List.of("info"), Duration.ofSeconds(ANSWER_SECONDS_MAX)));
  }

  @Override
  public String ip() {
    return "127.0.0.1";
  }

  @Override
  public Prepared prepare(Order order) {
    var folder = order.folder();
    var container = order.container();
    Map<String, String> given = new LinkedHashMap<>();
    if (container.isMain()) {
      given.put("ARGO_PROGRESS_FILE", OWN.resolve("progress").toString());
    }
    var environment = order.environment().of(container, given, ip());
    var own = StepFolder.directories(own(folder));
    own.toFile().setWritable(true, false);
    List<String> words = new ArrayList<>(call());
    words.addAll(List.of("run", "--name", name(folder), "--network", config.engine().network()));
    words.addAll(config.engine().run());
    mount(words, own, OWN, false);
    order.mounts().forEach(m -> mount(words, m.source(), m.target(), m.readOnly()));
    inputs(order, words);
    var directory = container.json().path("workingDir").asText("");
    if (!directory.isEmpty()) {
      words.addAll(List.of("--workdir", directory));
    }
    environment.forEach(
        (variable, value) ->
            words.addAll(
                List.of("--env", handedOver(variable) ? variable : variable + "=" + value)));
    command(container, environment, own, folder.hasBegun(), words);
    environment.keySet().removeIf(variable -> !handedOver(variable));
    return new Ready(words, environment, folder);
  }

  private void inputs(Order order, List<String> words) {
    var number = 0;
    for (var input : order.inputs().entrySet()) {
      var file = order.folder().path().resolve("inputs").resolve(Integer.toString(number++));
      if (!order.folder().hasBegun()) {
        try {
          StepFolder.directories(file.getParent());
          Inputs.bring(input.getValue(), file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      if (Files.exists(file)) {
        mount(words, file, input.getKey(), false);
      }
    }
  }

  /// Entry point, image, arguments. The image fills in what the container does not say.
  private static void command(
      Container container,
      Map<String, String> environment,
      Path own,
      boolean begun,
      List<String> words) {
    var files = new CommandLine.Files(OWN, begun ? null : own);
    var command =
        container.command().stream().map(word -> References.expand(word, environment)).toList();
    if (!command.isEmpty()) {
      words.addAll(List.of("--entrypoint", command.getFirst()));
    }
    if (container.image().isEmpty()) {
      throw new PodFailure("container '%s' has no image", container.name());
    }
    words.add(container.image());
    command.stream().skip(1).map(files::argument).forEach(words::add);
    for (var arg : container.args()) {
      words.add(files.argument(References.expand(arg, environment)));
    }
    if (container.source() != null) {
      words.add(files.script(container.source()));
    }
  }

  /// Whether a variable may stand in the environment of podman itself, where the list of processes
  /// does not show it. Those that podman would heed itself may not.
  private static boolean handedOver(String variable) {
    return Supervisor.isVariable(variable)
        && !variable.matches(
            "PATH|HOME|TMPDIR|USER|(XDG|DOCKER|CONTAINERS?|LD|PODMAN|REGISTRY|GO)_?.*");
  }

  private static void mount(List<String> words, Path source, Path target, boolean readOnly) {
    if (source.toString().contains(":") || target.toString().contains(":")) {
      throw new PodFailure("paths of mounts cannot hold ':', as '%s' does", target);
    }
    words.addAll(List.of("--volume", source + ":" + target + (readOnly ? ":ro" : "")));
  }

  private final class Ready implements Prepared {
    private final List<String> command;
    private final Map<String, String> environment;
    private final ContainerFolder folder;

    Ready(List<String> command, Map<String, String> environment, ContainerFolder folder) {
      this.command = List.copyOf(command);
      this.environment = environment;
      this.folder = folder;
    }

    @Override
    public List<String> command() {
      return command;
    }

    @Override
    public Map<String, String> environment() {
      return environment;
    }

    @Override
    public Optional<Path> output(Path path) {
      var copies = StepFolder.directories(folder.path().resolve("outputs"));
      var name = StepFolder.fileName(path.toString());
      var copy = copies.resolve(name);
      var missing = copies.resolve(name + ".missing");
      // The container is removed once its outputs are read, and then this is all there is.
      if (!Files.exists(copy, LinkOption.NOFOLLOW_LINKS) && !Files.exists(missing)) {
        if (!call(List.of("cp", name(folder) + ":" + path, copy.toString()), CALL_MAX)) {
          StepFolder.write(missing, "");
        }
      }
      return Optional.of(copy)
          .filter(c -> Files.exists(c, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(c));
    }

    @Override
    public Path progress(Path path) {
      return own(folder).resolve(OWN.relativize(path).toString());
    }
  }

  @Override
  public Map<String, String> ofHost() {
    return System.getenv().entrySet().stream()
        .filter(variable -> variable.getKey().matches("HOME|(XDG|DOCKER|CONTAINER|CONTAINERS)_.*"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Path own(ContainerFolder folder) {
    return folder.path().resolve("argo");
  }

  /// Folders are `<uid>/<node>/containers/<name>`.
  private static String name(ContainerFolder folder) {
    var step = folder.path().getParent().getParent();
    return "tiphys-%s-%s-%s"
        .formatted(step.getParent().getFileName(), step.getFileName(), folder.name());
  }

  @Override
  public boolean terminate(ContainerFolder folder) {
    return call(List.of("kill", "--signal", "TERM", name(folder)), CALL_MAX);
  }

  @Override
  public void kill(ContainerFolder folder) {
    call(List.of("kill", name(folder)), CALL_MAX);
  }

  @Override
  public boolean probe(ContainerFolder folder, List<String> command, Duration limit) {
    List<String> words = new ArrayList<>(List.of("exec", name(folder)));
    words.addAll(command);
    return call(words, limit);
  }

  @Override
  public void dispose(ContainerFolder folder) {
    if (folder.hasBegun()) {
      call(List.of("rm", "--force", name(folder)), CALL_MAX);
    }
  }

  private List<String> call() {
    List<String> words = new ArrayList<>(List.of(engine.toString()));
    words.addAll(config.engine().global());
    return words;
  }

  private boolean call(List<String> arguments, Duration limit) {
    var words = call();
    words.addAll(arguments);
    return Host.succeeds(words, limit);
  }
}
