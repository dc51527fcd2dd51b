package dev.tiphys.log.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  @Test
  void objects_that_a_power_failure_took_come_back() throws Exception {
    var store = store();
    store.putIfAbsent("a/B/lost.json", new byte[] {1, 2});
    store.putIfAbsent("a/torn", new byte[] {1, 2, 3});
    store.putIfAbsent("a/zeros", new byte[] {1, 2, 3});
    store.putIfAbsent("empty", new byte[0]);
    var after = afterPowerFailure(Map.of("a/torn!", new byte[] {1}, "a/zeros!", new byte[3]));
    assertThat(after.get("a/B/lost.json")).hasValue(new byte[] {1, 2});
    assertThat(after.get("a/torn")).hasValue(new byte[] {1, 2, 3});
    assertThat(after.get("a/zeros")).hasValue(new byte[] {1, 2, 3});
    assertThat(after.get("empty")).hasValue(new byte[0]);
  }

  @Test
  void what_another_process_created_is_not_taken_for_what_was_lost() throws Exception {
    var store = store();
    store.putIfAbsent("a", new byte[] {1, 2, 3});
    var after = afterPowerFailure(Map.of("a!", new byte[] {4, 0, 3}));
    assertThat(after.get("a")).hasValue(new byte[] {4, 0, 3});
  }

  @Test
  void what_was_not_journaled_to_its_end_is_no_object() throws Exception {
    var store = store();
    store.putIfAbsent("a", new byte[] {1, 2});
    store.putIfAbsent("b", new byte[] {3, 4});
    var journal = directory.resolve("store/!unfinished/!journal");
    var bytes = Files.readAllBytes(journal);
    Files.write(journal, Arrays.copyOf(bytes, bytes.length - 1));
    var after = afterPowerFailure(Map.of());
    assertThat(after.list("", "", 10)).extracting(ObjectStore.Entry::key).containsExactly("a");
    assertThat(after.putIfAbsent("b", new byte[] {3})).isEqualTo(ObjectStore.Put.CREATED);
  }

  @Test
  void what_was_deleted_or_replaced_does_not_come_back() throws Exception {
    var store = store();
    store.putIfAbsent("a/b", new byte[1]);
    store.putIfAbsent("a/c", new byte[1]);
    store.delete("a/b");
    store.put("a/c", new byte[2]);
    store.close();
    assertThat(afterPowerFailure(Map.of()).list("", "", 10)).isEmpty();
  }

  @Test
  void whoever_opens_the_store_next_goes_on_with_the_journal() throws Exception {
    var first = store();
    first.putIfAbsent("a", new byte[1]);
    first.close();
    var second = store();
    second.putIfAbsent("b", new byte[1]);
    var after = afterPowerFailure(Map.of());
    assertThat(after.list("", "", 10)).hasSize(2);
    assertThat(after.get("a")).isPresent();
  }

  @Test
  void what_was_lost_is_read_in_the_order_in_which_it_was_written() throws Exception {
    var store = store();
    store.putIfAbsent("a", new byte[] {1});
    // As if the process had been killed before the object had its name, and the next one began.
    Files.delete(directory.resolve("store/a!"));
    store.putIfAbsent("a", new byte[] {2});
    assertThat(afterPowerFailure(Map.of()).get("a")).hasValue(new byte[] {2});
  }

  @Test
  void only_one_store_has_the_journal() throws Exception {
    var store = store();
    store.putIfAbsent("a", new byte[1]);
    var other = store();
    other.putIfAbsent("b", new byte[1]);
    assertThat(afterPowerFailure(Map.of()).list("", "", 10)).hasSize(1);
    store.close();
    var next = store();
    next.putIfAbsent("c", new byte[1]);
    assertThat(afterPowerFailure(Map.of()).list("", "", 10)).hasSize(2);
  }

  @Test
  void a_full_journal_makes_room_for_the_next_and_nothing_is_lost() throws Exception {
    var objects = 2_000;
    try (var store = new DirectoryObjectStore(directory.resolve("store"), true, 10_000, "boot 1")) {
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var i = 0; i < objects; i++) {
          var key = "a/" + i;
          threads.submit(() -> store.putIfAbsent(key, new byte[100]));
        }
      }
    }
    assertThat(journals().stream().mapToLong(File::length).sum()).isLessThan(objects * 100L);
    var next = store();
    assertThat(next.list("a/", "", 1_000)).hasSize(1_000);
    assertThat(next.get("a/" + (objects - 1))).isPresent();
  }

  /// A store of the next boot, that has of the last one only the journals and these files.
  private ObjectStore afterPowerFailure(Map<String, byte[]> files) throws Exception {
    var after = Files.createTempDirectory(directory, "after");
    for (var journal : journals()) {
      var left = Files.createDirectories(after.resolve("!unfinished"));
      Files.copy(journal.toPath(), left.resolve(journal.getName()));
    }
    for (var file : files.entrySet()) {
      var path = after.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return new DirectoryObjectStore(after, true, 1 << 20, "boot 2");
  }

  private List<File> journals() {
    var files = directory.resolve("store/!unfinished").toFile().listFiles();
    return Stream.of(files == null ? new File[0] : files)
        .filter(file -> file.getName().startsWith("!journal"))
        .toList();
  }
}
