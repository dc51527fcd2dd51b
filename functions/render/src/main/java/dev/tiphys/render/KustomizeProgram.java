package dev.tiphys.render;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The program that builds kustomizations: `kustomize` itself, or the one inside of `kubectl`.
///
/// @param place where it lies, links followed
record KustomizeProgram(Path place, boolean kubectl) {
  /// Where programs of their own lie in the sandbox.
  private static final String INSIDE = "/opt/kustomize";

  /// The one to use.
  ///
  /// @param version as an application names it; empty for any
  /// @param registered places by version (C041)
  static KustomizeProgram of(String version, Map<String, Path> registered) {
    if (!version.isEmpty()) {
      return Optional.ofNullable(registered.get(version))
          .map(place -> new KustomizeProgram(real(place), false))
          .orElseThrow(
              () ->
                  new RenderFailure(
                      "kustomize version %s is not registered: expected kustomize.path.%s in the"
                          + " configuration",
                      version, version));
    }
    return here()
        .orElseThrow(
            () ->
                new RenderFailure(
                    "there is no program to build kustomizations with: install kustomize, or kubectl"));
  }

  static Optional<KustomizeProgram> here() {
    return Cell.program("kustomize")
        .map(place -> new KustomizeProgram(real(place), false))
        .or(() -> Cell.program("kubectl").map(place -> new KustomizeProgram(real(place), true)));
  }

  private static Path real(Path place) {
    try {
      return place.toRealPath();
    } catch (IOException e) {
      throw new RenderFailure("there is no program at %s", place);
    }
  }

  /// Changes when the program does.
  String id() {
    try {
      return place + " " + Files.size(place) + " " + Files.getLastModifiedTime(place).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What the sandbox has to show of it.
  Map<String, Path> shown() {
    return place.startsWith("/usr") ? Map.of() : Map.of(INSIDE, place);
  }

  /// The command that builds the directory that it is run in.
  List<String> build(List<String> options) {
    var program = place.startsWith("/usr") ? place.toString() : INSIDE;
    var words = new java.util.ArrayList<>(List.of(program, kubectl ? "kustomize" : "build", "."));
    words.addAll(options);
    return words;
  }
}
