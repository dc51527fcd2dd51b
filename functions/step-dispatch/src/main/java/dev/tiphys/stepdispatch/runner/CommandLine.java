package dev.tiphys.stepdispatch.runner;

import dev.tiphys.stepdispatch.runner.RunnerConfig.ImageCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The words that a container runs.
final class CommandLine {
  /// Linux takes no longer argument (MAX_ARG_STRLEN, less the ending NUL).
  private static final int ARGUMENT_MAX = 128 * 1024 - 1;

  private CommandLine() {}

  /// Command and arguments, those of the image where the container has none (F151), with `$(NAME)`
  /// filled in; empty if nobody knows a command.
  static List<String> of(
      Container container, Map<String, ImageCommand> images, Map<String, String> environment) {
    var image = images.get(container.image());
    var command = container.command();
    var args = container.args();
    if (command.isEmpty() && image == null) {
      return List.of();
    }
    if (command.isEmpty()) {
      command = image.entrypoint();
      args = args.isEmpty() ? image.cmd() : args;
    }
    return Stream.concat(command.stream(), args.stream())
        .map(word -> References.expand(word, environment))
        .toList();
  }

  /// Files that stand in for words.
  ///
  /// @param seen the directory as the container sees it
  /// @param onHost the same directory; null if the container has begun, and the files are written
  static final class Files {
    private final Path seen;
    private final @Nullable Path onHost;
    private int written;

    Files(Path seen, @Nullable Path onHost) {
      this.seen = seen;
      this.onHost = onHost;
    }

    /// `word`, or `@` and a file that holds it, if it is too long for a process to be given (F050).
    String argument(String word) {
      var bytes = word.getBytes(StandardCharsets.UTF_8);
      return bytes.length <= ARGUMENT_MAX
          ? word
          : "@" + write("argo_arg_" + written++ + ".txt", bytes);
    }

    /// A file that an interpreter reads, or that `sh -c` runs as a program.
    String script(String source) {
      var script = write("script", source.getBytes(StandardCharsets.UTF_8));
      if (onHost != null) {
        onHost.resolve("script").toFile().setExecutable(true, false);
      }
      return script;
    }

    private String write(String name, byte[] content) {
      if (onHost != null) {
        try {
          java.nio.file.Files.write(onHost.resolve(name), content);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return seen.resolve(name).toString();
    }
  }
}
