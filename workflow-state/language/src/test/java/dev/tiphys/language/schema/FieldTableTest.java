package dev.tiphys.language.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FieldTableTest {
  @Test
  void the_table_says_what_the_published_schema_says() throws IOException {
    try (var table = FieldTable.class.getResourceAsStream("fields.txt")) {
      assertThat(new String(table.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(FieldTableSource.generate());
    }
  }

  @Test
  void every_type_that_a_field_names_is_in_the_table() throws IOException {
    for (var line : FieldTableSource.generate().split("\n")) {
      for (var type : FieldTable.fields(line.split(" ")[0]).values()) {
        check(type);
      }
    }
  }

  private static void check(FieldType type) {
    switch (type) {
      case FieldType.ObjectOf object -> assertThat(FieldTable.knows(object.type())).isTrue();
      case FieldType.ListOf list -> check(list.element());
      case FieldType.MapOf map -> check(map.value());
      case FieldType.Plain plain -> assertThat(plain).isNotNull();
    }
  }
}
