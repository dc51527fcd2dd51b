package dev.tiphys.language.expression;

import com.google.re2j.Pattern;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A semantic version.
record Semver(
    String original, long major, long minor, long patch, String prerelease, String metadata) {
  private static final Pattern VERSION =
      Pattern.compile(
          "^v?([0-9]{1,18})(?:\\.([0-9]{1,18}))?(?:\\.([0-9]{1,18}))?"
              + "(?:-([0-9A-Za-z.-]+))?(?:\\+([0-9A-Za-z.-]+))?$");
  private static final Pattern CONSTRAINT =
      Pattern.compile("(=|!=|>=|=>|<=|=<|>|<|~>|~|\\^)?\\s*(v?[0-9xX*][0-9A-Za-z.*+-]*)");

  static Semver parse(String text) {
    var matcher = VERSION.matcher(text);
    if (!matcher.find()) {
      throw new ExpressionException("Invalid Semantic Version");
    }
    return new Semver(
        text,
        number(matcher.group(1)),
        number(matcher.group(2)),
        number(matcher.group(3)),
        matcher.group(4) == null ? "" : matcher.group(4),
        matcher.group(5) == null ? "" : matcher.group(5));
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  Map<String, @Nullable Object> toMap() {
    var map = new LinkedHashMap<String, @Nullable Object>();
    map.put("Major", major);
    map.put("Minor", minor);
    map.put("Patch", patch);
    map.put("Prerelease", prerelease);
    map.put("Metadata", metadata);
    map.put("Original", original);
    return map;
  }

  private int compareTo(Semver other) {
    var order =
        Arrays.compare(
            new long[] {major, minor, patch}, new long[] {other.major, other.minor, other.patch});
    if (order != 0 || prerelease.equals(other.prerelease)) {
      return order;
    }
    if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
      return prerelease.isEmpty() ? 1 : -1;
    }
    var mine = prerelease.split("\\.");
    var theirs = other.prerelease.split("\\.");
    for (var i = 0; i < Math.min(mine.length, theirs.length); i++) {
      var numeric = mine[i].matches("[0-9]{1,18}");
      var otherNumeric = theirs[i].matches("[0-9]{1,18}");
      var part =
          numeric && otherNumeric
              ? Long.compare(Long.parseLong(mine[i]), Long.parseLong(theirs[i]))
              : numeric != otherNumeric ? (numeric ? -1 : 1) : mine[i].compareTo(theirs[i]);
      if (part != 0) {
        return part;
      }
    }
    return Integer.compare(mine.length, theirs.length);
  }

  /// Whether a version fits a constraint such as `>=1.2, <2 || ^3.1`.
  static boolean matches(String constraint, Semver version) {
    return Arrays.stream(constraint.split("\\|\\|"))
        .anyMatch(alternative -> matchesAll(alternative, version));
  }

  private static boolean matchesAll(String text, Semver version) {
    var range = Pattern.compile("^\\s*(\\S+)\\s+-\\s+(\\S+)\\s*$").matcher(text);
    var all = range.find() ? ">=" + range.group(1) + " <=" + range.group(2) : text;
    var matcher = CONSTRAINT.matcher(all);
    var any = false;
    var fits = true;
    while (matcher.find()) {
      any = true;
      var operator = matcher.group(1) == null ? "" : matcher.group(1);
      fits &= matchesOne(operator, matcher.group(2), version);
    }
    if (!any) {
      throw new ExpressionException("improper constraint: " + text);
    }
    return fits;
  }

  private static boolean matchesOne(String operator, String text, Semver version) {
    var core = Strings.trimPrefix(text, "v").split("[-+]", 2)[0];
    var parts = List.of(core.split("\\."));
    var exact = 0;
    while (exact < parts.size() && exact < 3 && parts.get(exact).matches("[0-9]{1,18}")) {
      exact++;
    }
    var least =
        exact == 3
            ? parse(text)
            : parse(exact == 0 ? "0" : String.join(".", parts.subList(0, exact)));
    // A pre-release is only meant where the constraint itself names one.
    if (!version.prerelease.isEmpty() && least.prerelease.isEmpty()) {
      return operator.equals("!=");
    }
    var order = version.compareTo(least);
    var above =
        switch (operator) {
          case "", "=", "!=", "<=", "=<", ">" -> exact == 3 ? null : least.next(exact);
          case "~", "~>" -> least.next(Math.min(exact, 2));
          default ->
              least.next(least.major > 0 || exact < 2 ? 1 : least.minor > 0 || exact < 3 ? 2 : 3);
        };
    return switch (operator) {
      case ">=", "=>" -> order >= 0;
      case "<" -> order < 0;
      case ">" -> above == null || exact == 0 ? order > 0 : version.compareTo(above) >= 0;
      case "<=", "=<" -> above == null ? order <= 0 : exact == 0 || version.compareTo(above) < 0;
      case "!=" -> above == null ? order != 0 : exact > 0 && !within(order, version, above);
      case "", "=" -> above == null ? order == 0 : exact == 0 || within(order, version, above);
      default -> exact == 0 || above != null && within(order, version, above);
    };
  }

  private static boolean within(int order, Semver version, Semver above) {
    return order >= 0 && version.compareTo(above) < 0;
  }

  /// The first version that differs in the last of its first `parts` numbers.
  private Semver next(int parts) {
    return switch (parts) {
      case 0, 1 -> new Semver("", major + 1, 0, 0, "", "");
      case 2 -> new Semver("", major, minor + 1, 0, "", "");
      default -> new Semver("", major, minor, patch + 1, "", "");
    };
  }
}
