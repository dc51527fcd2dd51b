package dev.tiphys.language.revision;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which version of a chart or artifact a `targetRevision` means (C008, C009).
public final class Versions {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private Versions() {}

  /// Whether a revision names one version, so that nobody needs to be asked which there are.
  public static boolean isPinned(String revision) {
    return Version.of(revision).isPresent();
  }

  /// Whether a revision is the digest of an artifact.
  public static boolean isDigest(String revision) {
    return DIGEST.matcher(revision).matches();
  }

  /// The version of a chart: what is a version is taken as it is, else the greatest of `available`
  /// that satisfies it.
  ///
  /// @throws IllegalArgumentException if it is neither, or none satisfies it
  public static String chart(String revision, Collection<String> available) {
    return isPinned(revision) ? revision : greatest(revision, available);
  }

  /// The greatest of `available` that satisfies a constraint.
  ///
  /// @throws IllegalArgumentException if it is no constraint, or none satisfies it
  public static String greatest(String revision, Collection<String> available) {
    var constraint =
        Constraint.of(revision)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "invalid revision: '%s' is neither a version nor a constraint"
                            .formatted(revision)));
    return constraint
        .greatest(available)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "invalid revision: none of %d versions satisfies '%s'"
                        .formatted(available.size(), revision)));
  }

  /// Whether a version that was published is one that a revision means: it is that very text, or it
  /// satisfies it (C293, C296).
  public static boolean covers(String revision, String published) {
    if (revision.equals(published)) {
      return true;
    }
    Optional<Version> version = Version.of(published);
    return version.isPresent()
        && Constraint.of(revision).map(c -> c.fits(version.get())).orElse(false);
  }
}
