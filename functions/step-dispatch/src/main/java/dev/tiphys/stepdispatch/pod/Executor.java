package dev.tiphys.stepdispatch.pod;

import dev.tiphys.artifacts.ArtifactStores;
import dev.tiphys.artifacts.ArtifactStores.Own;
import dev.tiphys.artifacts.Egress;
import dev.tiphys.artifacts.Transfer;
import dev.tiphys.artifacts.TransferLimits;
import dev.tiphys.doorway.HttpBroker;
import dev.tiphys.engine.Step;
import dev.tiphys.events.LargeValues;
import dev.tiphys.events.RunEvents;
import dev.tiphys.stepdispatch.runner.OutputFiles;
import dev.tiphys.stepdispatch.runner.PodFailure;
import dev.tiphys.stepdispatch.runner.StepFolder;
import dev.tiphys.stepdispatch.runner.StoredArtifacts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// What the containers of ours in the pod of a step run: `init` or `wait`.
public final class Executor {
  /// How `wait` ends when the pod's status is to tell how the step ended.
  static final int SILENT = 66;

  /// How `wait` ends when it has told on stdout, and the broker did not take it.
  static final int UNHEARD = 75;

  private static final int FAILED = 64;

  /// A broker may be away for an hour.
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final Path root;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final BooleanSupplier leaving;

  /// @param root where the container's files are: `/`
  /// @param leaving whether the pod is being ended
  Executor(Path root, Map<String, String> environment, PrintStream out, BooleanSupplier leaving) {
    this.root = root;
    this.environment = environment;
    this.out = out;
    this.leaving = leaving;
  }

  /// Runs to the end, also if it is asked to end before: what was begun is told.
  public static void main(String[] args) {
    var leaving = new Leaving();
    var executor = new Executor(Path.of("/"), System.getenv(), System.out, leaving::begun);
    leaving.end(executor.run(args.length == 1 ? args[0] : ""));
  }

  /// @return the exit code
  int run(String what) {
    try {
      return switch (what) {
        case OwnContainers.INIT -> {
          fill();
          yield 0;
        }
        case OwnContainers.COMPANION -> accompany();
        default -> throw new PodFailure("expected the argument 'init' or 'wait'");
      };
    } catch (PodFailure | IllegalArgumentException e) {
      // The kubelet shows the last words of a container that failed.
      out.println("tiphys: " + e.getMessage());
      return FAILED;
    } catch (IOException | RuntimeException e) {
      // Its message may hold what a step put in the place of our files.
      out.println("tiphys: failed: " + e.getClass().getName());
      return FAILED;
    } catch (InterruptedException e) {
      return SILENT;
    }
  }

  private Path at(String path) {
    return root.resolve(path.substring(1));
  }

  private Step step() throws IOException {
    var text = environment.get(SharedFolder.STEP_VARIABLE);
    return StepJson.read(text == null ? Files.readString(at(SharedFolder.STEP_FILE)) : text);
  }

  private void fill() throws IOException {
    try (var stores = stores()) {
      var artifacts =
          new StoredArtifacts(new Transfer(stores, TransferLimits.DEFAULT), at("/tmp/artifacts"));
      new Inbound(root, artifacts).fill(step());
    }
  }

  private ArtifactStores stores() {
    return new ArtifactStores(
        new Own.None(), new MountedSecrets(at(SharedFolder.SECRETS)), new Egress(true));
  }

  private int accompany() throws IOException, InterruptedException {
    var step = step();
    var sink = environment.get("K_SINK");
    var events = new RunEvents(LargeValues.none());
    var broker = sink == null ? null : new HttpBroker(URI.create(sink), events);
    var teller = new Teller(step, events, broker, PATIENCE, out);
    try (var stores = stores()) {
      var scratch = Files.createDirectories(at("/tmp/outputs"));
      var artifacts =
          new StoredArtifacts(
              new Transfer(stores, TransferLimits.DEFAULT), scratch.resolve("packed"));
      var outputMax = Integer.parseInt(environment.getOrDefault("TIPHYS_OUTPUT_MAX", "16777216"));
      var folder = new StepFolder(at(SharedFolder.PATH));
      var left =
          new KeptOutputs(
              folder.container("main").path(),
              SharedFolder.kept(step),
              scratch,
              TransferLimits.DEFAULT.archive());
      var end =
          new Companion(step, folder, new OutputFiles(step, artifacts, outputMax), left, leaving)
              .end(teller::progress);
      if (end.isEmpty()) {
        return SILENT;
      }
      return teller.end(end.get()) ? 0 : UNHEARD;
    }
  }
}
