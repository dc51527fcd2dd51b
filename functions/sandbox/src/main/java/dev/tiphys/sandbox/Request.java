package dev.tiphys.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.tiphys.language.yaml.YamlReader;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A request over HTTP, taken apart.
record Request(
    String method,
    List<String> path,
    Map<String, String> query,
    String contentType,
    String agent,
    byte[] body) {
  /// As of a Kubernetes API server.
  static final int BODY_MAX = 3 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /// @throws Refused if there is too much of it
  static Request of(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
    if (body.length > BODY_MAX) {
      // Who sends a little too much should hear of it, which takes an unbroken connection.
      exchange.getRequestBody().skip(BODY_MAX);
      throw new Refused(
          413,
          "RequestEntityTooLarge",
          "Request entity too large: limit is %d".formatted(BODY_MAX));
    }
    var headers = exchange.getRequestHeaders();
    var agent = headers.getFirst("User-Agent");
    var type = headers.getFirst("Content-Type");
    return new Request(
        exchange.getRequestMethod(),
        Stream.of(exchange.getRequestURI().getRawPath().split("/"))
            .filter(part -> !part.isEmpty())
            .map(Request::decoded)
            .toList(),
        parameters(exchange.getRequestURI().getRawQuery()),
        type == null ? "" : type.split(";")[0].strip(),
        agent == null ? "unknown" : agent.split("[/ ]")[0],
        body);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refused.bad(String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> parameters(String raw) {
    Map<String, String> query = new HashMap<>();
    for (var pair : raw == null ? new String[0] : raw.split("&")) {
      var parts = pair.split("=", 2);
      query.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1].replace("+", " ")) : "");
    }
    return query;
  }

  /// The same without the first part of its path.
  Request below() {
    return new Request(method, path.subList(1, path.size()), query, contentType, agent, body);
  }

  String query(String name) {
    return query.getOrDefault(name, "");
  }

  boolean flag(String name) {
    return query.containsKey(name) && !List.of("false", "0").contains(query(name));
  }

  Selection selection() {
    return new Selection(query("labelSelector"), query("fieldSelector"));
  }

  /// How the caller wants to write.
  Writing writing() {
    var manager = query("fieldManager");
    return new Writing(
        manager.isEmpty() ? agent : manager, query("dryRun").equals("All"), flag("force"), false);
  }

  ObjectNode object() {
    if (json() instanceof ObjectNode object) {
      return object;
    }
    throw Refused.bad("the body should be an object");
  }

  private JsonNode json() {
    if (contentType.contains("protobuf")) {
      throw new Refused(
          415, "UnsupportedMediaType", "the sandbox reads JSON and YAML, not " + contentType);
    }
    try {
      if (contentType.contains("yaml")) {
        var documents = YamlReader.read(body, "body");
        return documents.isEmpty()
            ? JSON.nullNode()
            // Numbers as JSON has them, so that equal ones are equal.
            : JSON.readTree(documents.getFirst().toJson().toString());
      }
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw Refused.bad("the body is no JSON: " + e.getOriginalMessage());
    } catch (IOException | IllegalArgumentException e) {
      throw Refused.bad("the body cannot be read: " + e.getMessage());
    }
  }

  Patch patch() {
    var body = json();
    return switch (contentType) {
      case "application/json-patch+json" -> new Patch.Operations(body);
      case "application/merge-patch+json" -> new Patch.Merge(body);
      case "application/strategic-merge-patch+json" -> new Patch.Strategic(body);
      case "application/apply-patch+yaml" -> {
        if (query("fieldManager").isEmpty()) {
          throw Refused.bad("fieldManager is required for apply patch");
        }
        yield new Patch.Apply(body);
      }
      default ->
          throw new Refused(
              415, "UnsupportedMediaType", "a patch cannot be of type '%s'".formatted(contentType));
    };
  }

  /// The body of a delete: it may be empty.
  JsonNode options() {
    return body.length == 0 ? JSON.createObjectNode() : json();
  }
}
