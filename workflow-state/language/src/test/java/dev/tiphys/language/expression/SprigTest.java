package dev.tiphys.language.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SprigTest {
  private static String result(String source) {
    var ambient =
        new Ambient(
            InstantSource.fixed(Instant.parse("2026-11-24T10:20:30Z")), new SplittableRandom(1));
    return Expression.format(Expression.parse(source).evaluate(Environment.of(Map.of()), ambient));
  }

  static Stream<String> names() throws IOException {
    var file =
        Path.of(
            System.getProperty("tiphys.root"),
            "../shared/cases/workflows/vectors/sprig-names.json");
    return StreamSupport.stream(new ObjectMapper().readTree(file.toFile()).spliterator(), false)
        .map(name -> name.textValue());
  }

  @ParameterizedTest
  @MethodSource("names")
  void every_name_is_a_function(String name) {
    assertThat(catchThrowable(() -> result("sprig." + name + "()")))
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            failure ->
                assertThat(failure)
                    .isInstanceOf(ExpressionException.class)
                    .hasMessageNotContaining("cannot call nil"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '~',
      textBlock =
          """
          abbrev(5, 'hello world') ¦ he...
          abbrevboth(5, 10, '1234 5678 9123') ¦ ...5678...
          initials('First Try') ¦ FT
          trunc(5, 'hello world') ¦ hello
          trunc(-5, 'hello world') ¦ world
          substr(0, 5, 'hello world') ¦ hello
          title('hello world') ¦ Hello World
          untitle('Hello World') ¦ hello world
          swapcase('Ab') ¦ aB
          nospace('h e l l o') ¦ hello
          trimAll('$', '$5.00') ¦ 5.00
          plural('one', 'many', 2) ¦ many
          cat('hello', 'beautiful', 'world') ¦ hello beautiful world
          wrap(5, 'hello big world') ¦ ~hello\\nbig\\nworld~
          snakecase('FirstName') ¦ first_name
          kebabcase('FirstName') ¦ first-name
          camelcase('http_server') ¦ HttpServer
          squote('a') ¦ 'a'
          indent(2, 'a') ¦ ~  a~
          sortAlpha(['b', 'a']) ¦ ["a","b"]
          split('$', 'foo$bar') ¦ {"_0":"foo","_1":"bar"}
          splitn('$', 2, 'a$b$c') ¦ {"_0":"a","_1":"b$c"}
          regexFind('[a-zA-Z][1-9]', 'abcd1234') ¦ d1
          regexFindAll('[2,4,6,8]', '123456789', -1) ¦ ["2","4","6","8"]
          regexReplaceAll('a(x*)b', '-ab-axxb-', '${1}W') ¦ -W-xxW-
          regexReplaceAllLiteral('a(x*)b', '-ab-axxb-', '${1}') ¦ -${1}-${1}-
          regexSplit('z+', 'pizza', -1) ¦ ["pi","a"]
          int64('0x10') ¦ 16
          float64('1.5') ¦ 1.5
          toDecimal('777') ¦ 511
          add1(1) ¦ 2
          round(123.555555, 3) ¦ 123.556
          addf(1.5, 2) ¦ 3.5
          divf(10, 4) ¦ 2.5
          until(3) ¦ [0,1,2]
          untilStep(3, 6, 2) ¦ [3,5]
          seq(5) ¦ 1 2 3 4 5
          seq(0, 2, 10) ¦ 0 2 4 6 8 10
          first([1, 2]) ¦ 1
          rest([1, 2, 3]) ¦ [2,3]
          initial([1, 2, 3]) ¦ [1,2]
          append([1], 2) ¦ [1,2]
          prepend([1], 2) ¦ [2,1]
          without([1, 2, 3], 3) ¦ [1,2]
          has(4, [1, 4]) ¦ true
          compact([1, '', 0, 'a']) ¦ [1,"a"]
          slice([1, 2, 3], 1, 2) ¦ [2]
          chunk(2, [1, 2, 3]) ¦ [[1,2],[3]]
          dict('a', 1, 'b', 2) ¦ {"a":1,"b":2}
          get({a: 1}, 'a') ¦ 1
          hasKey({a: 1}, 'b') ¦ false
          set({a: 1}, 'b', 2) ¦ {"a":1,"b":2}
          unset({a: 1}, 'a') ¦ {}
          pick({a: 1, b: 2}, 'a') ¦ {"a":1}
          omit({a: 1, b: 2}, 'a') ¦ {"b":2}
          pluck('a', {a: 1}, {a: 2}) ¦ [1,2]
          dig('a', 'b', 'none', {a: {b: 1}}) ¦ 1
          merge({a: 1}, {a: 2, b: 3}) ¦ {"a":1,"b":3}
          mergeOverwrite({a: 1}, {a: 2}) ¦ {"a":2}
          deepEqual([1], [1]) ¦ true
          kindOf([1]) ¦ slice
          typeOf('a') ¦ string
          toRawJson('<a>') ¦ "<a>"
          fromJson('[1]') ¦ [1]
          b64enc('a') ¦ YQ==
          b64dec('YQ==') ¦ a
          b32enc('foobar') ¦ MZXW6YTBOI======
          b32dec('MZXW6YTBOI======') ¦ foobar
          sha1sum('a') ¦ 86f7e437faa5a7fce15d1ddcb9eaeaea377667b8
          adler32sum('a') ¦ 6422626
          decryptAES('k', sprig.encryptAES('k', 'secret')) ¦ secret
          base('/a/b.txt') ¦ b.txt
          dir('/a/b.txt') ¦ /a
          ext('/a/b.txt') ¦ .txt
          clean('/a/../b/./c') ¦ /b/c
          urlParse('http://u:p@h:8080/x?q=1#f').host ¦ h:8080
          urlJoin({scheme: 'http', host: 'h', path: '/p'}) ¦ http://h/p
          semver('1.2.3-beta').Minor ¦ 2
          semverCompare('^1.2.0', '1.9.3') ¦ true
          semverCompare('~1.2.0', '1.3.0') ¦ false
          semverCompare('>=1.2, <2 || ^3.1', '3.2.0') ¦ true
          date('2006-01-02', sprig.now()) ¦ 2026-11-24
          dateInZone('15:04', sprig.now(), 'Europe/Zurich') ¦ 11:20
          dateModify('-1h', sprig.now()).Hour() ¦ 9
          toDate('2006-01-02', '2020-02-03').Day() ¦ 3
          unixEpoch(sprig.now()) ¦ 1795515630
          duration(95) ¦ 1m35s
          durationRound('2400h10m5s') ¦ 3mo
          ago(sprig.now()) ¦ 0s
          """)
  void functions_follow_sprig(String call, String expected) {
    assertThat(result("sprig." + call)).isEqualTo(expected.replace("\\n", "\n"));
  }
}
