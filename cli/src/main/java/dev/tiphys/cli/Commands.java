package dev.tiphys.cli;

import dev.tiphys.cli.delivery.AccountCommand;
import dev.tiphys.cli.delivery.AppCommand;
import dev.tiphys.cli.delivery.AppSetCommand;
import dev.tiphys.cli.delivery.CertCommand;
import dev.tiphys.cli.delivery.ClusterCommand;
import dev.tiphys.cli.delivery.GpgCommand;
import dev.tiphys.cli.delivery.ProjCommand;
import dev.tiphys.cli.delivery.RbacCommand;
import dev.tiphys.cli.delivery.RenderCommand;
import dev.tiphys.cli.delivery.RepoCommand;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The commands, in the order in which `--help` lists them.
///
/// Of a command that is not asked for only its name and what it is for are made: reading the
/// annotations of all of them would take longer than most of them do.
enum Commands {
  RUN("Runs a workflow here, to its end."),
  LINT("Says what is wrong with manifests."),
  TEST("Tests workflows: what they do if their steps answer so."),
  HEALTH("Says how live objects are, as Argo CD would show them."),
  DIFF("Says what an apply of manifests would change."),
  RENDER("Prints the manifests of an application, rendered here."),
  EVAL("Tries an expression before it goes into a manifest."),
  UP("Serves workflows here until it is stopped."),
  SUBMIT("Starts workflows on a server."),
  LIST("Lists workflows."),
  GET("Shows workflows: what is known of the run, and the tree of its nodes."),
  WATCH("Shows a run until its end."),
  WAIT("Waits for the end of runs."),
  LOGS("Prints what the steps of a run write."),
  CP("Copies the artifacts that a run put out to this machine."),
  STOP("Ends runs: steps are killed, exit handlers run."),
  TERMINATE("Ends runs at once: steps are killed, exit handlers do not run."),
  SUSPEND("Keeps runs from starting more steps."),
  RESUME("Lets suspended runs go on."),
  RETRY("Runs the nodes of failed runs again that did not succeed."),
  RESUBMIT("Starts new runs of workflows that were submitted before."),
  DELETE("Deletes workflows."),
  NODE("Changes suspended nodes of a run."),
  TEMPLATE("Creates, shows and deletes workflow templates."),
  CLUSTER_TEMPLATE("Creates, shows and deletes workflow templates of all namespaces."),
  CRON("Creates, shows and deletes workflows that run by the clock."),
  BINDING("Creates, shows and deletes bindings of events to workflows."),
  APP("Creates, shows, syncs and deletes applications."),
  APPSET("Creates, tries, shows and deletes sets of applications."),
  PROJ("Creates, shows, changes and deletes projects."),
  ACCOUNT("Shows accounts of the server and what they may do, and makes tokens for them."),
  RBAC("Tries policies on who may do what."),
  REPO("Registers, shows and forgets repositories."),
  REPOCREDS("Registers, shows and forgets credentials for all repositories below a URL."),
  CERT("Adds, shows and removes what servers of repositories are known by."),
  GPG("Adds, shows and removes public keys of those who sign commits."),
  SYNC("Sets, shows and deletes the limits of semaphores."),
  CONVERT("Prints manifests of Argo Workflows 3 as version 4 has them."),
  AUTH("Says who one is to a server."),
  ARCHIVE("Shows, deletes and revives runs that an archive has."),
  CLUSTER("Registers, shows and forgets clusters."),
  REPLAY("Shows a run as it was after any record of its log."),
  COMPLETION("Prints a script that completes commands and options."),
  VERSION("Prints the version.");

  private final String purpose;

  Commands(String purpose) {
    this.purpose = purpose;
  }

  /// Adds all commands to the root: whole those that the arguments name.
  static void addTo(CommandLine root, List<String> arguments) {
    // A completion script is about every option of every command.
    var all = arguments.contains("completion");
    var named = Set.copyOf(arguments);
    Stream.of(values())
        .forEach(
            command -> {
              var name = command.label();
              if (all || named.contains(name)) {
                root.addSubcommand(name, command.make());
              } else {
                var sketch = CommandSpec.create().name(name);
                sketch.usageMessage().description(command.purpose);
                root.addSubcommand(name, sketch);
              }
            });
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Object make() {
    return switch (this) {
      case RUN -> new RunCommand();
      case LINT -> new LintCommand();
      case TEST -> new TestCommand();
      case HEALTH -> new HealthCommand();
      case DIFF -> new DiffCommand();
      case RENDER -> new RenderCommand();
      case EVAL -> new EvalCommand();
      case UP -> new UpCommand();
      case SUBMIT -> new SubmitCommand();
      case LIST -> new ListCommand();
      case GET -> new GetCommand();
      case WATCH -> new WatchCommand();
      case WAIT -> new WaitCommand();
      case LOGS -> new LogsCommand();
      case CP -> new CpCommand();
      case STOP -> new StopCommand();
      case TERMINATE -> new TerminateCommand();
      case SUSPEND -> new SuspendCommand();
      case RESUME -> new ResumeCommand();
      case RETRY -> new RetryCommand();
      case RESUBMIT -> new ResubmitCommand();
      case DELETE -> new DeleteCommand();
      case NODE -> new NodeCommand();
      case TEMPLATE -> new TemplateCommand();
      case CLUSTER_TEMPLATE -> new ClusterTemplateCommand();
      case CRON -> new CronCommand();
      case BINDING -> new BindingCommand();
      case APP -> new AppCommand();
      case APPSET -> new AppSetCommand();
      case PROJ -> new ProjCommand();
      case RBAC -> new RbacCommand();
      case REPO -> new RepoCommand();
      case REPOCREDS -> new RepoCommand.Template();
      case CERT -> new CertCommand();
      case ACCOUNT -> new AccountCommand();
      case GPG -> new GpgCommand();
      case SYNC -> new SyncCommand();
      case CONVERT -> new ConvertCommand();
      case AUTH -> new AuthCommand();
      case ARCHIVE -> new ArchiveCommand();
      case CLUSTER -> new ClusterCommand();
      case REPLAY -> new ReplayCommand();
      case COMPLETION -> new CompletionCommand();
      case VERSION -> new VersionCommand();
    };
  }
}
