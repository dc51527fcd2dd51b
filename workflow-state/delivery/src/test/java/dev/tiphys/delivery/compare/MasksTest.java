package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MasksTest {
  private static final Masks MASKS =
      new Masks(CompareSettings.of(Map.of("resource.sensitive.mask.annotations", "token, other")));

  @Test
  void equal_values_of_a_secret_look_equal_and_others_do_not() {
    var wanted = Objects.yaml("{apiVersion: v1, kind: Secret, data: {a: eA==, b: eQ==, c: eg==}}");
    var live = Objects.yaml("{apiVersion: v1, kind: Secret, data: {a: eA==, b: bg==}}");

    var masked = MASKS.of(wanted, live);

    assertThat(masked.first().get("data").toString())
        .isEqualTo("{\"a\":\"++++++++\",\"b\":\"++++++++\",\"c\":\"++++++++\"}");
    assertThat(masked.second().get("data").toString())
        .isEqualTo("{\"a\":\"++++++++\",\"b\":\"++++++++++++\"}");
    assertThat(wanted.at("/data/a").asText()).isEqualTo("eA==");
  }

  @Test
  void what_was_applied_last_is_hidden_too() {
    var live =
        Objects.yaml(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              annotations:
                kubectl.kubernetes.io/last-applied-configuration: '{"apiVersion":"v1","kind":"Secret","stringData":{"p":"hunter2"},"data":{"a":"b2xk"}}'
            data: {a: bmV3, p: aHVudGVyMg==}
            """);
    var broken = live.deepCopy();
    broken
        .withObject("/metadata/annotations")
        .put(LastApplied.ANNOTATION, "{\"data\": {\"a\": \"b2xk");

    assertThat(MASKS.of(null, live).second().toString())
        .contains("last-applied")
        .doesNotContain("hunter2", "b2xk", "bmV3");
    assertThat(MASKS.of(null, broken).second().toString()).doesNotContain("b2xk");
  }

  @Test
  void annotations_that_are_named_are_hidden_in_any_kind() {
    var map =
        Objects.yaml(
            "{apiVersion: v1, kind: ConfigMap, metadata: {annotations: {token: t, x: z}}, data: {a: b}}");

    assertThat(MASKS.of(map, null).first().toString())
        .contains("\"token\":\"++++++++\"", "\"x\":\"z\"", "\"a\":\"b\"");
  }
}
