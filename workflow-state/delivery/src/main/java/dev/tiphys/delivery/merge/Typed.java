package dev.tiphys.delivery.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/// How a value reads after a server has read and written it: what is empty and may be absent is
/// gone, and amounts, times and durations are written in the one way. Nothing is added.
public final class Typed {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  /// Texts for which empty is something else than absent.
  private static final Set<String> TEXTS_KEPT =
      Set.of(
          "runtimeClassName",
          "storageClassName",
          "volumeMode",
          "volumeAttributesClassName",
          "preemptionPolicy",
          "mountPropagation",
          "recursiveReadOnly",
          "apiGroup",
          "appProtocol",
          "ingressClassName",
          "pathType",
          "localhostProfile",
          "loadBalancerClass",
          "timeZone",
          "path",
          "url",
          "service",
          "nodeName",
          "hostname");

  /// Flags that are gone when they are false.
  private static final Set<String> FLAGS_DROPPED =
      Set.of(
          "hostNetwork",
          "hostPID",
          "hostIPC",
          "stdin",
          "stdinOnce",
          "tty",
          "readOnly",
          "paused",
          "publishNotReadyAddresses",
          "unschedulable",
          "chapAuthDiscovery",
          "chapAuthSession");

  /// Numbers that are gone when they are zero.
  private static final Set<String> NUMBERS_DROPPED =
      Set.of(
          "hostPort",
          "nodePort",
          "healthCheckNodePort",
          "minReadySeconds",
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold",
          "partition");

  /// What no type has, or a value that no field of the form can have.
  private static final class NotOfTheType extends Exception {
    private static final long serialVersionUID = 1L;

    NotOfTheType() {
      super(null, null, false, false);
    }
  }

  /// Whether fields that the type does not have are left as they are.
  private final boolean lenient;

  private Typed(boolean lenient) {
    this.lenient = lenient;
  }

  /// `object` as a server has it that knows its kind; empty if the kind is not known, a field is
  /// not, or a value is none for its field.
  public static Optional<ObjectNode> object(ObjectNode object) {
    var apiVersion = object.path("apiVersion").asText("");
    var kind = object.path("kind").asText("");
    if (!Schema.known(apiVersion, kind)) {
      return Optional.empty();
    }
    var schema = Schema.of(apiVersion, kind);
    return new Typed(false).of(object, schema, Schema.Form.OBJECT).map(ObjectNode.class::cast);
  }

  /// `value` as a server has it in a field of that type; fields that it does not know stay. Empty
  /// if it cannot be there.
  public static Optional<JsonNode> value(JsonNode value, Schema schema, Schema.Form form) {
    return new Typed(true).of(value, schema, form);
  }

  private Optional<JsonNode> of(JsonNode value, Schema schema, Schema.Form form) {
    try {
      return Optional.of(read(value, schema, form));
    } catch (NotOfTheType e) {
      return Optional.empty();
    }
  }

  private JsonNode read(JsonNode value, Schema schema, Schema.Form form) throws NotOfTheType {
    return switch (form) {
      case STRING -> checked(value, value.isTextual());
      case BYTES -> checked(value, value.isTextual() && isBase64(value.asText()));
      case INTEGER -> checked(value, value.isIntegralNumber());
      case NUMBER -> checked(value, value.isNumber());
      case BOOLEAN -> checked(value, value.isBoolean());
      case INT_OR_STRING -> checked(value, value.isIntegralNumber() || value.isTextual());
      case QUANTITY -> quantity(value);
      case TIME -> time(value, SECONDS);
      case MICRO_TIME -> time(value, MICROS);
      case JSON -> value;
      case LIST -> list(value, schema);
      case MAP -> map(value, schema);
      case OBJECT -> fields(value, schema);
    };
  }

  private static JsonNode checked(JsonNode value, boolean good) throws NotOfTheType {
    if (!good) {
      throw new NotOfTheType();
    }
    return value;
  }

  private static boolean isBase64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static JsonNode quantity(JsonNode value) throws NotOfTheType {
    var written = value.isNumber() ? value.decimalValue().toPlainString() : value.asText();
    checked(value, value.isNumber() || value.isTextual());
    return Quantity.canonical(written).map(TextNode::new).orElseThrow(NotOfTheType::new);
  }

  private static JsonNode time(JsonNode value, DateTimeFormatter format) throws NotOfTheType {
    checked(value, value.isTextual());
    try {
      var time = OffsetDateTime.parse(value.asText());
      return new TextNode(time.withOffsetSameInstant(ZoneOffset.UTC).format(format));
    } catch (DateTimeException e) {
      throw new NotOfTheType();
    }
  }

  private JsonNode list(JsonNode value, Schema schema) throws NotOfTheType {
    checked(value, value.isArray());
    ArrayNode list = JsonNodeFactory.instance.arrayNode(value.size());
    for (var element : value) {
      list.add(read(element, schema.element(), schema.elements()));
    }
    return list;
  }

  private JsonNode map(JsonNode value, Schema schema) throws NotOfTheType {
    checked(value, value.isObject());
    var map = JsonNodeFactory.instance.objectNode();
    // The lists that are values of maps are all of texts.
    var of = schema.elements() == Schema.Form.LIST ? Schema.Form.JSON : schema.elements();
    for (var entry : value.properties()) {
      map.set(entry.getKey(), read(entry.getValue(), schema.element(), of));
    }
    return map;
  }

  private JsonNode fields(JsonNode value, Schema schema) throws NotOfTheType {
    checked(value, value.isObject());
    var object = JsonNodeFactory.instance.objectNode();
    for (var entry : value.properties()) {
      var name = entry.getKey();
      if (!schema.has(name)) {
        checked(value, lenient);
        object.set(name, entry.getValue());
        continue;
      }
      var field = schema.child(name);
      if (!entry.getValue().isNull()) {
        var read = read(entry.getValue(), field, field.form());
        if (field.required() || !isEmpty(read, field.form(), name)) {
          object.set(name, read);
        }
      } else if (field.required() && field.form() == Schema.Form.LIST) {
        object.putNull(name);
      }
    }
    return object;
  }

  /// Whether it is as good as absent.
  private static boolean isEmpty(JsonNode value, Schema.Form form, String name) {
    return switch (form) {
      case LIST, MAP -> value.isEmpty();
      case STRING, BYTES -> value.asText().isEmpty() && !TEXTS_KEPT.contains(name);
      case BOOLEAN -> !value.asBoolean() && FLAGS_DROPPED.contains(name);
      case INTEGER -> value.asLong() == 0 && NUMBERS_DROPPED.contains(name);
      case NUMBER, INT_OR_STRING, QUANTITY, TIME, MICRO_TIME, JSON, OBJECT -> false;
    };
  }
}
