package dev.tiphys.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.language.yaml.YamlReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DocumentsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":[],\"b\":{},\"c\":[{\"d\":1,\"e\":[1.5,true,null]}]}",
        "{\"on\":\"yes\",\"n\":\"No\",\"x\":\"0x1f\",\"o\":\"017\",\"f\":\"1e3\",\"t\":\"12:30\"}",
        "{\"a\":\"\",\"b\":\"~\",\"c\":\"null\",\"d\":\"- x\",\"e\":\"a: b\",\"f\":\"#c\"}",
        "{\"script\":\"a\\n  b\\n\\n\",\"tail\":\"x\\n\\n\\n\",\"lead\":\"  x\\ny\",\"tab\":\"\\tx\"}",
        "{\"e\":\"\\u001b[2J\",\"w\":\"ü ✔ 😀\",\"long\":\"a b c d e f g h i j k l m n o p q r s t u v"
            + " w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z\"}",
        "{\"1\":\"2026-11-24T06:00:00Z\",\"big\":9007199254740993,\"m\":\"-\",\"p\":\".5\"}"
      })
  void YAML_that_is_read_again_is_the_same(String text) throws Exception {
    var json = new ObjectMapper().readTree(text);
    var yaml = Documents.yaml(json);
    var again = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "yaml");
    assertThat(again)
        .as(yaml)
        .singleElement()
        .extracting(n -> n.toJson())
        .hasToString(json.toString());
  }

  @Test
  void YAML_has_blocks_and_times_in_quotes() throws Exception {
    var json =
        new ObjectMapper()
            .readTree(
                "{\"kind\":\"Workflow\",\"at\":\"2026-11-24T06:00:00Z\",\"s\":[{\"a\":1,\"b\":\"x\\ny\\n\"}]}");
    assertThat(Documents.yaml(json))
        .isEqualTo(
            """
            kind: Workflow
            at: "2026-11-24T06:00:00Z"
            s:
            - a: 1
              b: |
                x
                y
            """);
  }

  @Test
  void JSON_is_indented_by_four() throws Exception {
    var json = new ObjectMapper().readTree("{\"a\":[{\"b\":1}],\"c\":{}}");
    assertThat(Documents.json(json))
        .isEqualTo(
            """
            {
                "a": [
                    {
                        "b": 1
                    }
                ],
                "c": { }
            }\
            """);
  }
}
