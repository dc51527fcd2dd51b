package dev.tiphys.log.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.log.LogFailure.Rejected;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ObjectStoresTest {
  @Test
  void a_location_names_its_store() {
    assertThat(open("mem:")).isInstanceOf(MemoryObjectStore.class);
    assertThat(open("some/dir")).isInstanceOf(DirectoryObjectStore.class);
    assertThat(
            open("s3://b/p/q/?endpoint=http%3A%2F%2Flocalhost%3A9000&region=eu-1&pathStyle=true"))
        .hasToString("s3://b/p/q/ at http://localhost:9000");
    assertThat(open("s3://my_bucket")).hasToString("s3://my_bucket/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://x",
        "s3:",
        "s3://",
        "s3://user:secret@bucket/",
        "s3://b/../c",
        "s3://b?colour=red",
        "s3://b?pathStyle=maybe",
        "s3://b?endpoint=file:///etc",
        "s3://b?endpoint=http://u:p@h"
      })
  void a_location_that_is_not_understood_is_refused(String location) {
    assertThatThrownBy(() -> open(location)).isInstanceOf(Rejected.class);
  }

  private static ObjectStore open(String location) {
    return ObjectStores.open(location, ObjectStores.Config.DEFAULT);
  }
}
