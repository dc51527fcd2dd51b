package dev.tiphys.delivery.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Expressions of jq have a budget (attack case 60).
@DisplayNameGeneration(ReplaceUnderscores.class)
class JqDeletionTest {
  private static ObjectNode object() {
    var object = JsonNodeFactory.instance.objectNode().put("a", "text").put("b", 1);
    for (var i = 0; i < 64; i++) {
      object.withArray("/list").addObject().put("name", "n" + i).put("value", "x".repeat(64));
    }
    return object;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".a",
        ".list[] | select(.name == \"n1\")",
        ".list[] | select(.name | test(\"^n[0-9]+$\")) | .value",
        ".list[] | select(.name == \"*\" or .name == \"n\" + \"2\")",
        "paths | select(.[0] == \"b\")",
        "..",
        ".reduce",
        ".[\"def # x\"]"
      })
  void an_expression_for_paths_is_carried_out(String expression) {
    assertThat(new JqDeletion(expression).from(object())).isNotNull();
  }

  @Test
  void what_it_leads_to_is_deleted() {
    var deleted = new JqDeletion(".list[] | select(.name == \"n\" + \"1\")").from(object());
    assertThat(deleted.path("list")).hasSize(63);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reduce .list[] as $x (\"xx\"; . + .) | .a",
        ".a | (foreach .list[] as $x (\"xx\"; . + .))",
        "def f: (. + .) | f; (.a | f)",
        "select(\"x\" * 1000000000 == .a)",
        "select(\"\\(reduce .list[] as $x (\"xx\"; . + .))\" == .a)",
        "# \"\n reduce .list[] as $x (\"xx\"; . + .) # \"",
        "select((.a|.+.|.+.|.+.|.+.|.+.|.+.|.+.) == .a)"
      })
  void what_makes_values_grow_is_refused(String expression) {
    assertThatThrownBy(() -> new JqDeletion(expression)).isInstanceOf(CompareFailure.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select([.list[] | .value] | until(length > 1e12; . + .) | length == 1)",
        "select(\"xx\" | [recurse(if length < 1e12 then . + . else empty end)] | length == 1)",
        "select(\"xx\" | until(length > 1e12; . + .) | length == 1)",
        "select(([.]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]"
            + "|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|tojson) == .a)"
      })
  void what_makes_large_values_by_calling_is_stopped(String expression) {
    var start = System.nanoTime();
    assertThatThrownBy(() -> new JqDeletion(expression).from(object()))
        .isInstanceOf(CompareFailure.class)
        .hasMessageContaining("takes more than");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }
}
