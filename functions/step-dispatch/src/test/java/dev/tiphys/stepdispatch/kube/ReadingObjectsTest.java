package dev.tiphys.stepdispatch.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.cluster.KubeFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReadingObjectsTest {
  private static final JsonNode POD =
      json(
          """
          {"kind": "Pod", "metadata": {"name": "p", "labels": {"a.b/c": "x"}},
           "spec": {"containers": [{"name": "a", "image": "i:1", "ports": [1, 2]},
             {"name": "b", "image": "i:2"}, {"name": "c", "cpu": 3}]},
           "status": {"phase": "Running", "ready": true, "n": 2, "none": null}}
          """);

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{.metadata.name} | p",
        "metadata.name | p",
        "{$.kind}/{.metadata.name} | Pod/p",
        "{.spec.containers[*].name} | a b c",
        "{.spec.containers[0].ports} | [1,2]",
        "{.spec.containers[-1].name} | c",
        "{.spec.containers[0:2].name} | a b",
        "{.spec.containers[0,2].name} | a c",
        "{.spec.containers[?(@.name==\"b\")].image} | i:2",
        "{.spec.containers[?(@.cpu>2)].name} | c",
        "{.spec.containers[?(@.image)].name} | a b",
        "{range .spec.containers[*]}{.name}={.image};{end} | a=i:1;b=i:2;c=;",
        "{..image} | i:1 i:2",
        "{.metadata['name']} | p",
        "{.metadata.labels.a\\.b/c} | x",
        "{.metadata.labels['a.b/c']} | x",
        "{.status.ready} {.status.n} | true 2",
        "{\"{}\"}{.no.such} | {}",
      })
  void a_template_is_read_as_kubectl_reads_it(String template, String text) {
    assertThat(new JsonPathTemplate(template).apply(POD)).isEqualTo(text);
  }

  @Test
  void what_is_no_template_is_refused() {
    for (var wrong : List.of("{.a", "{end}", "{range .a}", "{.a[}", "{.a b}")) {
      assertThatThrownBy(() -> new JsonPathTemplate(wrong))
          .as(wrong)
          .isInstanceOf(KubeFailure.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status.phase == Running | true",
        "status.phase=Pending | false",
        "status.phase != Pending | true",
        "status.phase in (Pending, Running) | true",
        "status.phase notin (Running) | false",
        "status.n > 1 | true",
        "status.n < 2 | false",
        "status.ready == true, status.n > 1 | true",
        "status.ready == true, status.n > 5 | false",
        "status.missing | false",
        "!status.missing | true",
        "status.missing != x | true",
        "spec.containers.1.name == b | true",
      })
  void conditions_are_requirements_on_an_object(String text, boolean met) {
    assertThat(Conditions.parse(text).allMet(POD)).isEqualTo(met);
  }

  @Test
  void conditions_are_printed_as_kubernetes_prints_them() {
    assertThat(Conditions.parse("a.b == c, d in (z, y),e>1, !f"))
        .hasToString("a.b=c,d in (y,z),e>1,!f");
    assertThatThrownBy(() -> Conditions.parse("a > b")).hasMessageContaining("a whole number");
    assertThatThrownBy(() -> Conditions.parse("a b c")).hasMessageContaining("expected a path");
  }

  @Test
  void a_filter_of_jq_prints_raw_texts_and_compact_json() throws Exception {
    assertThat(new JqFilter(".spec.containers[] | .name").apply(POD)).isEqualTo("a\nb\nc");
    assertThat(new JqFilter(".status").apply(POD))
        .isEqualTo("{\"phase\":\"Running\",\"ready\":true,\"n\":2,\"none\":null}");
    assertThat(new JqFilter("env, $ENV").apply(POD)).isEqualTo("{}\n{}");
    assertThatThrownBy(() -> new JqFilter(".[")).isInstanceOf(KubeFailure.class);
    assertThatThrownBy(() -> new JqFilter("range(1000000000)").apply(POD))
        .hasMessageContaining("more than 100000 results");
  }

  @Test
  void flags_are_known_or_refused() {
    var flags = Flags.parse(List.of("-n", "x", "pod", "--cascade=orphan", "--ignore-not-found"));

    assertThat(flags.namespace()).isEqualTo("x");
    assertThat(flags.words()).containsExactly("pod");
    assertThat(flags.ofDelete()).containsEntry("propagationPolicy", "Orphan");
    assertThat(flags.ignoresNotFound()).isTrue();
    assertThatThrownBy(() -> Flags.parse(List.of("--as=root"))).hasMessageContaining("'--as=root'");
    assertThatThrownBy(() -> Flags.parse(List.of("-n"))).hasMessageContaining("needs a value");
  }
}
