package dev.tiphys.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which objects of a kind somebody asks for: by labels and by fields.
final class Selection implements Predicate<JsonNode> {
  static final Selection ALL = new Selection("", "");

  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern EQUAL = Pattern.compile("([^=!<>\\s]+)\\s*(==|=|!=)\\s*([^=!]*)");

  private final List<Predicate<JsonNode>> conditions = new ArrayList<>();

  /// @throws Refused if a selector cannot be read
  Selection(String labels, String fields) {
    for (var part : parts(labels)) {
      conditions.add(label(part));
    }
    for (var part : parts(fields)) {
      conditions.add(field(part));
    }
  }

  @Override
  public boolean test(JsonNode object) {
    return conditions.stream().allMatch(condition -> condition.test(object));
  }

  /// What commas outside of parentheses separate.
  private static List<String> parts(String text) {
    return Arrays.stream(text.split(",(?![^()]*\\))"))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private static Predicate<JsonNode> label(String part) {
    var set = SET.matcher(part);
    if (set.matches()) {
      var values = Arrays.stream(set.group(3).split(",")).map(String::strip).toList();
      var in = set.group(2).equals("in");
      return object -> {
        var label = labels(object).path(set.group(1));
        return in == (!label.isMissingNode() && values.contains(label.asText()));
      };
    }
    var equal = EQUAL.matcher(part);
    if (equal.matches()) {
      var not = equal.group(2).equals("!=");
      return object -> {
        var label = labels(object).path(equal.group(1));
        return not != (!label.isMissingNode() && label.asText().equals(equal.group(3).strip()));
      };
    }
    var absent = part.startsWith("!");
    var name = absent ? part.substring(1).strip() : part;
    if (!name.matches("[-A-Za-z0-9_./]+")) {
      throw Refused.bad("unable to parse requirement: " + part);
    }
    return object -> absent != labels(object).has(name);
  }

  private static JsonNode labels(JsonNode object) {
    return object.path("metadata").path("labels");
  }

  private static Predicate<JsonNode> field(String part) {
    var equal = EQUAL.matcher(part);
    if (!equal.matches()) {
      throw Refused.bad("invalid selector: '%s'; can't understand '%s'".formatted(part, part));
    }
    var path = "/" + equal.group(1).replace(".", "/");
    var not = equal.group(2).equals("!=");
    return object -> not != object.at(path).asText("").equals(equal.group(3).strip());
  }
}
