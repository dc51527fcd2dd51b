package dev.tiphys.language.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExpressionTest {
  private static final Ambient AMBIENT =
      new Ambient(
          InstantSource.fixed(Instant.parse("2026-11-24T10:20:30Z")), new SplittableRandom(1));
  private static final Environment ENVIRONMENT = environment();

  private static Environment environment() {
    var values = new LinkedHashMap<String, Object>();
    values.put("word", "hello");
    values.put("item", "it");
    values.put("nothing", null);
    values.put(
        "inputs",
        Map.of(
            "parameters",
            Map.of("num", "5", "list", List.of(1L, 2L, 3L), "word", "abc", "my-p", "x")));
    values.put(
        "people", List.of(Map.of("name", "Ann", "age", 40L), Map.of("name", "Bob", "age", 30L)));
    return Environment.of(values);
  }

  private static String result(String source) {
    return Expression.format(Expression.parse(source).evaluate(ENVIRONMENT, AMBIENT));
  }

  private static void assertFails(String source, String message) {
    assertThatThrownBy(() -> result(source))
        .isInstanceOf(ExpressionException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          1 + 2 * 3 ¦ 7
          (1 + 2) * 3 ¦ 9
          7 % 3 ¦ 1
          -7 % 3 ¦ -1
          2 ** 3 ** 2 ¦ 512
          -2 ** 2 ¦ -4
          0.1 + 0.2 ¦ 0.30000000000000004
          9223372036854775807 + 1 ¦ -9223372036854775808
          1_000 ¦ 1000
          0b101 + 0o17 + 0xff ¦ 275
          .5 + 1. ¦ 1.5
          1 < 2 and 2 < 3 ¦ true
          1 < 3 < 2 ¦ false
          not (1 > 2) ¦ true
          1 not in [2, 3] ¦ true
          'hello' not contains 'x' ¦ true
          'abc' matches '^a.c$' ¦ true
          'abc' not matches '^b' ¦ true
          'a' + 'b' ¦ ab
          true ? 'y' : 'n' ¦ y
          nothing ?? 'd' ¦ d
          inputs?.nope?.deep ?? 'd' ¦ d
          if 1 > 2 { 'a' } else { 'b' } ¦ b
          if false { 1 } else if true { 2 } else { 3 } ¦ 2
          let x = 2; let y = 3; x * y ¦ 6
          [1, 2, 3, 4][1:3] ¦ [2,3]
          [1, 2, 3][:-1] ¦ [1,2]
          'hello'[1:3] ¦ el
          3..1 ¦ []
          1 in 1..3 ¦ true
          [1, 2] == [1.0, 2.0] ¦ true
          {a: 1}.a ¦ 1
          {'a': {b: [5]}}.a.b[0] ¦ 5
          $env['word'] ¦ hello
          'word' in $env ¦ true
          1; 2 ¦ 2
          'it' == item ¦ true
          "\\u0041\\n" == "A\\n" ¦ true
          `raw\\n` ¦ raw\\n
          1 /* one */ + 1 // two ¦ 2
          'x' | upper() | repeat(3) ¦ XXX
          """)
  void operators_follow_expr_lang(String source, String expected) {
    assertThat(result(source)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          trim('__a__', '_') ¦ a
          trimSuffix('abc', 'c') ¦ ab
          split('a,b,c', ',', 2) ¦ ["a","b,c"]
          splitAfter('a,b', ',') ¦ ["a,","b"]
          split('abc', '') ¦ ["a","b","c"]
          replace('aaa', 'a', 'b', 2) ¦ bba
          replace('ab', '', '-') ¦ -a-b-
          indexOf('apple pie', 'pie') ¦ 6
          lastIndexOf('apple pie apple', 'apple') ¦ 10
          indexOf('a', 'x') ¦ -1
          hasSuffix('abc', 'bc') ¦ true
          join(['a', 'b'], '-') ¦ a-b
          join(['a', 'b']) ¦ ab
          len('äö') ¦ 2
          len({a: 1}) ¦ 1
          max(1, [5, 2], 3) ¦ 5
          min([2.5, 4]) ¦ 2.5
          mean([1, 2]) ¦ 1.5
          median([4, 1, 3, 2]) ¦ 2.5
          sum([1, 2.5]) ¦ 3.5
          sum(people, .age) ¦ 70
          round(-1.5) ¦ -2
          ceil(-1.2) ¦ -1
          int('12') + int(3.9) ¦ 15
          float('1.5') ¦ 1.5
          string(1e6) ¦ 1e+06
          string({b: 1, a: 'x'}) ¦ map[a:x b:1]
          string(nil) ¦ <nil>
          type(nil) ¦ nil
          type([1.5]) ¦ array
          type(1.5) ¦ float
          type(now()) ¦ time.Time
          all([1, 2], # > 0) ¦ true
          any([1, 2], {# > 1}) ¦ true
          one([1, 2], # == 1) ¦ true
          none([1, 2], # > 5) ¦ true
          count([true, false, true]) ¦ 2
          filter(people, .age > 35) ¦ [{"age":40,"name":"Ann"}]
          map(people, .name) ¦ ["Ann","Bob"]
          map(1..3, #index) ¦ [0,1,2]
          map([1, 2], map([10, 20], # + 1)) ¦ [[11,21],[11,21]]
          find([1, 2, 3], # > 1) ¦ 2
          findLast([1, 2, 3], # > 1) ¦ 3
          findLastIndex([1, 2, 3], # > 1) ¦ 2
          reduce([1, 2, 3], #acc + #) ¦ 6
          reduce(['a', 'b'], #acc + #, '>') ¦ >ab
          groupBy(people, .age)[40][0].name ¦ Ann
          map(sortBy(people, .age), .name) ¦ ["Bob","Ann"]
          map(sortBy(people, .age, 'desc'), .name) ¦ ["Ann","Bob"]
          sort(['b', 'a'], 'desc') ¦ ["b","a"]
          fromPairs([['a', 1]]).a ¦ 1
          values({a: 1}) ¦ [1]
          flatten([1, [2, [3]]]) ¦ [1,2,3]
          concat([1], [2]) ¦ [1,2]
          uniq([1, 1.0, 'a', 'a']) ¦ [1,"a"]
          get([1, 2], 1) ¦ 2
          get({a: 1}, 'b') ?? 'none' ¦ none
          last([]) ?? 'none' ¦ none
          toBase64('Hello') ¦ SGVsbG8=
          fromBase64('SGVsbG8=') ¦ Hello
          fromJSON('{"a":[1,true,null]}') ¦ {"a":[1,true,null]}
          toJSON([1]) ¦ ~[\n  1\n]~
          bitand(12, 10) + bitor(12, 10) + bitxor(12, 10) + bitnand(12, 10) ¦ 32
          bitnot(10) ¦ -11
          bitshl(5, 2) ¦ 20
          bitushr(-5, 2) ¦ 4611686018427387902
          duration('1h30m').Minutes() ¦ 90
          duration('1500ms').String() ¦ 1.5s
          string(duration('90s')) ¦ 1m30s
          date('2020-01-31').AddDate(0, 1, 0).Format('2006-01-02') ¦ 2020-02-29
          date('2020-05-01T10:11:12Z').Format('Mon Jan _2 15:04:05 2006') ¦ Fri May  1 10:11:12 2020
          date('2020-01-02').Month() ¦ 1
          string(date('2020-01-02').Weekday()) ¦ Thursday
          (date('2020-01-02') - date('2020-01-01')).Hours() ¦ 24
          (now() + duration('1h')).Hour() ¦ 11
          now().Year() == 2026 && now().Before(now() + duration('1s')) ¦ true
          date('2023-08-14 00:00:00', '2006-01-02 15:04:05', 'Europe/Zurich').Unix() ¦ 1691964000
          date('2020-01-01') ¦ "2020-01-01T00:00:00Z"
          date('2020-06-01').In(timezone('Europe/Zurich')).Format('15:04 MST') ¦ 02:00 CEST
          jsonpath('{"b":[{"n":1},{"n":3}]}', '$.b[?(@.n>2)].n') ¦ [3]
          jsonpath('[[1,2],[3]]', '$[*][*]') ¦ [[1,2],[3]]
          jsonpath('[{"a":1},{"b":[2,3]}]', '$..b') ¦ [2,3]
          jsonpath('[{"a":1},{"a":2}]', '$[*].a') ¦ [1,2]
          jsonpath('[4,5,6]', '$.length') ¦ 3
          jsonpath('{"key":"v"}', '$.["key"]') ¦ v
          jsonpath('{"a":[1,2,3]}', '$.a[1:]') ¦ [2,3]
          jsonpath('{"a":[1,2,3]}', '$.a[*]') ¦ [1,2,3]
          jsonpath('{"a":1,"b":2}', "$['a','b']") ¦ [1,2]
          """)
  void functions_follow_expr_lang(String source, String expected) {
    assertThat(result(source)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          '1' == 1 ¦ invalid operation: == (mismatched types string and int) (1:5)
          item == 1 ¦ invalid operation: == (mismatched types string and int) (1:6)
          1 + 'a' ¦ invalid operation: + (mismatched types int and string) (1:3)
          nope ¦ unknown name nope (1:1)
          1 2 ¦ unexpected token Number("2") (1:3)
          (1 ¦ unexpected token EOF (1:2)
          @ ¦ unrecognized character: U+0040 '@' (1:1)
          'abc ¦ literal not terminated (1:5)
          1 in ['a'] ¦ cannot use int as type string in array (1:3)
          len(42) ¦ invalid argument for len (type int) (1:1)
          filter(1, # > 1) ¦ builtin filter takes only array (got int) (1:8)
          filter([1], # + 1) ¦ predicate should return boolean (got int) (1:13)
          map([1], #nope) ¦ unknown pointer #nope (1:10)
          upper() ¦ not enough arguments to call upper (1:1)
          upper('a', 'b') ¦ too many arguments to call upper (1:1)
          nothing ?? 1 + 2 ¦ Operator (+) and coalesce expressions (??) cannot be mixed. Wrap either by parentheses. (1:14)
          let len = 1; len ¦ cannot redeclare builtin len (1:5)
          1 % 0 ¦ integer divide by zero (1:3)
          asInt('abc') ¦ invalid operation: int(abc) (1:1)
          [1][5] ¦ index out of range: 5 (array length is 1) (1:4)
          inputs.nope.deep ¦ cannot fetch deep from <nil> (1:13)
          inputs.parameters.num + 1 ¦ invalid operation: string + int (1:23)
          fromJSON('{') ¦ unexpected end of JSON input (1:1)
          duration('x') ¦ time: invalid duration "x" (1:1)
          1..2000000 ¦ memory budget exceeded (1:2)
          repeat('x', 1000000000) ¦ memory budget exceeded (1:1)
          sprig.repeat('3', 'a') ¦ reflect: Call using string as type int (1:7)
          sprig.upper('a', 'b') ¦ reflect: Call with too many input arguments (1:7)
          duration('1h').Year() ¦ type time.Duration has no method Year (1:16)
          [1][inputs.parameters.num] ¦ invalid operation: int(string) (1:4)
          [1] + [2] ¦ invalid operation: + (mismatched types []interface {} and []interface {}) (1:5)
          sprig.nope() ¦ invalid operation: cannot call nil (1:7)
          sprig.fail('no') ¦ no (1:7)
          sprig.div(1, 0) ¦ runtime error: integer divide by zero (1:7)
          'a' matches '(' ¦ ~error parsing regexp: missing closing ): `(` (1:5)~
          """)
  void mistakes_are_told_in_the_words_of_expr_lang(String source, String message) {
    assertFails(source, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reduce(1..1000, #acc + #acc, 'xxxx')",
        "count(1..1000, count(1..1000, count(1..1000, true) > 0) > 0)",
        "string(reduce(1..40, [#acc, #acc], [1]))",
        "reduce(1..40, [#acc, #acc], 1) == reduce(1..40, [#acc, #acc], 1)",
        "sprig.untilStep(0, 1000000000, 1)",
        "sprig.repeat(1000000000, 'x')",
        "sprig.indent(1000000000, 'x')",
        "sprig.randAlpha(1000000000)",
        "1..9223372036854775807"
      })
  void greedy_expressions_end_in_a_message(String source) {
    assertThatThrownBy(() -> result(source))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("budget exceeded");
  }

  @Test
  void a_regular_expression_that_explodes_elsewhere_does_not_here() {
    assertThat(result("'" + "a".repeat(5000) + "!' matches '^(a+)+$'")).isEqualTo("false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'a' matches repeat('(', 5000) + 'a' + repeat(')', 5000)",
        "'a' matches '((a{1000}){1000}){1000}'",
        "'a' matches repeat('a', 20000)",
        "jsonpath('[1]', '$[?' + repeat('(', 50000) + '1' + repeat(')', 50000) + ']')",
        "jsonpath('[1]', '$[?' + repeat('!', 50000) + '1]')",
        "fromJSON(repeat('[', 50000))"
      })
  void hostile_patterns_and_documents_end_in_a_message(String source) {
    assertThatThrownBy(() -> result(source)).isInstanceOf(ExpressionException.class);
  }

  @Test
  void deep_nesting_is_refused() {
    var tooDeep = "expression is nested too deeply";

    assertThatThrownBy(() -> Expression.parse("(".repeat(5000) + "1" + ")".repeat(5000)))
        .hasMessageContaining(tooDeep);
    assertThatThrownBy(() -> Expression.parse("1" + " + 1".repeat(5000)))
        .hasMessageContaining(tooDeep);
    assertThatThrownBy(() -> Expression.parse("a" + ".a".repeat(5000)))
        .hasMessageContaining(tooDeep);
    assertThatThrownBy(() -> Expression.parse("!".repeat(5000) + "true"))
        .hasMessageContaining(tooDeep);
    assertThatThrownBy(() -> Expression.parse(" ".repeat(200_000))).hasMessageContaining("longer");
  }

  @Test
  void the_deepest_expression_allowed_fits_the_stack_of_a_thread() throws Exception {
    var outcome = new AtomicReference<String>("nothing");
    var source = "1" + " + 1".repeat(390);
    var thread = new Thread(null, () -> outcome.set(result(source)), "default stack", 1024 * 1024);
    thread.start();
    thread.join();

    assertThat(outcome).hasValue("391");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "date('2020-01-01').AddDate(1)",
        "date('2020-01-01').AddDate(9000000000, 0, 0)",
        "date('2020-01-01').Format()",
        "date('2020-01-01').Nope()",
        "sprig.substr(5, 1, 'abc')",
        "sprig.slice([1], 3, 9)",
        "sprig.date()",
        "sprig.urlParse(':')",
        "sprig.semver('x')",
        "sprig.chunk(0, [1])",
        "jsonpath('[1]', '$[')",
        "jsonpath('[1]', '$[?(@.a ==)]')",
        "jsonpath('{}', 'a')",
        "fromBase64('a')",
        "[1, 'a'] | sort()"
      })
  void wrong_arguments_end_in_a_message(String source) {
    assertThatThrownBy(() -> result(source)).isInstanceOf(ExpressionException.class);
  }

  @Test
  void an_expression_tells_the_names_it_needs() {
    var expression =
        Expression.parse(
            "let x = steps.a.outputs; map(b['c-d'], # + x + e?.f) | len() > (g.h ?? asInt('1'))");

    assertThat(expression.names())
        .containsExactlyInAnyOrder("steps.a.outputs", "b.c-d", "e", "g.h");
    assertThat(expression.isOptional("steps.a.outputs")).isFalse();
    assertThat(expression.isOptional("e")).isTrue();
    assertThat(expression.isOptional("g.h")).isTrue();
  }

  @Test
  void random_words_give_a_value_or_a_message() {
    var words =
        ("1 2.5 'a' \"b\" ( ) [ ] { } , . .. ? : ?? ?. | || && ! not in + - * / % ** == < > # #acc ;"
                + " let if else x word inputs parameters nothing people nil true map filter reduce"
                + " len string toJSON sprig add date now duration .Hours() matches contains `c` =")
            .split(" ");
    for (var seed = 0; seed < 20_000; seed++) {
      var random = new SplittableRandom(seed);
      var source = new StringBuilder();
      for (var i = random.nextInt(12); i >= 0; i--) {
        source.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? " " : "");
      }
      try {
        result(source.toString());
      } catch (ExpressionException expected) {
        assertThat(expected).hasMessageNotContaining("null pointer");
      } catch (RuntimeException | StackOverflowError wrong) {
        throw new AssertionError("seed " + seed + ": " + source, wrong);
      }
    }
  }
}
