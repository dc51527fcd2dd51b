package dev.tiphys.cli;

import dev.tiphys.cli.view.WorkflowView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys get`.
@Command(
    name = "get",
    description = "Shows workflows: what is known of the run, and the tree of its nodes.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "◷ Pending  ● Running  ✔ Succeeded  ○ Skipped  ✖ Failed  ⚠ Error  ǁ Suspended",
      "",
      "Examples:",
      "  tiphys get hello-world",
      "  tiphys get @latest --status Failed,Error",
      "  tiphys get hello-world -o json | jq .status.phase"
    })
final class GetCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ServerOptions server;
  @Mixin private OutputOption output;
  @Mixin private NodeOptions nodes;
  @Mixin private LookOptions look;

  @Parameters(
      paramLabel = "WORKFLOW",
      arity = "1..*",
      description = "Their names; @latest for the newest.")
  private List<String> names;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  GetCommand() {}

  @Override
  public Integer call() {
    var wanted = nodes.wanted();
    try (var client = Client.open(server, spec)) {
      var printing = new Printing(client.out(), output.format, look.out());
      return client.each(
          names,
          name -> {
            var workflow = client.routes().get(name);
            switch (output.format) {
              case NAME, JSON, YAML -> printing.print(workflow);
              case null, default -> printing.picture(WorkflowView.of(workflow), wanted);
            }
          });
    }
  }
}
