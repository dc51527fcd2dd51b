package dev.tiphys.language.revision;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A range of versions such as `>=1.2, <2 || ^3.1`, with the meaning that Helm gives it.
///
/// A prerelease fits only where one of the conditions beside it names a prerelease.
///
/// @param alternatives conditions that hold together, one list for each side of `||`
public record Constraint(List<List<Condition>> alternatives) {
  private static final String OPERATOR = "(=|!=|>=|=>|<=|=<|>|<|~>|~|\\^)?";
  private static final String VERSION =
      "v?([0-9xX*]+)(?:\\.([0-9xX*]+))?(?:\\.([0-9xX*]+))?"
          + "(-[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?"
          + "(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?";
  private static final Pattern CONDITION = Pattern.compile(OPERATOR + "\\s*" + VERSION);
  private static final Pattern RANGE =
      Pattern.compile("(" + VERSION + ")\\s+-\\s+(" + VERSION + ")");
  private static final int RANGE_TO = 6;
  private static final int CHARS_MAX = 1024;

  /// How much of a version a condition names.
  public enum Exactness {
    /// Nothing: `*`.
    NONE,
    /// `1` or `1.x`.
    MAJOR,
    /// `1.2` or `1.2.x`.
    MINOR,
    /// `1.2.3`.
    PATCH
  }

  /// One condition.
  ///
  /// @param operator empty for none
  /// @param version what is not named is 0
  public record Condition(String operator, Version version, Exactness exactness) {
    private boolean fits(Version candidate, boolean prereleases) {
      if (!candidate.prerelease().isEmpty() && !prereleases) {
        return false;
      }
      var order = candidate.compareTo(version);
      return switch (operator) {
        case "", "=" -> exactness == Exactness.PATCH ? order == 0 : fitsTilde(candidate, order);
        case "!=" ->
            switch (exactness) {
              case NONE, PATCH -> order != 0;
              case MAJOR -> candidate.major() != version.major();
              case MINOR ->
                  candidate.major() != version.major() || candidate.minor() != version.minor();
            };
        case ">" ->
            switch (exactness) {
              case NONE, PATCH -> order > 0;
              case MAJOR -> candidate.major() > version.major();
              case MINOR ->
                  candidate.major() > version.major()
                      || candidate.major() == version.major()
                          && candidate.minor() > version.minor();
            };
        case "<" -> order < 0;
        case ">=", "=>" -> order >= 0;
        case "<=", "=<" ->
            exactness == Exactness.PATCH
                ? order <= 0
                : candidate.major() <= version.major()
                    && (candidate.major() < version.major()
                        || exactness == Exactness.MAJOR
                        || candidate.minor() <= version.minor());
        case "~", "~>" -> fitsTilde(candidate, order);
        default -> fitsCaret(candidate, order);
      };
    }

    private boolean fitsTilde(Version candidate, int order) {
      if (exactness == Exactness.NONE
          || exactness == Exactness.PATCH
              && version.major() == 0
              && version.minor() == 0
              && version.patch() == 0) {
        return true;
      }
      return order >= 0
          && candidate.major() == version.major()
          && (exactness == Exactness.MAJOR || candidate.minor() == version.minor());
    }

    private boolean fitsCaret(Version candidate, int order) {
      if (order < 0 || candidate.major() != version.major()) {
        return false;
      }
      if (version.major() > 0 || exactness == Exactness.MAJOR) {
        return true;
      }
      if (candidate.minor() != version.minor()) {
        return false;
      }
      return version.minor() > 0
          || exactness == Exactness.MINOR
          || candidate.patch() == version.patch();
    }
  }

  public Constraint {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  /// The constraint that `text` is, or nothing.
  public static Optional<Constraint> of(String text) {
    if (text.length() > CHARS_MAX) {
      return Optional.empty();
    }
    var alternatives = new ArrayList<List<Condition>>();
    for (var side : text.split("\\|\\|", -1)) {
      var conditions = conditions(side.strip());
      if (conditions.isEmpty()) {
        return Optional.empty();
      }
      alternatives.add(conditions.get());
    }
    return Optional.of(new Constraint(alternatives));
  }

  private static Optional<List<Condition>> conditions(String text) {
    var range = RANGE.matcher(text);
    var plain = new StringBuilder();
    var done = 0;
    while (range.find()) {
      plain.append(text, done, range.start());
      plain.append(">=").append(range.group(1)).append(",<=").append(range.group(RANGE_TO));
      done = range.end();
    }
    plain.append(text, done, text.length());
    var conditions = new ArrayList<Condition>();
    var matcher = CONDITION.matcher(plain);
    var at = 0;
    while (at < plain.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        return Optional.empty();
      }
      var condition = condition(matcher);
      if (condition.isEmpty()) {
        return Optional.empty();
      }
      conditions.add(condition.get());
      var next = matcher.end();
      while (next < plain.length() && (plain.charAt(next) == ' ' || plain.charAt(next) == ',')) {
        next++;
      }
      if (next == matcher.end() && next < plain.length()) {
        return Optional.empty();
      }
      at = next;
    }
    return conditions.isEmpty() ? Optional.empty() : Optional.of(conditions);
  }

  private static Optional<Condition> condition(com.google.re2j.Matcher matcher) {
    var prerelease = matcher.group(5) == null ? "" : matcher.group(5);
    var numbers = new StringBuilder();
    var exactness = Exactness.NONE;
    for (var part = 1; part <= 3; part++) {
      var number = matcher.group(part + 1);
      if (number == null || number.equals("x") || number.equals("X") || number.equals("*")) {
        break;
      }
      numbers.append(part > 1 ? "." : "").append(number);
      exactness = Exactness.values()[part];
    }
    var operator = matcher.group(1) == null ? "" : matcher.group(1);
    var known = exactness;
    return Version.of((numbers.isEmpty() ? "0" : numbers) + prerelease)
        .map(version -> new Condition(operator, version, known));
  }

  /// Whether a version fits.
  public boolean fits(Version version) {
    return alternatives.stream()
        .anyMatch(
            conditions -> {
              var prereleases =
                  conditions.stream().anyMatch(c -> !c.version().prerelease().isEmpty());
              return conditions.stream().allMatch(c -> c.fits(version, prereleases));
            });
  }

  /// The text that is the greatest version that fits; texts that are no versions do not count.
  public Optional<String> greatest(Collection<String> texts) {
    return texts.stream()
        .flatMap(text -> Version.of(text).stream())
        .filter(this::fits)
        .max(Version::compareTo)
        .map(Version::original);
  }
}
