package dev.tiphys.language.naming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NamingTest {
  static Stream<JsonNode> vectors() throws IOException {
    var file =
        Path.of(
            System.getProperty("tiphys.root"), "../shared/cases/workflows/vectors/node-ids.json");
    return StreamSupport.stream(new ObjectMapper().readTree(file.toFile()).spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void nodes_and_pods_are_called_as_in_the_vector(JsonNode vector) {
    var workflow = vector.get("workflow").textValue();
    var node = vector.get("node_name").textValue();
    var template = vector.get("template").textValue();
    assertThat(NodeIds.nodeId(workflow, node)).isEqualTo(vector.get("node_id").textValue());
    assertThat(PodNameFormat.V1.podName(workflow, node, template))
        .isEqualTo(vector.get("pod_name_v1").textValue());
    assertThat(PodNameFormat.V2.podName(workflow, node, template))
        .isEqualTo(vector.get("pod_name_v2").textValue());
  }

  /// The texts and sums that FNV's authors publish.
  @ParameterizedTest
  @CsvSource({"'',811c9dc5", "a,e40c292c", "foobar,bf9cf968"})
  void the_hash_is_fnv_1a_of_32_bits(String text, String sum) {
    assertThat(NodeIds.hash(text)).isEqualTo(Long.toString(Long.parseLong(sum, 16)));
  }

  @Test
  void the_hash_reads_utf_8() {
    // FNV-1a over the bytes c3 bc, worked out by hand.
    var first = (0x811c9dc5L ^ 0xc3) * 0x01000193L & 0xffffffffL;
    assertThat(NodeIds.hash("ü"))
        .isEqualTo(Long.toString((first ^ 0xbc) * 0x01000193L & 0xffffffffL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"V1", "V2"})
  void the_root_and_its_pod_are_called_like_the_workflow(PodNameFormat format) {
    assertThat(NodeIds.nodeId("wf", "wf")).isEqualTo("wf");
    assertThat(format.podName("wf", "wf", "main")).isEqualTo("wf");
  }

  @Test
  void a_long_pod_name_is_cut_before_its_hash() {
    var name = PodNameFormat.V2.podName("w".repeat(63), "n", "t".repeat(10_000));
    assertThat(name)
        .isEqualTo("w".repeat(63) + "-" + "t".repeat(242 - 64) + "-" + NodeIds.hash("n"))
        .hasSizeLessThanOrEqualTo(Dns1123.SUBDOMAIN_CHARS_MAX);
    assertThat(Dns1123.subdomainProblem(name)).isNull();
  }

  @Test
  void an_inline_template_leaves_its_place_in_the_pod_name_out() {
    assertThat(PodNameFormat.V2.podName("wf", "wf.a", "")).isEqualTo("wf-" + NodeIds.hash("wf.a"));
  }

  @Test
  void a_generated_name_is_the_prefix_and_five_random_characters() {
    assertThat(GeneratedName.of("hello-", new Random(1)))
        .matches("hello-[bcdfghjklmnpqrstvwxz2456789]{5}")
        .isEqualTo(GeneratedName.of("hello-", new Random(1)))
        .isNotEqualTo(GeneratedName.of("hello-", new Random(2)));
  }

  @Test
  void a_long_prefix_makes_room_for_the_random_characters() {
    assertThat(GeneratedName.of("p".repeat(10_000), new Random(1)))
        .startsWith("p".repeat(58))
        .hasSize(Dns1123.LABEL_CHARS_MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "a-b", "a--b", "123"})
  void labels_are_subdomains(String name) {
    assertThat(Dns1123.labelProblem(name)).isNull();
    assertThat(Dns1123.subdomainProblem(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "a.b-c.d0"})
  void only_a_subdomain_has_dots(String name) {
    assertThat(Dns1123.labelProblem(name)).contains("letters, digits and '-'");
    assertThat(Dns1123.subdomainProblem(name)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "-",
        "-a",
        "a-",
        "a.-b",
        "a-.b",
        ".a",
        "a.",
        "a..b",
        "A",
        "a_b",
        "a b",
        "../etc",
        "a/b",
        "%2e",
        "a\nb",
        "a\0",
        "а",
        "ａ",
        "é",
        "a\u200bb"
      })
  void what_could_be_mistaken_for_something_else_is_no_name(String name) {
    assertThat(Dns1123.labelProblem(name)).startsWith("name '").isPrintable();
    assertThat(Dns1123.subdomainProblem(name)).startsWith("name '").isPrintable();
  }

  @Test
  void a_name_too_long_is_refused_with_the_limit_and_shown_in_part() {
    assertThat(Dns1123.labelProblem("a".repeat(63))).isNull();
    assertThat(Dns1123.labelProblem("a".repeat(64))).endsWith("at most 63 are allowed");
    assertThat(Dns1123.subdomainProblem("a".repeat(253))).isNull();
    assertThat(Dns1123.subdomainProblem("a".repeat(10_000)))
        .isEqualTo("name '" + "a".repeat(60) + "…' has 10000 characters; at most 253 are allowed");
  }
}
