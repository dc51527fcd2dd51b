package dev.tiphys.render;

import dev.tiphys.delivery.project.SourceIntegrity;
import dev.tiphys.delivery.project.SourceIntegrity.Mode;
import dev.tiphys.events.delivery.ResolvedSource;
import dev.tiphys.language.application.AppProject;
import dev.tiphys.language.application.Application;
import dev.tiphys.language.application.ApplicationSource;
import dev.tiphys.sources.Sources;
import dev.tiphys.sources.git.SignatureCheck;
import dev.tiphys.sources.signature.Keyring;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Lets nothing be rendered that is not signed as its project asks (C220, C221).
public final class Signatures {
  private final Sources sources;
  private final Function<String, Optional<AppProject>> projects;
  private final Supplier<Keyring> keyring;

  /// @param projects finds a project by its name
  /// @param keyring those whose signatures can be told to be right
  public Signatures(
      Sources sources, Function<String, Optional<AppProject>> projects, Supplier<Keyring> keyring) {
    this.sources = sources;
    this.projects = projects;
    this.keyring = keyring;
  }

  /// @throws RenderFailure naming what is wrong with the signatures of the sources
  void require(Application application, List<ResolvedSource> resolved) {
    var name = application.spec().project();
    var project = projects.apply(name.isEmpty() ? "default" : name);
    if (project.isEmpty()) {
      // Nothing is applied without a project, so nobody needs to know.
      return;
    }
    for (var one : resolved) {
      var source = ApplicationSource.from(one.source());
      var asked = asked(project.get(), source.repoURL());
      if (asked.isPresent()) {
        var check =
            new SignatureCheck(
                keyring.get(), asked.get().keys(), asked.get().mode() == Mode.STRICT);
        var problems = sources.signatureProblems(source, one.revision(), name, check);
        if (!problems.isEmpty()) {
          throw new RenderFailure("GIT/GPG: %s", String.join("; ", problems));
        }
      }
    }
  }

  private static Optional<SourceIntegrity> asked(AppProject project, String url) {
    try {
      return SourceIntegrity.of(project.spec(), url);
    } catch (IllegalArgumentException e) {
      throw new RenderFailure("GIT/GPG: %s", e.getMessage());
    }
  }
}
