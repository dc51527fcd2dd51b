package dev.tiphys.cli.delivery;

import picocli.CommandLine.Command;

/// `tiphys app`.
@Command(
    name = "app",
    description = "Creates, shows, syncs and deletes applications.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "An application is named NAME or NAMESPACE/NAME.",
      "",
      "Examples:",
      "  tiphys app create guestbook --repo https://git.example.com/apps.git --path guestbook \\",
      "      --dest-namespace default --sync-policy automated",
      "  tiphys app sync guestbook --prune && tiphys app wait guestbook --health",
      "  tiphys app rollback guestbook"
    },
    subcommands = {
      AppWriting.Create.class,
      AppReading.ListAll.class,
      AppReading.Get.class,
      AppDiff.class,
      AppSync.class,
      AppWait.class,
      AppReading.History.class,
      AppOperations.Rollback.class,
      AppOperations.Terminate.class,
      AppWriting.Change.class,
      AppWriting.Patch.class,
      AppOperations.Confirm.class,
      AppOperations.Delete.class,
      AppReading.Manifests.class,
      AppReading.Resources.class,
      AppActions.class
    })
public final class AppCommand extends Group {}
