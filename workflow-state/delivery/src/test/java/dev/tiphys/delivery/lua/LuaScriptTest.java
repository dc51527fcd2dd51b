package dev.tiphys.delivery.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LuaScriptTest {
  private static Map<String, String> run(String script, String object) throws Exception {
    return LuaScript.compile("rule", script, true)
        .run(new ObjectMapper().readTree(object))
        .orElse(Map.of());
  }

  @Test
  void an_object_is_tables_without_its_nulls() throws Exception {
    assertThat(
            run(
                "return {a = obj.a[2].b, big = obj.big, none = tostring(obj.none == nil), n = #obj.a}",
                "{\"a\":[1,{\"b\":true}],\"big\":12345678901,\"none\":null}"))
        .isEqualTo(Map.of("a", "true", "big", "12345678901", "none", "true", "n", "2"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while true do end",
        "pcall(function() while true do end end) while true do end",
        "local function f() return f() end return f()",
        "local function f() f() f() end f()",
        "local s = 'x' while true do s = s .. s end",
        "return {x = string.rep('x', 1e9)}",
        "return {x = ('x'):rep(1e9)}",
      })
  void a_script_that_takes_too_much_is_stopped(String script) {
    assertThatThrownBy(() -> run(script, "{}"))
        .isInstanceOf(LuaFailure.class)
        .hasMessageStartingWith("rule:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io",
        "debug",
        "require",
        "package",
        "load",
        "loadfile",
        "dofile",
        "luajava",
        "print",
        "os.execute",
        "os.getenv",
        "os.exit",
        "os.remove",
        "os.date",
        "os.clock",
        "string.dump",
        "coroutine"
      })
  void nothing_that_reaches_further_than_the_object_is_there(String name) throws Exception {
    assertThat(run("return {found = tostring(" + name + ")}", "{}"))
        .isEqualTo(Map.of("found", "nil"));
  }

  @Test
  void a_script_leaves_nothing_for_the_next() throws Exception {
    var script =
        LuaScript.compile("rule", "string.x = (string.x or 0) + 1 return {x = string.x}", true);
    var object = new ObjectMapper().readTree("{}");
    assertThat(script.run(object)).hasValue(Map.of("x", "1"));
    assertThat(script.run(object)).hasValue(Map.of("x", "1"));
  }

  @Test
  void the_methods_of_texts_cannot_be_changed_for_others() throws Exception {
    for (var script :
        new String[] {
          "getmetatable('').__index.upper = nil return {}",
          "getmetatable('').__index = {} return {}",
          "rawset(getmetatable(''), '__index', {}) return {}",
          "table.insert(getmetatable('').__index, 1) return {}",
          "setmetatable(getmetatable('').__index, {}) return {}",
        }) {
      assertThatThrownBy(() -> run(script, "{}")).isInstanceOf(LuaFailure.class);
    }
    assertThat(run("string.upper = nil return {}", "{}")).isEmpty();
    assertThat(run("return {x = ('a'):upper()}", "{}")).isEqualTo(Map.of("x", "A"));
  }

  @Test
  void without_open_libraries_there_is_no_string_and_no_math() throws Exception {
    var script =
        LuaScript.compile(
            "rule", "return {s = tostring(string), m = tostring(math), t = type(table)}", false);
    assertThat(script.run(new ObjectMapper().readTree("{}")))
        .hasValue(Map.of("s", "nil", "m", "nil", "t", "table"));
  }

  @Test
  void what_is_no_Lua_is_refused_with_its_line() {
    assertThatThrownBy(() -> LuaScript.compile("rule", "local x =\nreturn }", true))
        .isInstanceOf(LuaFailure.class)
        .hasMessageStartingWith("rule:2: ");
  }

  @Test
  void a_failure_is_told_with_its_line_and_no_Java() {
    assertThatThrownBy(() -> run("\nreturn obj.status.phase", "{}"))
        .isInstanceOf(LuaFailure.class)
        .hasMessageStartingWith("rule:2 ")
        .hasMessageNotContaining("java");
  }
}
