package dev.tiphys.language.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ItemsTest {
  static Stream<Arguments> recorded() throws IOException {
    return LoopVectors.of("items.json")
        .map(
            vector -> {
              Map<String, String> values = new HashMap<>();
              values.put("item", vector.get("item").textValue());
              vector
                  .get("item_keys")
                  .properties()
                  .forEach(key -> values.put(key.getKey(), key.getValue().textValue()));
              return Arguments.of(
                  vector.get("raw").textValue(), vector.get("name").textValue(), values);
            });
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("recorded")
  void an_item_is_what_Argo_makes_of_it(String raw, String name, Map<String, String> values) {
    var index = Integer.parseInt(name.substring(name.indexOf('(') + 1, name.indexOf(':')));
    var item = only("[" + raw + "]");
    assertThat("step" + Items.suffix(index, item)).isEqualTo(name);
    assertThat(Items.values(item)).isEqualTo(values);
  }

  @Test
  void null_is_a_list_without_items() {
    assertThat(Items.parse(" null\n")).isEmpty();
    assertThat(Items.parse("[ ]")).isEmpty();
  }

  @Test
  void numbers_stay_as_they_are_written() {
    var written = "[1e3,1.10,-0,0.0,1E+2,12345678901234567890123,0.1234567890123456789]";
    assertThat(Items.parse(written).stream().map(item -> Items.values(item).get("item")))
        .isEqualTo(List.of(written.substring(1, written.length() - 1).split(",")));
  }

  @Test
  void numbers_inside_of_items_keep_their_digits() {
    var item = only("[{\"version\":1.10,\"n\":[0.1234567890123456789,1e3]}]");
    assertThat(Items.values(item))
        .containsEntry("item.version", "1.10")
        .containsEntry("item.n", "[0.1234567890123456789,1e3]")
        .containsEntry("item", "{\"n\":[0.1234567890123456789,1e3],\"version\":1.10}");
  }

  @Test
  void items_are_the_same_after_they_were_stored() throws IOException {
    var json = new ObjectMapper();
    for (var item : Items.parse("[1e3,1.10,-0,5,9e999,true,null,\"x\",[1],{\"a\":\"b\"}]")) {
      assertThat(json.readTree(json.writeValueAsString(item))).isEqualTo(item);
    }
  }

  @Test
  void numbers_from_yaml_are_written_as_in_json() {
    assertThat(Items.values(DoubleNode.valueOf(1000))).containsEntry("item", "1000");
    assertThat(Items.suffix(0, DoubleNode.valueOf(1e21))).isEqualTo("(0:1e+21)");
  }

  @Test
  void keys_are_sorted_at_every_level_by_code_point() {
    var item = only("[{\"b\":{\"z\":1,\"a\":2},\"\uff5e\":3,\"\ud83d\ude00\":4,\"a\":5}]");
    assertThat(Items.values(item))
        .containsEntry("item", "{\"a\":5,\"b\":{\"a\":2,\"z\":1},\"\uff5e\":3,\"\ud83d\ude00\":4}");
  }

  @Test
  void values_that_would_break_json_stay_data() {
    var item = only("[\"a\\\"b\\\\c\\nd\u2028{{workflow.uid}}\"]");
    assertThat(Items.values(item)).isEqualTo(Map.of("item", "a\"b\\c\nd\u2028{{workflow.uid}}"));
    assertThat(Items.suffix(3, item)).isEqualTo("(3:a\\\"b\\\\c\\nd\u2028{{workflow.uid}})");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "hello, invalid character 'h' looking for beginning of value",
        "``, unexpected end of JSON input",
        "[1, unexpected end of JSON input",
        "`[1,]`, invalid character ']' looking for beginning of value",
        "[01], invalid character '1' after array element",
        "[1] x, invalid character 'x' after top-level value",
        "[1] 2, invalid character '2' after top-level value",
        "[NaN], invalid character 'N' looking for beginning of value",
        "`{\"a\":1}`, `expected a list, found an object`",
        "5, `expected a list, found a number`",
        "\"x\", `expected a list, found a string`",
        "true, `expected a list, found a boolean`",
      })
  void what_is_no_list_is_refused(String text, String cause) {
    assertThatThrownBy(() -> Items.parse(text))
        .isInstanceOf(LoopException.class)
        .hasMessage("withParam value could not be parsed as a JSON list: %s: %s", text, cause);
  }

  @Test
  void the_message_about_a_long_text_is_short() {
    assertThatThrownBy(() -> Items.parse("[" + "\ud83d\ude00".repeat(100_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  @Test
  void as_many_items_as_the_limit_allows_are_taken() {
    assertThat(Items.parse("[0" + ",0".repeat(Limits.ITEMS_MAX - 1) + "]"))
        .hasSize(Limits.ITEMS_MAX);
  }

  @Test
  void too_many_items_are_refused() {
    refused("[0" + ",0".repeat(10_000_000 - 1) + "]", "at most 100000 items (limit ITEMS_MAX)");
  }

  @Test
  void too_many_values_inside_of_an_item_are_refused() {
    refused("[[0" + ",[]".repeat(2_000_000) + "]]", "at most 1000000 values (limit VALUES_MAX)");
  }

  @Test
  void deep_nesting_is_refused() {
    refused("[".repeat(100_000), "depth (501) exceeds the maximum allowed (500");
  }

  @Test
  void a_number_of_a_million_digits_is_refused() {
    refused("[{\"a\":" + "9".repeat(1_000_000) + "}]", "Number value length (1000000) exceeds");
  }

  @Test
  void an_absurd_exponent_is_only_text() {
    assertThat(Items.values(only("[{\"a\":1e999999999}]"))).containsEntry("item.a", "1e999999999");
    refused("[{\"a\":1e9999999999}]", "out of range");
  }

  private static JsonNode only(String list) {
    assertThat(Items.parse(list)).hasSize(1);
    return Items.parse(list).getFirst();
  }

  private static void refused(String list, String message) {
    assertThatThrownBy(() -> Items.parse(list))
        .isInstanceOf(LoopException.class)
        .hasMessageContaining(message);
  }
}
