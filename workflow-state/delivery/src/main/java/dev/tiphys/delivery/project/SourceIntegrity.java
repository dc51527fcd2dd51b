package dev.tiphys.delivery.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.application.ProjectSpec;
import dev.tiphys.language.glob.Glob;
import dev.tiphys.language.glob.MalformedPatternException;
import dev.tiphys.language.revision.RepositoryUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which commits of a repository must be signed, and by whom (C220, C221).
///
/// @param mode what must be signed
/// @param keys ids of the keys that may sign
public record SourceIntegrity(Mode mode, List<String> keys) {
  /// How much of a history must be signed.
  public enum Mode {
    /// Nothing.
    NONE,
    /// The tag, or else the commit that is rendered.
    HEAD,
    /// The tag, and every commit down to the root or to one that seals what is before it.
    STRICT
  }

  public SourceIntegrity {
    keys = List.copyOf(keys);
  }

  /// What a project asks of a repository; nothing when it asks for nothing.
  ///
  /// @throws IllegalArgumentException if two policies are for that repository: then nothing may be
  ///     rendered
  public static Optional<SourceIntegrity> of(ProjectSpec spec, String url) {
    var integrity = spec.sourceIntegrity();
    if (integrity == null || !integrity.hasNonNull("git")) {
      return spec.signatureKeys().isEmpty()
          ? Optional.empty()
          : Optional.of(new SourceIntegrity(Mode.HEAD, spec.signatureKeys()));
    }
    var found = new ArrayList<SourceIntegrity>();
    for (var policy : integrity.path("git").path("policies")) {
      if (isFor(policy.path("repos"), RepositoryUrl.normalized(url))) {
        var keys = new ArrayList<String>();
        policy.path("gpg").path("keys").forEach(key -> keys.add(key.asText()));
        found.add(new SourceIntegrity(mode(policy), keys));
      }
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "%d source integrity policies apply to %s, expected at most one"
              .formatted(found.size(), url));
    }
    return found.stream().filter(policy -> policy.mode() != Mode.NONE).findFirst();
  }

  private static Mode mode(JsonNode policy) {
    var mode = policy.path("gpg").path("mode").asText();
    return switch (mode) {
      case "none" -> Mode.NONE;
      case "head" -> Mode.HEAD;
      case "strict" -> Mode.STRICT;
      default ->
          throw new IllegalArgumentException(
              "gpg.mode: expected none, head or strict, found \"%s\"".formatted(mode));
    };
  }

  private static boolean isFor(JsonNode repos, String url) {
    var hit = false;
    for (var repo : repos) {
      var pattern = repo.path("url").asText();
      var deny = pattern.startsWith("!");
      if (fits(deny ? pattern.substring(1) : pattern, url)) {
        if (deny) {
          return false;
        }
        hit = true;
      }
    }
    return hit;
  }

  private static boolean fits(String pattern, String url) {
    try {
      return pattern.equals("*") || Glob.of(RepositoryUrl.normalized(pattern)).matches(url);
    } catch (MalformedPatternException e) {
      return false;
    }
  }
}
