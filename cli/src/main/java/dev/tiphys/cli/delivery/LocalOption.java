package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tiphys.cli.BadInput;
import dev.tiphys.language.application.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Manifests that are rendered here, from files of this machine, instead of those of the source.
final class LocalOption {
  @Option(
      names = "--local",
      paramLabel = "FOLDER",
      description =
          "What this folder means, rendered here, instead of the source; nothing outside of its Git"
              + " work tree is read.")
  private @Nullable String folder;

  boolean any() {
    return folder != null;
  }

  /// Writes the manifests into the body of a request.
  ///
  /// @throws BadInput if the folder cannot stand for the source of the application
  void into(ArrayNode manifests, ApplicationView application) {
    if (application.sources().size() != 1) {
      throw new BadInput(
          "--local: expected an application of one source, found %d"
              .formatted(application.sources().size()));
    }
    try {
      LocalRendering.ofFolder(Application.from(application.json()), String.valueOf(folder))
          .forEach(object -> manifests.add(object.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
