package dev.tiphys.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tiphys test`: the options; [Tests] does it.
@Command(
    name = "test",
    description = {
      "Tests workflows without running anything: says what steps answer, and looks at what follows.",
      "Time is virtual: a back-off of two hours takes none."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 all tests passed, 1 some failed, 2 a file of tests is wrong.",
      "",
      "Examples:",
      "  tiphys test docs/testing",
      "  tiphys test release.test.yaml --filter 'retries*'",
      "  tiphys test workflows/ -o junit > report.xml"
    })
final class TestCommand implements Callable<Integer> {
  /// How outcomes are printed.
  enum Format {
    /// A line for each test, and more on those that fail.
    PRETTY,
    /// XML as JUnit writes it, for CI.
    JUNIT,
    /// A JSON list of objects.
    JSON
  }

  @Spec CommandSpec spec;
  @Mixin LookOptions look;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "A file of tests; a folder for all *.test.yaml in it.")
  List<String> files;

  @Option(
      names = "--filter",
      paramLabel = "PATTERN",
      description = "Only tests of this name; * stands for any characters.")
  @Nullable String filter;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "PRETTY",
      description = "One of: pretty, junit, json. Default: pretty.")
  Format format;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  TestCommand() {}

  @Override
  public Integer call() throws Exception {
    return Tests.run(files, filter, format, look.out(), spec.commandLine().getOut());
  }
}
