package dev.tiphys.log.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DirectoryObjectStoreTest extends ObjectStoreContract {
  @TempDir Path directory;

  @Override
  ObjectStore store() {
    return new DirectoryObjectStore(directory.resolve("store"), true);
  }

  @Test
  void keys_and_folders_and_cases_never_share_a_file_name() throws Exception {
    var store = store();
    for (var key : new String[] {"a", "A", "a.b", "A.b", "a/x", "A/x", "a.b/x"}) {
      store.put(key, key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    try (var files = Files.list(directory.resolve("store"))) {
      var names =
          files
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.equals("!unfinished"))
              .toList();
      var folded =
          names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
      assertThat(folded).hasSize(7).hasSameSizeAs(names);
    }
    assertThat(store.list("", "", 10)).hasSize(7);
  }

  @Test
  void what_a_killed_writer_left_unfinished_is_no_object() throws Exception {
    var store = store();
    store.put("a", new byte[1]);
    Files.write(directory.resolve("store/!unfinished/half"), new byte[3]);
    assertThat(store.list("", "", 10)).hasSize(1);
  }
}
