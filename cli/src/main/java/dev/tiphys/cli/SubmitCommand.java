package dev.tiphys.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys submit`: the options; [Submission] does it.
@Command(
    name = "submit",
    description = "Starts workflows on a server.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 submitted (with --wait, --watch or --log: Succeeded), 1 not Succeeded or an"
          + " error, 2 the input is wrong, 3 interrupted; the run itself goes on then.",
      "",
      "Examples:",
      "  tiphys submit docs/hello-world.yaml --watch",
      "  tiphys submit deploy.yaml -p version=1.2 -p 'hosts=[\"a\",\"b\"]' --wait",
      "  tiphys submit --from workflowtemplate/deploy -p version=1.2",
      "  tiphys submit deploy.yaml -p version=1.2 --dry-run -o yaml",
      "  generate | tiphys submit - -o name"
    })
final class SubmitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ServerOptions server;
  @Mixin SubmitOptions submit;
  @Mixin FollowOptions follow;
  @Mixin OutputOption output;
  @Mixin LookOptions look;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "YAML or JSON; - for standard input.")
  List<String> files = List.of();

  @Option(
      names = "--from",
      paramLabel = "KIND/NAME",
      description =
          "Instead of a file: workflowtemplate/NAME, clusterworkflowtemplate/NAME or"
              + " cronworkflow/NAME.")
  @Nullable String from;

  @Option(names = "--dry-run", description = "Prints what would be sent, and sends nothing.")
  boolean dryRun;

  @Option(names = "--server-dry-run", description = "Lets the server check it, but not start it.")
  boolean serverDryRun;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  SubmitCommand() {}

  @Override
  public Integer call() throws Exception {
    return Submission.run(this, System.in);
  }
}
