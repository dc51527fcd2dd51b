package dev.tiphys.language.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.language.selector.NodeSelector.Term;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NodeSelectorTest {
  private static final Map<String, String> NODE =
      Map.of(
          "displayName", "build(0:x,y)",
          "templateRef.name", "shared",
          "templateRef.template", "build",
          "phase", "Failed",
          "name", "wf.build(0:x,y)",
          "id", "wf-1",
          "inputs.parameters.branch.value", "k=v");

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      textBlock =
          """
          ''                                      ; true
          phase=Failed                            ; true
          phase==Failed                           ; true
          phase!=Failed                           ; false
          phase=failed                            ; false
          phase=Failed,id=wf-1                    ; true
          phase=Failed,id=wf-2                    ; false
          phase=Failed,id!=wf-2                   ; true
          phase = Failed , id != wf-1             ; false
          templateRef.name=shared                 ; true
          templateRef.template!=build             ; false
          inputs.parameters.branch.value=k=v      ; true
          inputs.parameters.branch.value!=k       ; true
          inputs.parameters.branch.value=k\\=v    ; true
          displayName=build(0:x\\,y)              ; true
          name!=wf.build(0:x\\,y)                 ; false
          templateName=                           ; true
          templateName!=                          ; false
          templateName=build                      ; false
          templateName!=build                     ; true
          ,phase=Failed,                          ; true
          """)
  void a_node_is_chosen_when_it_meets_every_term(String text, boolean chosen) {
    assertThat(NodeSelector.parse(text).test(NODE::get)).isEqualTo(chosen);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Phase=Failed",
        "=x",
        "!=x",
        "inputs.parameters.value=x",
        "inputs.parameters..value=x",
        "outputs.result=x",
        "phase!!=x"
      })
  void a_key_that_no_node_has_is_refused(String text) {
    assertThatThrownBy(() -> NodeSelector.parse(text))
        .isInstanceOf(MalformedSelectorException.class)
        .hasMessageContaining("unknown key '")
        .hasMessageEndingWith("name, id, inputs.parameters.<P>.value");
  }

  @Test
  void a_term_that_compares_nothing_is_refused_by_name() {
    assertThatThrownBy(() -> NodeSelector.parse("phase=Failed, displayName"))
        .hasMessage(
            "node field selector: cannot read 'displayName': expected key=value or key!=value");
  }

  @Test
  void a_text_beyond_the_limit_is_refused() {
    assertThatThrownBy(() -> NodeSelector.parse("id=" + "x".repeat(NodeSelector.LENGTH_MAX)))
        .hasMessage("node field selector: 65539 characters, the limit is 65536");
  }

  @Test
  void any_value_can_be_written_with_backslashes() {
    var seed = new Random().nextLong();
    var random = new Random(seed);
    var characters = "ab,=!\\ü(:";
    for (var i = 0; i < 5_000; i++) {
      var value = new StringBuilder();
      var written = new StringBuilder("id=");
      for (var n = random.nextInt(8); n > 0; n--) {
        var character = characters.charAt(random.nextInt(characters.length()));
        value.append(character);
        written.append('\\').append(character);
      }
      assertThat(NodeSelector.parse(written.toString()).terms())
          .as("seed %d: %s", seed, written)
          .containsExactly(new Term("id", false, value.toString()));
    }
  }
}
