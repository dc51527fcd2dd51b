package dev.tiphys.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LockNameTest {
  @ParameterizedTest(name = "{0} is in {1}")
  @CsvSource({
    "ns/Mutex/m, locks/ns/Mutex/m",
    "ns/ConfigMap/cm/key, locks/ns/ConfigMap/cm%2fkey",
    "ns/Database/a/r/1, locks/ns/Database/a%2fr%2f1",
    "ns/Mutex/.., locks/ns/Mutex/%2e%2e",
    "ns/Mutex/ä b, locks/ns/Mutex/%c3%a4%20b",
    "ns/Mutex/%sha256-0, locks/ns/Mutex/%25sha256-0",
  })
  void a_lock_has_a_stream_of_its_own(String lock, String stream) {
    assertThat(LockName.parse(lock).stream()).hasToString(stream);
    assertThat(LockName.parse(lock)).hasToString(lock);
  }

  @Test
  void names_of_any_length_have_different_streams() {
    var streams =
        List.of("a".repeat(84), "a".repeat(85), "a".repeat(5_000), "a".repeat(5_001)).stream()
            .map(name -> LockName.parse("ns/Mutex/" + name).stream())
            .distinct();
    assertThat(streams).hasSize(4);
  }
}
