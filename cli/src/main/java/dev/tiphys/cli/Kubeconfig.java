package dev.tiphys.cli;

import java.io.File;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a kubeconfig is.
public final class Kubeconfig {
  private Kubeconfig() {}

  /// The one that is named, or that of KUBECONFIG, or the user's own.
  public static Path file(@Nullable Path named) {
    if (named != null) {
      return named;
    }
    var usual = System.getenv("KUBECONFIG");
    return usual != null && !usual.isBlank()
        ? Path.of(usual.split(File.pathSeparator)[0])
        : Path.of(System.getProperty("user.home"), ".kube", "config");
  }
}
