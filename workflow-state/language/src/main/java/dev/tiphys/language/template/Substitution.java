package dev.tiphys.language.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tiphys.language.expression.Ambient;

/// One pass of substitution over whole JSON trees, as the manifests of users are.
///
/// Tags are replaced in every string and in every key. A string stays a string and a tree keeps its
/// shape, whatever the values hold: a value is never read as JSON.
public record Substitution(Scope scope, Policy policy, Ambient ambient) {
  private static final int DEPTH_MAX = 500;

  /// What a text becomes, tags that may stay included.
  public String apply(String raw) {
    return Text.parse(raw).substitute(scope, policy, ambient).toString();
  }

  /// A copy of a tree with its tags replaced. A tree without tags is returned itself.
  ///
  /// A tag that stays is kept as characters; a later pass over this tree would then read inserted
  /// values again. So give a tree its whole scope at once, or keep [Text]s for several passes.
  ///
  /// @throws TemplateException if a tag may not stay, two keys become the same, or the tree is
  ///     nested more than 500 levels deep
  public JsonNode apply(JsonNode tree) {
    return apply(tree, 0);
  }

  private JsonNode apply(JsonNode tree, int depth) {
    if (depth > DEPTH_MAX) {
      throw new TemplateException(
          TemplateException.Reason.MALFORMED,
          "value is nested too deeply: more than " + DEPTH_MAX + " levels");
    }
    return switch (tree) {
      case TextNode text -> {
        var value = apply(text.textValue());
        yield value.equals(text.textValue()) ? text : TextNode.valueOf(value);
      }
      case ArrayNode array -> {
        var copy = JsonNodeFactory.instance.arrayNode(array.size());
        var changed = false;
        for (var item : array) {
          var value = apply(item, depth + 1);
          changed |= value != item;
          copy.add(value);
        }
        yield changed ? copy : array;
      }
      case ObjectNode object -> {
        var copy = JsonNodeFactory.instance.objectNode();
        var changed = false;
        for (var entry : object.properties()) {
          var key = apply(entry.getKey());
          if (copy.has(key)) {
            throw new TemplateException(
                TemplateException.Reason.MALFORMED, "two keys become \"" + key + "\"");
          }
          var value = apply(entry.getValue(), depth + 1);
          changed |= value != entry.getValue() || !key.equals(entry.getKey());
          copy.set(key, value);
        }
        yield changed ? copy : object;
      }
      default -> tree;
    };
  }
}
