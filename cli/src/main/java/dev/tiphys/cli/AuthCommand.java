package dev.tiphys.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tiphys auth`.
@Command(
    name = "auth",
    description = "Says who one is to a server.",
    mixinStandardHelpOptions = true,
    subcommands = AuthCommand.Token.class)
final class AuthCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the field
  AuthCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing: token");
  }

  /// `tiphys auth token`.
  @Command(
      name = "token",
      description = "Prints what the commands send as Authorization: that of TIPHYS_TOKEN.",
      mixinStandardHelpOptions = true)
  static final class Token implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the field
    Token() {}

    @Override
    public void run() {
      var token = AddressOptions.token();
      if (token == null) {
        throw new BadInput("there is no token: TIPHYS_TOKEN (or ARGO_TOKEN) is not set");
      }
      spec.commandLine().getOut().println(token.contains(" ") ? token : "Bearer " + token);
    }
  }
}
