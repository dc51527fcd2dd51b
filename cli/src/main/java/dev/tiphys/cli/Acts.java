package dev.tiphys.cli;

import dev.tiphys.cli.terminal.Inert;

/// Does one thing to each of the workflows that were chosen.
final class Acts {
  private Acts() {}

  /// @param done what is printed after the name, such as `stopped`
  static int run(Client client, Chosen chosen, String done, Client.Action action) {
    return client.each(
        chosen.names(client.routes()),
        name -> {
          if (!chosen.dryRun) {
            action.carryOut(name);
          }
          client
              .out()
              .println(
                  "workflow "
                      + Inert.text(name)
                      + " "
                      + done
                      + (chosen.dryRun ? " (dry run)" : ""));
        });
  }
}
