package dev.tiphys.language.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.expression.Ambient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SubstitutionTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Substitution SUBSTITUTION =
      new Substitution(
          Scope.of(
              Map.of(
                  "key", "k",
                  "number", "5",
                  "evil", "\"}, \"image\": \"evil\\",
                  "escape", "\u001b[31mred",
                  "braces", "{{key}}")),
          Policy.KEEP,
          new Ambient(InstantSource.fixed(Instant.EPOCH), new SplittableRandom(1)));

  private static JsonNode tree(String json) throws JsonProcessingException {
    return JSON.readTree(json);
  }

  @Test
  void tags_are_replaced_in_strings_and_in_keys_at_any_depth() throws Exception {
    assertThat(SUBSTITUTION.apply(tree("{'a':[{'x-{{key}}':'{{=1 + 1}}'}]}".replace('\'', '"'))))
        .isEqualTo(tree("{'a':[{'x-k':'2'}]}".replace('\'', '"')));
  }

  @Test
  void a_field_never_changes_its_type() throws Exception {
    var result = SUBSTITUTION.apply(tree("{\"a\":\"{{number}}\",\"b\":5,\"c\":true,\"d\":null}"));

    assertThat(result.get("a").isTextual()).isTrue();
    assertThat(result).isEqualTo(tree("{\"a\":\"5\",\"b\":5,\"c\":true,\"d\":null}"));
  }

  @Test
  void a_value_never_breaks_out_of_its_string() throws Exception {
    var result = SUBSTITUTION.apply(tree("{\"a\":\"{{evil}}\",\"b\":\"{{escape}}\"}"));

    assertThat(result.size()).isEqualTo(2);
    assertThat(result.get("a").textValue()).isEqualTo("\"}, \"image\": \"evil\\");
    assertThat(result.get("b").textValue()).isEqualTo("\u001b[31mred");
  }

  @Test
  void an_inserted_value_is_not_substituted_again() throws Exception {
    assertThat(SUBSTITUTION.apply(tree("\"{{braces}}\"")).textValue()).isEqualTo("{{key}}");
  }

  @Test
  void a_tree_without_tags_is_the_same_tree() throws Exception {
    var tree = tree("{\"a\":[1,\"b\",{\"c\":\"{{unknown}}\"}]}");

    assertThat(SUBSTITUTION.apply(tree)).isSameAs(tree);
  }

  @Test
  void two_keys_may_not_become_the_same() {
    assertThatThrownBy(() -> SUBSTITUTION.apply(tree("{\"k\":1,\"{{key}}\":2}")))
        .hasMessage("two keys become \"k\"");
  }

  @Test
  void a_tree_too_deep_is_refused() throws Exception {
    JsonNode tree = JSON.createObjectNode();
    for (var i = 0; i < 600; i++) {
      tree = JSON.createArrayNode().add(tree);
    }
    var deep = tree;

    assertThatThrownBy(() -> SUBSTITUTION.apply(deep)).hasMessageContaining("nested too deeply");
  }
}
