package dev.tiphys.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The completion script for fish, which picocli does not write.
final class FishCompletion {
  private FishCompletion() {}

  static String of(CommandLine root) {
    var name = root.getCommandName();
    return Stream.concat(
            Stream.of("complete -c %s -f".formatted(name)),
            lines(name, root, "__fish_use_subcommand", ""))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static Stream<String> lines(
      String program, CommandLine command, String condition, String path) {
    var start = "complete -c %s -n '%s'".formatted(program, condition);
    var options =
        command.getCommandSpec().options().stream()
            .map(option -> start + names(option) + " -d " + quoted(first(option.description())));
    var commands =
        command.getSubcommands().entrySet().stream()
            .flatMap(
                entry ->
                    Stream.concat(
                        Stream.of(
                            start
                                + " -a "
                                + entry.getKey()
                                + " -d "
                                + quoted(
                                    first(
                                        entry
                                            .getValue()
                                            .getCommandSpec()
                                            .usageMessage()
                                            .description()))),
                        lines(
                            program,
                            entry.getValue(),
                            (path + "__fish_seen_subcommand_from " + entry.getKey()),
                            path + "__fish_seen_subcommand_from " + entry.getKey() + "; and ")));
    return Stream.concat(options, commands);
  }

  private static String names(OptionSpec option) {
    var takes = option.arity().max() > 0 ? " -r" : "";
    return Stream.of(option.names())
        .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.charAt(1))
        .collect(Collectors.joining("", "", takes));
  }

  private static String first(String[] description) {
    return description.length == 0 ? "" : description[0].replace("%n", " ");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
