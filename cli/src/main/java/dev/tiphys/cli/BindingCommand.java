package dev.tiphys.cli;

import picocli.CommandLine.Command;

/// `tiphys binding`.
@Command(
    name = "binding",
    description =
        "Creates, shows and deletes bindings of events to workflows (WorkflowEventBindings).",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  tiphys binding create on-push.yaml"},
    subcommands = {
      DefinitionCommands.Create.class,
      DefinitionCommands.Update.class,
      DefinitionCommands.Get.class,
      DefinitionCommands.ListAll.class,
      DefinitionCommands.Delete.class
    })
final class BindingCommand extends DefinitionCommand.Group {
  @Override
  DefinitionKind kind() {
    return DefinitionKind.BINDING;
  }
}
