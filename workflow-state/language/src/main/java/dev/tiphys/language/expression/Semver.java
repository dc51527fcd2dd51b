package dev.tiphys.language.expression;

import dev.tiphys.language.revision.Constraint;
import dev.tiphys.language.revision.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Semantic versions as expressions see them.
final class Semver {
  private Semver() {}

  /// The parts of a version.
  static Map<String, @Nullable Object> fields(String text) {
    var version = version(text);
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("Major", version.major());
    map.put("Minor", version.minor());
    map.put("Patch", version.patch());
    map.put("Prerelease", version.prerelease());
    map.put("Metadata", version.metadata());
    map.put("Original", version.original());
    return map;
  }

  /// Whether a version fits a constraint such as `>=1.2, <2 || ^3.1`.
  static boolean matches(String constraint, String version) {
    return Constraint.of(constraint)
        .orElseThrow(() -> new ExpressionException("improper constraint: " + constraint))
        .fits(version(version));
  }

  private static Version version(String text) {
    return Version.of(text).orElseThrow(() -> new ExpressionException("Invalid Semantic Version"));
  }
}
