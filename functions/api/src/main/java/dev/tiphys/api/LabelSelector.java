package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Kubernetes' label selectors: `a=b`, `a==b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, all
/// of them with commas between.
record LabelSelector(List<Term> terms) {
  private static final int CHARS_MAX = 8192;
  private static final String KEY = "(?<key>[A-Za-z0-9][-A-Za-z0-9_./]*)";
  private static final Pattern EQUALITY =
      Pattern.compile(KEY + "\\s*(?<operator>==|=|!=)\\s*(?<value>[-A-Za-z0-9_.]*)");
  private static final Pattern SET =
      Pattern.compile(KEY + "\\s+(?<operator>in|notin)\\s*\\((?<values>[-A-Za-z0-9_.,\\s]*)\\)");
  private static final Pattern EXISTENCE = Pattern.compile("(?<not>!?)\\s*" + KEY);

  LabelSelector {
    terms = List.copyOf(terms);
  }

  /// The label is there with one of the values (any value if there are none), or, if `negated`, it
  /// is not: then it may also be absent.
  record Term(String key, boolean negated, Set<String> values) {
    boolean holds(UnaryOperator<@Nullable String> labels) {
      var value = labels.apply(key);
      return (value != null && (values.isEmpty() || values.contains(value))) != negated;
    }
  }

  static LabelSelector parse(String text) {
    if (text.length() > CHARS_MAX) {
      throw Refusal.invalid(
          "the label selector has %d characters: at most %d are allowed"
              .formatted(text.length(), CHARS_MAX));
    }
    var terms = new ArrayList<Term>();
    for (var term : split(text)) {
      if (!term.isBlank()) {
        terms.add(term(term.strip()));
      }
    }
    return new LabelSelector(terms);
  }

  /// At the commas that are not between parentheses.
  private static List<String> split(String text) {
    var parts = new ArrayList<String>();
    var start = 0;
    var inside = false;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == ',' && !inside) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
      inside = c == '(' || inside && c != ')';
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Term term(String text) {
    var equality = EQUALITY.matcher(text);
    if (equality.matches()) {
      return new Term(
          equality.group("key"),
          equality.group("operator").equals("!="),
          Set.of(equality.group("value")));
    }
    var set = SET.matcher(text);
    if (set.matches()) {
      return new Term(
          set.group("key"),
          set.group("operator").equals("notin"),
          Arrays.stream(set.group("values").split(",", -1))
              .map(String::strip)
              .collect(Collectors.toUnmodifiableSet()));
    }
    var existence = EXISTENCE.matcher(text);
    if (existence.matches()) {
      return new Term(existence.group("key"), !existence.group("not").isEmpty(), Set.of());
    }
    throw Refusal.invalid(
        "the label selector: expected a=b, a!=b, a in (b,c), a notin (b,c), a or !a, found '%s'"
            .formatted(Refusal.shown(text)));
  }

  boolean test(JsonNode resource) {
    var labels = resource.path("metadata").path("labels");
    return matches(key -> labels.path(key).textValue());
  }

  /// @param labels the value of a label, null if it is not there
  boolean matches(UnaryOperator<@Nullable String> labels) {
    return terms.stream().allMatch(term -> term.holds(labels));
  }
}
