package dev.tiphys.language.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.workflow.WorkflowSpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MergeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void what_is_given_wins_over_what_is_assumed() throws JsonProcessingException {
    assertThat(merged("{priority:1}", "{priority:2,entrypoint:'a'}"))
        .isEqualTo(json("{entrypoint:'a',priority:1}"));
  }

  @Test
  void named_things_merge_by_name_and_other_lists_are_replaced() throws JsonProcessingException {
    assertThat(
            merged(
                "{volumes:[{name:'b'}],templates:[{name:'t',container:{args:['x'],env:[{name:'A',value:'2'}]}}]}",
                "{volumes:[{name:'a'}],templates:[{name:'t',container:{args:['y','z'],env:[{name:'A',value:'1'},{name:'B',value:'1'}]}}]}"))
        .isEqualTo(
            json(
                "{volumes:[{name:'a'},{name:'b'}],templates:[{name:'t',container:{args:['x'],env:[{name:'A',value:'2'},{name:'B',value:'1'}]}}]}"));
  }

  @Test
  void a_given_value_replaces_an_assumed_source() throws JsonProcessingException {
    assertThat(
            merged(
                "{arguments:{parameters:[{name:'p',valueFrom:{expression:'1'}}]}}",
                "{arguments:{parameters:[{name:'p',value:'old',description:'d'}]}}"))
        .isEqualTo(
            json(
                "{arguments:{parameters:[{name:'p',description:'d',valueFrom:{expression:'1'}}]}}"));
  }

  @Test
  void a_workflow_wins_over_its_template_and_that_over_the_defaults()
      throws JsonProcessingException {
    var spec =
        Merge.effective(
            spec("{onExit:'w'}"),
            spec("{onExit:'t',entrypoint:'t'}"),
            json("{onExit:'d',entrypoint:'d',priority:3}"));
    assertThat(spec.onExit()).isEqualTo("w");
    assertThat(spec.entrypoint()).isEqualTo("t");
    assertThat(spec.priority()).isEqualTo(3);
  }

  @Test
  void defaults_go_under_every_template_but_only_into_its_own_type()
      throws JsonProcessingException {
    var spec =
        Merge.effective(
            spec(
                "{templateDefaults:{timeout:'30s',container:{image:'i'}},templates:[{name:'c',container:{args:['x']}},{name:'d',timeout:'1s',dag:{tasks:[{name:'t',inline:{container:{}}}]}}]}"),
            null,
            null);
    assertThat(spec.templates().get(0).json())
        .isEqualTo(json("{name:'c',timeout:'30s',container:{image:'i',args:['x']}}"));
    assertThat(spec.templates().get(1).json())
        .isEqualTo(
            json(
                "{name:'d',timeout:'1s',dag:{tasks:[{name:'t',inline:{timeout:'30s',container:{image:'i'}}}]}}"));
  }

  private static JsonNode merged(String given, String assumed) throws JsonProcessingException {
    return Merge.over(json(given), json(assumed), "WorkflowSpec");
  }

  private static WorkflowSpec spec(String text) throws JsonProcessingException {
    return WorkflowSpec.from(json(text));
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return JSON.readTree(text.replaceAll("([{,])(\\w+):", "$1\"$2\":").replace('\'', '"'));
  }
}
