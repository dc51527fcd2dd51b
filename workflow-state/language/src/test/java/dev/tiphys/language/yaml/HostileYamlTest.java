package dev.tiphys.language.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Attack case 29.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HostileYamlTest {
  @Test
  void an_alias_bomb_is_refused() {
    var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (var i = 1; i < 8; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(6) + "x"));
    }
    refused(bomb.toString(), "f:8:", "limit NODES_MAX");
  }

  @Test
  void more_than_fifty_aliases_are_refused() {
    var text = "a: &a x\nb: [" + "*a,".repeat(50) + "]\n";
    assertThat(read(text)).startsWith("{\"a\":\"x\"");
    refused(text + "c: *a\n", "f:3:4: expected at most 50 aliases (limit ALIASES_MAX)");
  }

  @Test
  void few_aliases_of_something_large_are_refused() {
    var text =
        "a: &a [" + "x,".repeat(100_000) + "]\nb: &b [" + "*a,".repeat(20) + "]\nc: [*b, *b]\n";
    refused(text, "f:2:", "limit NODES_MAX");
  }

  @Test
  void an_alias_of_what_contains_it_is_refused() {
    refused("a: &x\n  b: *x\n", "f:2:6: ", "found *x");
  }

  @Test
  void an_unknown_alias_is_refused() {
    refused("a: *x\n", "f:1:4: expected a known anchor, found *x");
  }

  @Test
  void a_key_of_a_megabyte_is_refused() {
    refused("? " + "k".repeat(1 << 20) + "\n: 1\n", "limit KEY_CHARS_MAX", "found 1048576");
    refused("{\"" + "k".repeat(10_000) + "\": 1}", "f:1:2: ", "limit KEY_CHARS_MAX");
  }

  @Test
  void nesting_of_a_hundred_thousand_levels_is_refused() {
    refused("a: " + "[".repeat(100_000), "f:1:103: ", "limit DEPTH_MAX");
    refused("- ".repeat(100_000) + "x", "limit DEPTH_MAX");
    refused("{\"a\":".repeat(100_000), "limit DEPTH_MAX");
  }

  @Test
  void a_key_that_comes_twice_is_refused() {
    refused("a: 1\nb: 2\na: 3\n", "f:3:1: ", "found \"a\" again (first in line 1)");
    refused("{\"a\": 1,\n \"a\": 2}", "f:2:2: ", "found \"a\" again (first in line 1)");
    refused("on: 1\ntrue: 2\n", "found \"true\" again");
    refused("labels: {a: x}\nlabels: {a: y}\n", "found \"labels\" again");
  }

  @Test
  void two_maps_of_annotations_without_a_common_key_are_one() {
    assertThat(read("annotations: {a: x}\nannotations: {b: z}\n"))
        .isEqualTo("{\"annotations\":{\"a\":\"x\",\"b\":\"z\"}}");
  }

  @Test
  void control_characters_are_refused() {
    refused("a: x\nb: \u0000\n", "f:2:4: ", "U+0000");
    refused("a: \u001b[31m\n", "U+001B");
  }

  @Test
  void a_byte_order_mark_is_skipped() {
    assertThat(read("\uFEFFa: 1")).isEqualTo("{\"a\":1}");
  }

  @Test
  void utf_16_is_refused() {
    for (var charset :
        new java.nio.charset.Charset[] {
          StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
        }) {
      assertThatThrownBy(() -> YamlReader.read("a: 1".getBytes(charset), "f"))
          .isInstanceOf(MalformedYamlException.class)
          .hasMessage("f:1:1: expected UTF-8, found UTF-16");
    }
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    assertThatThrownBy(() -> YamlReader.read(new byte[] {'a', ':', '\n', ' ', (byte) 0xC3}, "f"))
        .hasMessageStartingWith("f:2:2: expected UTF-8");
    assertThatThrownBy(
            () -> YamlReader.read(new byte[] {'a', ':', ' ', (byte) 0xFF, 'x', 'y'}, "f"))
        .hasMessage("f:1:4: expected UTF-8, found the byte 0xFF");
  }

  @Test
  void tags_that_name_types_are_refused() {
    refused("a: !!java.lang.Runtime x\n", "f:1:4: ", "found !!java.lang.Runtime");
    refused("a: !custom {b: c}\n", "found !custom");
    refused("a: !!int x\n", "expected an integer after its tag, found \"x\"");
  }

  @Test
  void a_file_above_the_limit_is_refused() {
    assertThatThrownBy(() -> YamlReader.read(new byte[Limits.BYTES_MAX + 1], "f"))
        .hasMessageContaining("limit BYTES_MAX");
  }

  @Test
  void broken_yaml_says_where() {
    refused("a: b: c\n", "f:1:5: not valid YAML", "mapping values are not allowed here");
    refused("{\"a\": 1,\n \"b\" 2}\n", "f:2:");
  }

  @Test
  void merge_keys_give_what_the_map_has_not() {
    assertThat(read("base: &b {a: 1, b: 2}\nmore: &m {b: 3, c: 4}\nall: {b: 9, <<: [*b, *m]}\n"))
        .endsWith("\"all\":{\"b\":9,\"a\":1,\"c\":4}}");
    refused("a: {<<: 3}\n", "expected a map or a list of maps after <<, found the number 3");
  }

  @Test
  void json_may_hold_tabs_and_several_documents() {
    assertThat(YamlReader.read(bytes("{\n\t\"a\": \"\\ud83d\\ude00\"\n}\n{\"b\": 1e3}"), "f"))
        .extracting(node -> node.toJson().toString())
        .containsExactly("{\"a\":\"😀\"}", "{\"b\":1000.0}");
  }

  @Test
  void empty_documents_are_left_out() {
    assertThat(YamlReader.read(bytes("---\n---\na: 1\n---\n# nothing\n"), "f")).hasSize(1);
  }

  @Test
  void a_path_leads_to_its_line() {
    var root = YamlReader.read(bytes("a:\n- x\n- b.c:\n    d: 1\n"), "f").getFirst();
    assertThat(root.locate("a[1].b.c.d").line()).isEqualTo(4);
    assertThat(root.locate("a[7].x").line()).isEqualTo(1);
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> YamlReader.read(bytes(text), "f"))
        .isInstanceOf(MalformedYamlException.class)
        .message()
        .contains(parts);
  }

  private static String read(String text) {
    return YamlReader.read(bytes(text), "f").getFirst().toJson().toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
