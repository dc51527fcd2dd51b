package dev.tiphys.language.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tiphys.language.workflow.AnyString;
import dev.tiphys.language.yaml.YamlNode.Entry;
import dev.tiphys.language.yaml.YamlNode.Mapping;
import dev.tiphys.language.yaml.YamlNode.Scalar;
import dev.tiphys.language.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.parser.ParserImpl;

/// Makes trees of a parser's events, counting against [Limits] as it goes.
final class Composer {
  private static final String STANDARD = "tag:yaml.org,2002:";

  private static final Set<String> UNITED = Set.of("annotations", "labels");

  /// What an anchor stands for, and how many nodes an alias of it adds.
  private record Anchored(YamlNode node, int nodes) {}

  private final ParserImpl events;
  private final String file;
  private final boolean repeats;
  private final Map<Anchor, @Nullable Anchored> anchors = new HashMap<>();
  private int depth;
  private int nodes;
  private int aliases;

  /// @param repeats whether a key may stand twice, and the last counts
  Composer(ParserImpl events, String file, boolean repeats) {
    this.repeats = repeats;
    this.events = events;
    this.file = file;
  }

  /// The document whose start was just read.
  YamlNode document() {
    anchors.clear();
    return node(events.next());
  }

  private YamlNode node(Event event) {
    return switch (event) {
      case AliasEvent alias -> alias(alias);
      case ScalarEvent scalar -> {
        count(1, event);
        var node = new Scalar(value(scalar), line(event), column(event));
        remember(scalar.getAnchor(), node, 1);
        yield node;
      }
      case SequenceStartEvent sequence -> {
        checkTag(sequence.getTag(), "seq", event);
        yield collection(sequence.getAnchor(), event, () -> sequence(event));
      }
      case MappingStartEvent mapping -> {
        checkTag(mapping.getTag(), "map", event);
        yield collection(mapping.getAnchor(), event, () -> mapping(event));
      }
      default -> throw new IllegalStateException("no node starts with " + event);
    };
  }

  private interface Composition {
    YamlNode compose();
  }

  private YamlNode collection(Optional<Anchor> anchor, Event start, Composition inner) {
    if (++depth > Limits.DEPTH_MAX) {
      throw wrong(
          start,
          "expected at most "
              + Limits.DEPTH_MAX
              + " maps and lists inside one another (limit DEPTH_MAX), found more");
    }
    count(1, start);
    // Null marks an anchor whose node is still being read: an alias to it would be its own content.
    anchor.ifPresent(a -> anchors.put(a, null));
    var before = nodes;
    var node = inner.compose();
    remember(anchor, node, nodes - before + 1);
    depth--;
    return node;
  }

  private Sequence sequence(Event start) {
    var elements = new ArrayList<YamlNode>();
    for (var event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      elements.add(node(event));
    }
    return new Sequence(elements, line(start), column(start));
  }

  private Mapping mapping(Event start) {
    var entries = new LinkedHashMap<String, Entry>();
    var merged = new ArrayList<Mapping>();
    for (var event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      if (event instanceof ScalarEvent merge && merge.isPlain() && merge.getValue().equals("<<")) {
        var next = events.next();
        merged.addAll(mergeSources(node(next), next));
        continue;
      }
      var key = key(node(event), event);
      var entry = new Entry(node(events.next()), line(event), column(event));
      var earlier = entries.get(key);
      if (earlier != null) {
        entry = united(key, earlier, entry, event);
      }
      entries.put(key, entry);
    }
    // Keys of the map itself win over merged ones, earlier sources over later ones.
    for (var source : merged) {
      count(source.entries().size(), start);
      source.entries().forEach(entries::putIfAbsent);
    }
    return new Mapping(entries, line(start), column(start));
  }

  /// Two `annotations` or `labels` side by side happen in published manifests; as long as they have
  /// no key in common, both are meant. Any other key that comes twice is refused.
  private Entry united(String key, Entry earlier, Entry later, Event event) {
    if (UNITED.contains(key)
        && earlier.value() instanceof Mapping first
        && later.value() instanceof Mapping second
        && Collections.disjoint(first.entries().keySet(), second.entries().keySet())) {
      var entries = new LinkedHashMap<>(first.entries());
      entries.putAll(second.entries());
      var union = new Mapping(entries, first.line(), first.column());
      return new Entry(union, earlier.line(), earlier.column());
    }
    if (repeats) {
      return later;
    }
    throw wrong(
        event,
        "expected each key once, found \""
            + key
            + "\" again (first in line "
            + earlier.line()
            + ")");
  }

  private List<Mapping> mergeSources(YamlNode value, Event event) {
    var sources = value instanceof Sequence sequence ? sequence.elements() : List.of(value);
    var mappings = new ArrayList<Mapping>();
    for (var source : sources) {
      if (!(source instanceof Mapping mapping)) {
        throw notMergeable(value, event);
      }
      mappings.add(mapping);
    }
    return mappings;
  }

  private MalformedYamlException notMergeable(YamlNode value, Event event) {
    return wrong(event, "expected a map or a list of maps after <<, found " + value.described());
  }

  private String key(YamlNode node, Event event) {
    if (!(node instanceof Scalar scalar) || scalar.value().isNull()) {
      throw wrong(event, "expected a text as key, found " + node.described());
    }
    var key = scalar.value() instanceof DoubleNode number ? goKey(number) : scalar.value().asText();
    if (key.length() > Limits.KEY_CHARS_MAX) {
      throw wrong(
          event,
          "expected a key of at most "
              + Limits.KEY_CHARS_MAX
              + " characters (limit KEY_CHARS_MAX), found "
              + key.length());
    }
    return key;
  }

  private static String goKey(DoubleNode number) {
    var value = number.doubleValue();
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    return AnyString.of(value);
  }

  private YamlNode alias(AliasEvent event) {
    var name = event.getAlias();
    if (++aliases > Limits.ALIASES_MAX) {
      throw wrong(
          event,
          "expected at most " + Limits.ALIASES_MAX + " aliases (limit ALIASES_MAX), found more");
    }
    if (!anchors.containsKey(name)) {
      throw wrong(event, "expected a known anchor, found *" + name.getValue());
    }
    var target = anchors.get(name);
    if (target == null) {
      throw wrong(event, "expected no alias to what contains it, found *" + name.getValue());
    }
    count(target.nodes(), event);
    return target.node();
  }

  private void remember(Optional<Anchor> anchor, YamlNode node, int size) {
    anchor.ifPresent(a -> anchors.put(a, new Anchored(node, size)));
  }

  private JsonNode value(ScalarEvent scalar) {
    var text = scalar.getValue();
    var tag = scalar.getTag().orElse(null);
    if (tag == null) {
      return scalar.isPlain() ? GoScalars.resolve(text) : TextNode.valueOf(text);
    }
    var resolved = GoScalars.resolve(text);
    return switch (tag) {
      case "!", STANDARD + "str" -> TextNode.valueOf(text);
      case STANDARD + "int" -> tagged(resolved.isIntegralNumber(), resolved, scalar, "an integer");
      case STANDARD + "float" ->
          tagged(
              resolved.isNumber(), DoubleNode.valueOf(resolved.doubleValue()), scalar, "a number");
      case STANDARD + "bool" -> tagged(resolved.isBoolean(), resolved, scalar, "a boolean");
      case STANDARD + "null" -> tagged(resolved.isNull(), resolved, scalar, "null");
      case STANDARD + "timestamp" -> TextNode.valueOf(text);
      default -> throw refused(tag, scalar);
    };
  }

  private JsonNode tagged(boolean fits, JsonNode value, ScalarEvent scalar, String expected) {
    if (!fits) {
      throw wrong(
          scalar, "expected " + expected + " after its tag, found \"" + scalar.getValue() + "\"");
    }
    return value;
  }

  private void checkTag(Optional<String> tag, String standard, Event event) {
    if (tag.isPresent() && !tag.get().equals(STANDARD + standard) && !tag.get().equals("!")) {
      throw refused(tag.get(), event);
    }
  }

  private MalformedYamlException refused(String tag, Event event) {
    var found = tag.startsWith(STANDARD) ? "!!" + tag.substring(STANDARD.length()) : tag;
    return wrong(
        event,
        "expected no tag or one of !!str, !!int, !!float, !!bool, !!null, !!map, !!seq; found "
            + found);
  }

  private void count(int more, Event event) {
    nodes += more;
    if (nodes > Limits.NODES_MAX) {
      throw wrong(
          event, "expected at most " + Limits.NODES_MAX + " values (limit NODES_MAX), found more");
    }
  }

  private MalformedYamlException wrong(Event event, String problem) {
    return new MalformedYamlException(file, line(event), column(event), problem);
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static int column(Event event) {
    return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
  }
}
