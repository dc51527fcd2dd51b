package dev.tiphys.events;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.tiphys.events.RunCommand.ContainerEnd;
import dev.tiphys.events.RunFact.Role;
import dev.tiphys.events.RunFact.Shutdown;
import dev.tiphys.events.RunFact.TimerKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The fields of one fact as they are read, each with its default until it is met. One
/// set of names for all types: a field means the same wherever it stands. Unknown fields are those
/// of a later version, and are passed over.
final class ValueReader {
  static final String DATAREF = "dataref";

  private static final Map<String, Role> ROLES = byText(Role.values());
  private static final Map<String, TimerKind> KINDS = byText(TimerKind.values());
  private static final Map<String, MetricSample.Kind> METRICS = byText(MetricSample.Kind.values());
  private static final Map<String, Shutdown> STRATEGIES =
      Stream.of(Shutdown.values())
          .collect(Collectors.toUnmodifiableMap(Shutdown::toString, Function.identity()));

  private final JsonParser in;
  private final LargeValues large;

  int node = -1;
  int parent = -1;
  int spot;
  int item = -1;
  @Nullable Role role;
  NodeType type = NodeType.POD;
  @Nullable Phase phase;
  String as = "";
  @Nullable String template;
  @Nullable String message;
  @Nullable String host;
  @Nullable String ip;
  @Nullable String progress;
  @Nullable String cache;
  @Nullable String key;
  @Nullable String maxAge;
  @Nullable String id;
  boolean hit;
  @Nullable TimerKind kind;
  @Nullable Shutdown strategy;
  @Nullable JsonNode pinned;
  @Nullable Instant at;
  @Nullable Instant due;
  @Nullable Instant startedAt;
  @Nullable Instant since;
  String selector = "";
  int priority;
  boolean restartSuccessful;
  boolean cancelled;
  boolean held;
  boolean deletion;
  Outputs outputs = Outputs.NONE;
  Map<String, String> inputs = Map.of();
  Map<String, String> captured = Map.of();
  Map<String, String> parameters = Map.of();
  Map<String, String> globalNames = Map.of();
  Map<String, JsonNode> artifacts = Map.of();
  List<JsonNode> items = List.of();
  List<String> locks = List.of();
  List<Integer> removed = List.of();
  List<Integer> reopened = List.of();
  Map<String, ContainerEnd> containers = Map.of();
  List<MetricSample> samples = List.of();

  ValueReader(JsonParser in, LargeValues large) {
    this.in = in;
    this.large = large;
  }

  /// The field `artifacts` of those that hold names only, by the numbers of nodes.
  Map<Integer, List<String>> names() {
    Map<Integer, List<String>> names = new TreeMap<>();
    artifacts.forEach(
        (node, list) ->
            names.put(Integer.valueOf(node), list.valueStream().map(JsonNode::asText).toList()));
    return names;
  }

  /// How an enum's constants are written: `PENDING_DEADLINE` as `pending-deadline`.
  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> Map<String, E> byText(E[] constants) {
    return Stream.of(constants)
        .collect(Collectors.toUnmodifiableMap(ValueReader::text, Function.identity()));
  }

  Phase phase(Phase unlessGiven) {
    return phase == null ? unlessGiven : phase;
  }

  /// A group of steps has no other role, so it does not say it.
  Role role() {
    return role != null ? role : type == NodeType.STEP_GROUP ? Role.GROUP : Role.CALL;
  }

  /// Reads up to the end of the object that the parser stands in.
  void readFields() throws IOException {
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      if (in.nextToken() != JsonToken.VALUE_NULL) {
        readField(field);
      }
    }
    if (in.currentToken() != JsonToken.END_OBJECT) {
      throw new IllegalArgumentException("the object ends too early");
    }
  }

  private void readField(String field) throws IOException {
    switch (field) {
      case "n" -> node = in.getIntValue();
      case "p" -> parent = in.getIntValue();
      case "spot" -> spot = in.getIntValue();
      case "item" -> item = in.getIntValue();
      case "role" -> role = oneOf(ROLES, field);
      case "type" -> type = NodeType.of(word());
      case "phase" -> phase = Phase.of(word());
      case "as" -> as = string();
      case "template" -> template = string();
      case "message" -> message = string();
      case "host" -> host = string();
      case "ip" -> ip = string();
      case "progress" -> progress = string();
      case "cache" -> cache = string();
      case "key" -> key = string();
      case "maxAge" -> maxAge = string();
      case "id" -> id = string();
      case "hit" -> hit = in.getBooleanValue();
      case "kind" -> kind = oneOf(KINDS, field);
      case "strategy" -> strategy = oneOf(STRATEGIES, field);
      case "pinned" -> pinned = json();
      case "at" -> at = time();
      case "due" -> due = time();
      case "startedAt" -> startedAt = time();
      case "since" -> since = time();
      case "selector" -> selector = string();
      case "priority" -> priority = in.getIntValue();
      case "restartSuccessful" -> restartSuccessful = in.getBooleanValue();
      case "containers" -> containers = map(this::containerEnd);
      case "cancelled" -> cancelled = in.getBooleanValue();
      case "deletion" -> deletion = in.getBooleanValue();
      case "held" -> held = in.getBooleanValue();
      case "outputs" -> outputs = readOutputs();
      case "inputs" -> inputs = map(this::string);
      case "captured" -> captured = map(this::string);
      case "parameters" -> parameters = map(this::string);
      case "globalNames" -> globalNames = map(this::string);
      case "artifacts" -> artifacts = map(this::json);
      case "items" -> items = items();
      case "samples" -> samples = samples();
      case "locks" -> locks = list(this::word);
      case "removed" -> removed = list(in::getIntValue);
      case "reopened" -> reopened = list(in::getIntValue);
      default -> in.skipChildren();
    }
  }

  /// `value`, which this type cannot do without.
  static <T> T needed(String field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("'%s' is missing".formatted(field));
    }
    return value;
  }

  /// The number of a node, where -1 for the run makes no sense.
  int neededNode() {
    if (node < 0) {
      throw new IllegalArgumentException("'n', the number of a node, is missing or negative");
    }
    return node;
  }

  private Instant time() throws IOException {
    return Instant.ofEpochMilli(in.getLongValue());
  }

  private String word() throws IOException {
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw new IllegalArgumentException(
          "'%s' should be text, not %s".formatted(in.currentName(), in.currentToken()));
    }
    return in.getText();
  }

  private <E> E oneOf(Map<String, E> constants, String field) throws IOException {
    var constant = constants.get(word());
    if (constant == null) {
      throw new IllegalArgumentException(
          "'%s' is not a %s: expected one of %s"
              .formatted(in.getText(), field, constants.keySet()));
    }
    return constant;
  }

  private String string() throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      return word();
    }
    var reference = reference(ValueWriter.MAPPER.readTree(in));
    if (reference == null) {
      throw new IllegalArgumentException("a text is neither a string nor a dataref");
    }
    return new String(large.fetch(reference), StandardCharsets.UTF_8);
  }

  private JsonNode json() throws IOException {
    JsonNode node = ValueWriter.MAPPER.readTree(in);
    var reference = reference(node);
    return reference == null ? node : ValueWriter.MAPPER.readTree(large.fetch(reference));
  }

  private static @Nullable String reference(JsonNode node) {
    return node.getNodeType() == JsonNodeType.OBJECT
            && node.size() == 1
            && node.path(DATAREF).isTextual()
        ? node.path(DATAREF).textValue()
        : null;
  }

  private List<JsonNode> items() throws IOException {
    var array = json();
    if (!array.isArray()) {
      throw new IllegalArgumentException("'items' should be a list");
    }
    List<JsonNode> list = new ArrayList<>(array.size());
    array.forEach(list::add);
    return list;
  }

  private List<MetricSample> samples() throws IOException {
    List<MetricSample> list = new ArrayList<>();
    for (var sample : json()) {
      Map<String, String> labels = new LinkedHashMap<>();
      sample
          .path("labels")
          .properties()
          .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
      List<Double> buckets = new ArrayList<>();
      sample.path("buckets").forEach(bucket -> buckets.add(bucket.asDouble()));
      var metric = METRICS.get(sample.path("kind").asText());
      if (metric == null) {
        throw new IllegalArgumentException(
            "'%s' is not a kind of metric".formatted(sample.path("kind").asText()));
      }
      list.add(
          new MetricSample(
              sample.path("name").asText(),
              sample.path("help").asText(),
              metric,
              labels,
              sample.path("value").asDouble(),
              buckets));
    }
    return list;
  }

  private interface Element<T> {
    T read() throws IOException;
  }

  private <T> List<T> list(Element<T> element) throws IOException {
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw new IllegalArgumentException("'%s' should be a list".formatted(in.currentName()));
    }
    List<T> list = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      list.add(element.read());
    }
    return list;
  }

  private <T> Map<String, T> map(Element<T> element) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("'%s' should be an object".formatted(in.currentName()));
    }
    Map<String, T> map = null;
    for (var name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      in.nextToken();
      var value = element.read();
      if (map == null) {
        map = Collections.singletonMap(name, value);
      } else {
        map = map.size() == 1 ? new LinkedHashMap<>(map) : map;
        map.put(name, value);
      }
    }
    return map == null ? Map.of() : map;
  }

  private Outputs readOutputs() throws IOException {
    enter("outputs");
    Map<String, String> values = Map.of();
    Map<String, JsonNode> places = Map.of();
    String result = null;
    String exitCode = null;
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      if (in.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (field) {
        case "parameters" -> values = map(this::string);
        case "result" -> result = string();
        case "exitCode" -> exitCode = string();
        case "artifacts" -> places = map(this::json);
        default -> in.skipChildren();
      }
    }
    return new Outputs(values, result, exitCode, places);
  }

  private ContainerEnd containerEnd() throws IOException {
    enter("containers");
    var phase = Phase.PENDING;
    String message = null;
    for (var field = in.nextFieldName(); field != null; field = in.nextFieldName()) {
      if (in.nextToken() == JsonToken.VALUE_NULL) {
        continue;
      }
      switch (field) {
        case "phase" -> phase = Phase.of(word());
        case "message" -> message = string();
        default -> in.skipChildren();
      }
    }
    return new ContainerEnd(phase, message);
  }

  private void enter(String what) throws IOException {
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalArgumentException("'%s' should be an object".formatted(what));
    }
  }
}
