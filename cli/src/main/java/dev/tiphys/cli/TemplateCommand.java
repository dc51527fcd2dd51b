package dev.tiphys.cli;

import picocli.CommandLine.Command;

/// `tiphys template`.
@Command(
    name = "template",
    description = "Creates, shows and deletes workflow templates.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  tiphys template create deploy.yaml"},
    subcommands = {
      DefinitionCommands.Create.class,
      DefinitionCommands.Update.class,
      DefinitionCommands.Get.class,
      DefinitionCommands.ListAll.class,
      DefinitionCommands.Delete.class,
      DefinitionCommands.Lint.class
    })
final class TemplateCommand extends DefinitionCommand.Group {
  @Override
  DefinitionKind kind() {
    return DefinitionKind.TEMPLATE;
  }
}
