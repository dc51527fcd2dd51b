package dev.tiphys.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import dev.tiphys.language.condition.ConditionException;
import dev.tiphys.language.condition.When;
import dev.tiphys.language.depends.DependsException;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.template.TemplateException;
import dev.tiphys.language.template.Trial;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Evaluates texts outside of any workflow.
final class Evaluation {
  /// A longer line is an error of its own; the lines after it are still answered.
  static final int LINE_CHARS_MAX = 2 * 1024 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Evaluation() {}

  /// Answers each line of `in` with one line, in order and at once, so that a program can ask and
  /// wait. Blank lines are passed over.
  static void lines(InputStream in, PrintWriter out) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    for (var line = next(reader); line != null; line = next(reader)) {
      if (!line.isBlank()) {
        out.println(JSON.writeValueAsString(answer(line)));
      }
    }
  }

  /// The next line, cut after [#LINE_CHARS_MAX] + 1 characters; null at the end.
  private static @Nullable String next(BufferedReader reader) throws IOException {
    var line = new StringBuilder();
    for (var c = reader.read(); ; c = reader.read()) {
      if (c < 0) {
        return line.isEmpty() ? null : line.toString();
      }
      if (c == '\n') {
        return line.toString();
      }
      if (line.length() <= LINE_CHARS_MAX) {
        line.append((char) c);
      }
    }
  }

  private static ObjectNode answer(String line) {
    var answer = JsonNodeFactory.instance.objectNode();
    try {
      if (line.length() > LINE_CHARS_MAX) {
        throw new BadInput("the line is longer than " + LINE_CHARS_MAX + " characters");
      }
      var question = JSON.readTree(line);
      var env = question.path("env");
      if (!question.path("kind").isTextual() || !question.path("text").isTextual()) {
        throw new BadInput(
            "expected {\"kind\":\"tags|expr|when|depends\", \"text\":\"…\", \"env\":{…}}");
      }
      if (!env.isObject() && !env.isMissingNode() && !env.isNull()) {
        throw new BadInput("env: expected a map of names to values");
      }
      return answer.set(
          "result",
          evaluate(
              question.get("kind").textValue(),
              question.get("text").textValue(),
              env.isObject() ? env : JsonNodeFactory.instance.objectNode()));
    } catch (JsonProcessingException e) {
      return answer.put("error", "not a JSON line: " + e.getOriginalMessage());
    } catch (BadInput e) {
      return answer.put("error", e.getMessage());
    }
  }

  /// One text given on the command line.
  ///
  /// @param file names of values, or null
  /// @throws BadInput with what is wrong with the text or the file
  static String byHand(
      String kind,
      String text,
      @Nullable String file,
      Map<String, String> values,
      InputStream standardInput) {
    var env =
        file == null ? JsonNodeFactory.instance.objectNode() : environment(file, standardInput);
    values.forEach(env::put);
    return evaluate(kind, text, env).asText();
  }

  private static ObjectNode environment(String file, InputStream standardInput) {
    try {
      var documents = YamlReader.read(Input.read(file, standardInput), file);
      if (documents.size() == 1 && documents.getFirst().toJson() instanceof ObjectNode map) {
        return map;
      }
      throw new BadInput(file + ": expected one map of names to values");
    } catch (MalformedYamlException e) {
      throw new BadInput(e.getMessage());
    }
  }

  /// A boolean for `depends`, which never becomes part of a text; a text for all others.
  private static ValueNode evaluate(String kind, String text, JsonNode env) {
    var ambient = new Ambient(InstantSource.system(), RandomGenerator.getDefault());
    try {
      return switch (kind) {
        case "tags" -> TextNode.valueOf(Trial.tags(text, env, ambient));
        case "expr" -> TextNode.valueOf(Trial.expression(text, env, ambient));
        case "when" ->
            TextNode.valueOf(Boolean.toString(When.evaluate(Trial.tags(text, env, ambient))));
        case "depends" -> BooleanNode.valueOf(TaskResults.read(env).meet(text));
        default ->
            throw new BadInput("unknown kind '" + kind + "': expected tags, expr, when or depends");
      };
    } catch (TemplateException | ExpressionException | ConditionException | DependsException e) {
      throw new BadInput(e.getMessage());
    }
  }
}
