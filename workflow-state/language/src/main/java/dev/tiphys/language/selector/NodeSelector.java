package dev.tiphys.language.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Terms that a node has to meet, all of them; without a term every node is chosen.
public record NodeSelector(List<Term> terms) implements Predicate<Selectable> {
  /// Longer texts are refused.
  public static final int LENGTH_MAX = 65_536;

  private static final List<String> KEYS =
      List.of(
          "displayName",
          "templateName",
          "templateRef.name",
          "templateRef.template",
          "phase",
          "name",
          "id");
  private static final String PARAMETER_PREFIX = "inputs.parameters.";
  private static final String PARAMETER_SUFFIX = ".value";

  /// Takes a copy.
  public NodeSelector {
    terms = List.copyOf(terms);
  }

  /// One `key=value`, or `key!=value` when `negated`. A value that is not there equals the empty
  /// one, as in Kubernetes' field selectors.
  public record Term(String key, boolean negated, String value) {
    /// Refuses keys that no node has.
    public Term {
      if (!KEYS.contains(key) && !isParameter(key)) {
        throw new MalformedSelectorException(
            "node field selector: unknown key '%s': expected one of %s, inputs.parameters.<P>.value"
                .formatted(key, String.join(", ", KEYS)));
      }
    }

    boolean holds(Selectable node) {
      var found = node.field(key);
      return value.equals(found == null ? "" : found) != negated;
    }
  }

  /// Reads terms between commas: `phase=Failed,displayName!=build`. `==` is `=`. Spaces around keys
  /// and values do not count. A backslash takes the next character as it is, so that values can
  /// hold commas, as names of loop items do: `displayName=a(0:x\,y)`.
  ///
  /// @throws MalformedSelectorException if a term is no comparison, its key is unknown, or the text
  ///     is longer than [#LENGTH_MAX]
  public static NodeSelector parse(String text) {
    if (text.length() > LENGTH_MAX) {
      throw new MalformedSelectorException(
          "node field selector: %d characters, the limit is %d"
              .formatted(text.length(), LENGTH_MAX));
    }
    var terms = new ArrayList<Term>();
    var start = 0;
    for (var at = 0; at <= text.length(); at++) {
      if (at == text.length() || text.charAt(at) == ',') {
        var term = text.substring(start, at);
        // A comma too many says nothing.
        if (!term.isBlank()) {
          terms.add(term(term));
        }
        start = at + 1;
      } else if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
    }
    return new NodeSelector(terms);
  }

  private static Term term(String text) {
    var equals = text.indexOf('=');
    if (equals < 0) {
      throw new MalformedSelectorException(
          "node field selector: cannot read '%s': expected key=value or key!=value"
              .formatted(text.strip()));
    }
    var negated = equals > 0 && text.charAt(equals - 1) == '!';
    var twice = !negated && text.startsWith("=", equals + 1);
    return new Term(
        text.substring(0, negated ? equals - 1 : equals).strip(),
        negated,
        unescape(text.substring(equals + (twice ? 2 : 1)).strip()));
  }

  private static String unescape(String text) {
    var value = new StringBuilder();
    for (var at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at));
    }
    return value.toString();
  }

  private static boolean isParameter(String key) {
    return key.startsWith(PARAMETER_PREFIX)
        && key.endsWith(PARAMETER_SUFFIX)
        && key.length() > PARAMETER_PREFIX.length() + PARAMETER_SUFFIX.length();
  }

  @Override
  public boolean test(Selectable node) {
    return terms.stream().allMatch(term -> term.holds(node));
  }
}
