package dev.tiphys.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Starts workflows on a server.
final class Submission {
  private Submission() {}

  static int run(SubmitCommand command, InputStream standardInput) throws InterruptedException {
    if ((command.from == null) == command.files.isEmpty()) {
      throw new BadInput(
          command.from == null
              ? "expected a FILE, - or --from KIND/NAME"
              : "expected files or --from, found both");
    }
    var overrides = Overrides.of(command.submit, standardInput);
    if (command.from != null) {
      return fromTemplate(command, command.from, overrides);
    }
    var manifest = Manifest.read(command.files, standardInput).with(overrides);
    var workflows = manifest.ofKind("Workflow");
    if (workflows.isEmpty()) {
      throw new BadInput(String.join(", ", command.files) + ": no Workflow in there");
    }
    if (workflows.size() > 1 && command.submit.name != null) {
      throw new BadInput("--name: expected one Workflow, found " + workflows.size());
    }
    for (var other : manifest.others()) {
      command
          .spec
          .commandLine()
          .getErr()
          .println(
              "not submitted: %s %s"
                  .formatted(other.json().path("kind").asText(), Chosen.name(other.json())));
    }
    if (command.dryRun) {
      var format = Objects.requireNonNullElse(command.output.format, OutputOption.Format.YAML);
      var out = command.spec.commandLine().getOut();
      workflows.forEach(new Printing(out, format, command.look.out())::print);
      return ExitCode.OK;
    }
    try (var client = Client.open(command.server, command.spec)) {
      var created = new ArrayList<JsonNode>();
      for (var workflow : workflows) {
        created.add(client.routes().create(workflow, command.serverDryRun));
      }
      return finish(command, client, created);
    }
  }

  private static int fromTemplate(SubmitCommand command, String from, Overrides overrides)
      throws InterruptedException {
    var slash = from.indexOf('/');
    if (slash < 1 || slash == from.length() - 1) {
      throw new BadInput("--from: expected KIND/NAME, found '" + from + "'");
    }
    if (command.dryRun) {
      throw new BadInput("--from: only the server knows the template; use --server-dry-run");
    }
    var options = overrides.submitOptions();
    if (command.serverDryRun) {
      options.put("serverDryRun", true);
    }
    try (var client = Client.open(command.server, command.spec)) {
      var created =
          client
              .routes()
              .submit(kind(from.substring(0, slash)), from.substring(slash + 1), options);
      return finish(command, client, List.of(created));
    }
  }

  private static int finish(SubmitCommand command, Client client, List<JsonNode> created)
      throws InterruptedException {
    return Begun.follow(
        client,
        created,
        command.serverDryRun ? new FollowOptions() : command.follow,
        command.output.format,
        command.look);
  }

  private static String kind(String given) {
    return switch (given.toLowerCase(Locale.ROOT)) {
      case "workflowtemplate", "workflowtemplates", "wftmpl" -> "WorkflowTemplate";
      case "clusterworkflowtemplate", "clusterworkflowtemplates", "cwftmpl", "cwft" ->
          "ClusterWorkflowTemplate";
      case "cronworkflow", "cronworkflows", "cronwf", "cwf" -> "CronWorkflow";
      default ->
          throw new BadInput(
              "--from: expected workflowtemplate, clusterworkflowtemplate or cronworkflow, found '"
                  + given
                  + "'");
    };
  }
}
