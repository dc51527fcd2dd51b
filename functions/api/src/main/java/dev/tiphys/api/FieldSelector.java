package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Kubernetes' field selectors, over the few fields that Argo's clients choose by, with Argo's
/// `nameFilter` for how names compare.
record FieldSelector(List<Term> terms, NameFilter names) {
  private static final List<String> KEYS =
      List.of("metadata.name", "metadata.namespace", "metadata.uid", "status.phase");

  FieldSelector {
    terms = List.copyOf(terms);
  }

  record Term(String key, boolean negated, String value) {}

  /// How a name that is asked for compares with the name that there is.
  enum NameFilter {
    EXACT,
    CONTAINS,
    PREFIX;

    static NameFilter parse(String text) {
      return switch (text) {
        case "", "Exact" -> EXACT;
        case "Contains" -> CONTAINS;
        case "Prefix" -> PREFIX;
        default ->
            throw Refusal.invalid(
                "nameFilter: expected Exact, Contains or Prefix, found '%s'"
                    .formatted(Refusal.shown(text)));
      };
    }

    boolean test(String name, String wanted) {
      return switch (this) {
        case EXACT -> name.equals(wanted);
        case CONTAINS -> name.contains(wanted);
        case PREFIX -> name.startsWith(wanted);
      };
    }
  }

  static FieldSelector parse(String text, NameFilter names) {
    var terms = new ArrayList<Term>();
    for (var part : text.split(",")) {
      if (part.isBlank()) {
        continue;
      }
      var equals = part.indexOf('=');
      var negated = equals > 0 && part.charAt(equals - 1) == '!';
      var key = equals < 0 ? part : part.substring(0, negated ? equals - 1 : equals);
      if (equals < 0 || !KEYS.contains(key.strip())) {
        throw Refusal.invalid(
            "the field selector: expected key=value or key!=value with a key of %s, found '%s'"
                .formatted(String.join(", ", KEYS), Refusal.shown(part)));
      }
      var value = part.substring(equals + 1);
      terms.add(
          new Term(
              key.strip(),
              negated,
              (!negated && value.startsWith("=") ? value.substring(1) : value).strip()));
    }
    return new FieldSelector(terms, names);
  }

  boolean test(JsonNode resource) {
    return terms.stream().allMatch(term -> holds(term, resource));
  }

  private boolean holds(Term term, JsonNode resource) {
    var value = resource;
    for (var step : term.key().split("\\.")) {
      value = value.path(step);
    }
    var found = value.asText();
    var holds =
        term.key().equals("metadata.name")
            ? names.test(found, term.value())
            : found.equals(term.value());
    return holds != term.negated();
  }
}
