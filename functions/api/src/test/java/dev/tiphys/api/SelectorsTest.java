package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SelectorsTest {
  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1 | true",
        "a==1 | true",
        "a = 1 | true",
        "a=2 | false",
        "a!=2 | true",
        "a!=1 | false",
        "none!=1 | true",
        "none= | false",
        "empty= | true",
        "a | true",
        "none | false",
        "!none | true",
        "!a | false",
        "a in (1,2) | true",
        "a in (2, 3) | false",
        "a notin (2,3) | true",
        "none notin (2) | true",
        "none in (1) | false",
        "a=1,b.io/c=d | true",
        "a in (1,2),!b.io/c | false",
        "'' | true",
      })
  void labels_are_selected_as_kubernetes_does(String selector, boolean selected)
      throws JsonProcessingException {
    var resource = json("{'metadata':{'labels':{'a':'1','b.io/c':'d','empty':''}}}");
    assertThat(LabelSelector.parse(selector).test(resource)).isEqualTo(selected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "metadata.name | {'metadata':{'name':'n'}}",
        "metadata.labels.a.io/b | {'metadata':{'labels':{'a.io/b':'1'}}}",
        "items.x | {'items':[{'x':1},{'x':2}]}",
        "items.x,metadata.name | {'metadata':{'name':'n'},'items':[{'x':1},{'x':2}]}",
        "metadata.nam | {'metadata':{}}",
        "none | {}",
        "-metadata | {'items':[{'x':1,'y':{'z':0}},{'x':2}]}",
        "-metadata,items.y | {'items':[{'x':1},{'x':2}]}",
        "-metadata,-items.y.z | {'items':[{'x':1,'y':{}},{'x':2}]}",
      })
  void fields_keep_or_drop_paths(String fields, String expected) throws JsonProcessingException {
    var node =
        json(
            "{'metadata':{'name':'n','labels':{'a.io/b':'1','c':'2'}},"
                + "'items':[{'x':1,'y':{'z':0}},{'x':2}]}");
    var before = node.deepCopy();
    assertThat(FieldMask.parse(fields).apply(node)).isEqualTo(json(expected));
    assertThat(node).as("only read").isEqualTo(before);
  }

  @Test
  void a_mask_knows_whether_nodes_have_to_be_fetched() {
    assertThat(FieldMask.parse("").keeps("status.nodes")).isTrue();
    assertThat(FieldMask.parse("status").keeps("status.nodes")).isTrue();
    assertThat(FieldMask.parse("status.nodes.a.phase").keeps("status.nodes")).isTrue();
    assertThat(FieldMask.parse("metadata,status.phase").keeps("status.nodes")).isFalse();
    assertThat(FieldMask.parse("-status.nodes").keeps("status.nodes")).isFalse();
    assertThat(FieldMask.parse("-status").keeps("status.nodes")).isFalse();
    assertThat(FieldMask.parse("-status.nodes.a").keeps("status.nodes")).isTrue();
  }
}
