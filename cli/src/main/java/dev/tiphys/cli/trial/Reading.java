package dev.tiphys.cli.trial;

import dev.tiphys.language.schema.Spelling;
import dev.tiphys.language.time.Durations;
import dev.tiphys.language.validation.Finding;
import dev.tiphys.language.yaml.YamlNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads fields of a YAML file and collects what is wrong with them.
final class Reading {
  private final String file;
  private final List<Finding> findings = new ArrayList<>();

  /// A value, and where it stands.
  record Place(YamlNode node, String path, int line) {
    boolean isList() {
      return node instanceof YamlNode.Sequence;
    }

    boolean isMap() {
      return node instanceof YamlNode.Mapping;
    }
  }

  Reading(String file) {
    this.file = file;
  }

  List<Finding> findings() {
    return findings;
  }

  void problem(Place at, String message) {
    findings.add(new Finding(file, at.line(), at.path(), message));
  }

  /// The fields of a map; those that are not allowed are problems.
  Map<String, Place> fields(Place at, Set<String> allowed) {
    var fields = entries(at);
    fields
        .keySet()
        .removeIf(
            name -> {
              if (allowed.contains(name)) {
                return false;
              }
              var near = Spelling.nearest(name, allowed);
              problem(
                  fields.get(name),
                  near == null
                      ? "unknown field; expected one of "
                          + String.join(", ", allowed.stream().sorted().toList())
                      : "unknown field; did you mean " + near + "?");
              return true;
            });
    return fields;
  }

  /// The entries of a map whose keys may be anything.
  Map<String, Place> entries(@Nullable Place at) {
    var entries = new LinkedHashMap<String, Place>();
    if (at == null) {
      return entries;
    }
    if (at.node() instanceof YamlNode.Mapping map) {
      map.entries()
          .forEach(
              (key, entry) ->
                  entries.put(
                      key,
                      new Place(
                          entry.value(),
                          at.path().isEmpty() ? key : at.path() + "." + key,
                          entry.line())));
    } else {
      problem(at, "expected a map, found " + at.node().described());
    }
    return entries;
  }

  List<Place> list(@Nullable Place at) {
    var list = new ArrayList<Place>();
    if (at == null) {
      return list;
    }
    if (at.node() instanceof YamlNode.Sequence sequence) {
      for (var i = 0; i < sequence.elements().size(); i++) {
        var element = sequence.elements().get(i);
        list.add(new Place(element, at.path() + "[" + i + "]", element.line()));
      }
    } else {
      problem(at, "expected a list, found " + at.node().described());
    }
    return list;
  }

  /// A text; numbers and booleans are as Argo writes them, maps and lists are JSON.
  @Nullable String text(@Nullable Place at) {
    if (at == null) {
      return null;
    }
    var json = at.node().toJson();
    if (json.isNull()) {
      problem(at, "expected a text, found nothing");
      return null;
    }
    if (json.isFloatingPointNumber() && Double.isFinite(json.asDouble())) {
      var number = new BigDecimal(json.asText()).stripTrailingZeros();
      return number.toPlainString();
    }
    return json.isValueNode() ? json.asText() : json.toString();
  }

  Map<String, String> texts(@Nullable Place at) {
    var texts = new LinkedHashMap<String, String>();
    entries(at)
        .forEach(
            (name, value) -> {
              var text = text(value);
              if (text != null) {
                texts.put(name, text);
              }
            });
    return texts;
  }

  List<String> names(@Nullable Place at) {
    var names = new ArrayList<String>();
    for (var one : list(at)) {
      var text = text(one);
      if (text != null) {
        names.add(text);
      }
    }
    return names;
  }

  @Nullable Duration duration(@Nullable Place at) {
    var text = text(at);
    if (text == null || at == null) {
      return null;
    }
    try {
      var duration = Durations.parse(text);
      if (!duration.isNegative()) {
        return duration;
      }
      problem(at, "expected a duration such as 90s or 1h30m, found " + text);
    } catch (IllegalArgumentException e) {
      problem(at, "expected a duration such as 90s or 1h30m, found " + at.node().described());
    }
    return null;
  }

  @Nullable Integer number(@Nullable Place at) {
    if (at == null) {
      return null;
    }
    var json = at.node().toJson();
    if (json.isIntegralNumber() && json.canConvertToInt()) {
      return json.intValue();
    }
    problem(at, "expected a whole number, found " + at.node().described());
    return null;
  }

  boolean flag(@Nullable Place at) {
    if (at == null) {
      return false;
    }
    var json = at.node().toJson();
    if (!json.isBoolean()) {
      problem(at, "expected true or false, found " + at.node().described());
    }
    return json.asBoolean(false);
  }

  /// One of some words.
  @Nullable String word(@Nullable Place at, Set<String> words) {
    var text = text(at);
    if (text != null && at != null && !words.contains(text)) {
      problem(
          at,
          "expected %s, found %s"
              .formatted(
                  String.join(", ", words.stream().sorted().toList()), at.node().described()));
      return null;
    }
    return text;
  }
}
