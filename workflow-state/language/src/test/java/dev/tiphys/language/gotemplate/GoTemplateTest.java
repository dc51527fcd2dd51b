package dev.tiphys.language.gotemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.expression.Ambient;
import dev.tiphys.language.expression.ExpressionException;
import dev.tiphys.language.gotemplate.GoTemplate.MissingKey;
import dev.tiphys.language.yaml.YamlWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GoTemplateTest {
  private static final Ambient AMBIENT =
      new Ambient(() -> Instant.parse("2024-06-12T12:00:30Z"), new Random(1));
  private static final Map<String, Object> DATA =
      Map.of(
          "name",
          "web",
          "count",
          3L,
          "big",
          1_000_000L,
          "ratio",
          0.5,
          "on",
          true,
          "list",
          List.of("a", "b", "c"),
          "map",
          Map.of("x", 1L, "y", "two"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          {{.name}} ¦ web
          {{ .name | upper | quote }} ¦ "WEB"
          a {{- .name -}} b ¦ awebb
          {{/* nothing */}}x ¦ x
          {{- /* nothing */ -}} x ¦ x
          {{if .on}}yes{{else}}no{{end}} ¦ yes
          {{if not .on}}yes{{else if eq .count 3}}three{{else}}no{{end}} ¦ three
          {{with .map}}{{.y}}{{end}} ¦ two
          {{with .none}}x{{else}}none{{end}} ¦ none
          {{range .list}}{{.}},{{end}} ¦ a,b,c,
          {{range $i, $e := .list}}{{$i}}{{$e}} {{end}}| ¦ 0a 1b 2c |
          {{range $k, $v := .map}}{{$k}}={{$v}};{{end}} ¦ x=1;y=two;
          {{range .none}}x{{else}}empty{{end}} ¦ empty
          {{range .list}}{{if eq . "b"}}{{continue}}{{end}}{{.}}{{end}} ¦ ac
          {{range .list}}{{if eq . "b"}}{{break}}{{end}}{{.}}{{end}} ¦ a
          {{range 3}}{{.}}{{end}} ¦ 012
          {{$x := 1}}{{range .list}}{{$x = add $x 1}}{{end}}{{$x}} ¦ 4
          {{range .list}}{{$.name}}{{end}} ¦ webwebweb
          {{define "t"}}<{{.}}>{{end}}{{template "t" .name}} ¦ <web>
          {{block "t" .count}}[{{.}}]{{end}} ¦ [3]
          {{(index .list 1)}}{{index .map "x"}}{{len .list}} ¦ b13
          {{slice .name 1 2}} ¦ e
          {{printf "%s-%03d-%.2f-%v-%q-%5s|%-4s|%x" .name .count .ratio .on .name "r" "l" 255}} ¦ web-003-0.50-true-"web"-    r|l   |ff
          {{print 1 2 "a" 3}} ¦ 1 2a3
          {{and .on .count}} {{or .none "d"}} ¦ 3 d
          {{.none}} {{.none.of.this}} ¦ <no value> <no value>
          {{.map}} {{.list}} {{.big}} ¦ map[x:1 y:two] [a b c] 1000000
          {{$d := dict "a" 1}}{{$_ := set $d "b" 2}}{{$d.b}} ¦ 2
          {{(dict "a" (dict "b" 7)).a.b}} ¦ 7
          {{ `raw "text"` }} {{ "esc\\t\\u0041" }}{{ 'a' }} ¦ raw "text" esc	A97
          {{lt 1 2}} {{ge "b" "a"}} {{ne 1 1}} {{eq .count 1 2 3}} ¦ true true false true
          {{.name | trunc 2}} {{ternary "y" "n" .on}} {{default "d" .none}} ¦ we y d
          {{now | date "2006-01-02"}} {{now.Year}} ¦ 2024-06-12 2024
          {{html "<a>"}} {{urlquery "a b&c"}} ¦ &lt;a&gt; a+b%26c
          {{own .name}} ¦ own(web)
          """)
  void templates_print(String template, String expected) {
    assertThat(run(template, MissingKey.DEFAULT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          {{.name ¦ template: base:1: unclosed action
          {{nofn}} ¦ template: base:1: function "nofn" not defined
          {{env "HOME"}} ¦ template: base:1: function "env" not defined
          {{$x}} ¦ template: base:1: undefined variable "$x"
          {{if .on}}x ¦ template: base:1: unexpected EOF
          {{end}} ¦ template: base:1: unexpected {{end}}
          {{break}} ¦ template: base:1: {{break}} outside {{range}}
          {{.name.x}} ¦ template: base:1:7: executing "base" at <.name.x>: can't evaluate field x in type interface {}
          {{fail "no"}} ¦ template: base:1:2: executing "base" at <fail "no">: error calling fail: no
          {{index .list 9}} ¦ template: base:1:2: executing "base" at <index .list 9>: error calling index: index out of range: 9
          {{define "t"}}{{template "t" .}}{{end}}{{template "t" .}} ¦ exceeded maximum template depth (100)
          """)
  void what_is_wrong_is_told_in_Gos_words(String template, String message) {
    assertThatThrownBy(() -> run(template, MissingKey.DEFAULT)).hasMessage(message);
  }

  @Test
  void a_missing_key_can_be_an_error() {
    assertThatThrownBy(() -> run("a\n{{ .none.x }}", MissingKey.ERROR))
        .hasMessage(
            "template: base:2:8: executing \"base\" at <.none.x>: map has no entry for key"
                + " \"none\"");
    assertThat(MissingKey.of(List.of("missingkey=error"))).isEqualTo(MissingKey.ERROR);
  }

  @Test
  void a_template_that_costs_too_much_is_ended() {
    assertThatThrownBy(() -> run("{{range 3000}}{{range 3000}}x{{end}}{{end}}", MissingKey.DEFAULT))
        .hasMessageContaining("budget exceeded");
  }

  @Test
  void what_a_template_is_given_stays_as_it_is() {
    var inner = new java.util.HashMap<String, Object>(Map.of("a", 1L));
    var template = GoTemplate.parse("{{$_ := set .m \"a\" 2}}{{.m.a}}", Set.of());
    assertThat(
            template.execute(
                Map.of("m", inner), MissingKey.DEFAULT, Set.of(), (n, a) -> null, AMBIENT))
        .isEqualTo("2");
    assertThat(inner).containsEntry("a", 1L);
  }

  @Test
  void yaml_is_written_as_Go_writes_it() throws IOException {
    var json =
        new ObjectMapper()
            .readTree(
                """
                {"b": [1, {"c": "x", "a": []}], "a": {"yes": "yes", "n": "1", "t": "a: b", "e": ""},
                 "m": "l1\\nl2\\n", "s": "it's", "star": "*x", "nul": null, "f": 1.5, "d": "2024-01-02"}
                """);
    assertThat(YamlWriter.write(json))
        .isEqualTo(
            """
            a:
              e: ""
              "n": "1"
              t: 'a: b'
              "yes": "yes"
            b:
            - 1
            - a: []
              c: x
            d: "2024-01-02"
            f: 1.5
            m: |
              l1
              l2
            nul: null
            s: it's
            star: '*x'
            """);
  }

  private static String run(String text, MissingKey missing) {
    var own = Set.of("own");
    return GoTemplate.parse(text, own)
        .execute(
            DATA,
            missing,
            own,
            (name, in) -> {
              if (in.isEmpty()) {
                throw new ExpressionException("nothing");
              }
              return name + "(" + in.getFirst() + ")";
            },
            AMBIENT);
  }
}
