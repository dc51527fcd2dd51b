package dev.tiphys.cli;

import picocli.CommandLine.Command;

/// `tiphys cluster-template`.
@Command(
    name = "cluster-template",
    description = "Creates, shows and deletes workflow templates of all namespaces.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  tiphys cluster-template create deploy.yaml"},
    subcommands = {
      DefinitionCommands.Create.class,
      DefinitionCommands.Update.class,
      DefinitionCommands.Get.class,
      DefinitionCommands.ListAll.class,
      DefinitionCommands.Delete.class,
      DefinitionCommands.Lint.class
    })
final class ClusterTemplateCommand extends DefinitionCommand.Group {
  @Override
  DefinitionKind kind() {
    return DefinitionKind.CLUSTER_TEMPLATE;
  }
}
