package dev.tiphys.log.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tiphys.log.projection.Projections.Entry;
import dev.tiphys.log.store.MemoryObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ProjectionsTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Projections projections = new Projections(store);

  private long shown(String key) {
    return projections.get(key).orElseThrow().version();
  }

  @Test
  void a_projection_never_goes_back() {
    projections.put("runs/a", 3, new byte[] {3});
    projections.put("runs/a", 2, new byte[] {2});
    assertThat(shown("runs/a")).isEqualTo(3);
    // A writer that had listed before version 3 was there.
    store.put("projections/runs/a/00000000000000000001", new byte[] {1});
    assertThat(projections.get("runs/a").orElseThrow().bytes()).containsExactly(3);
  }

  @Test
  void older_versions_are_removed() {
    for (var version = 1; version <= 20; version++) {
      projections.put("runs/a", version, new byte[1]);
    }
    assertThat(store.list("projections/", "", 10)).hasSize(1);
  }

  @Test
  void a_listing_names_each_key_once_with_its_newest_version() {
    for (var i = 0; i < 1500; i++) {
      projections.put("runs/n%04d".formatted(i), i + 1, new byte[1]);
    }
    store.put("projections/runs/n0001/00000000000000000001", new byte[1]);

    assertThat(projections.list("runs/", "", 2))
        .containsExactly(new Entry("runs/n0000", 1), new Entry("runs/n0001", 2));
    assertThat(projections.list("runs/", "runs/n0001", 1))
        .containsExactly(new Entry("runs/n0002", 3));
    assertThat(projections.list("runs/", "", 5000)).hasSize(1500).doesNotHaveDuplicates();
  }

  @Test
  void a_deleted_projection_can_be_rebuilt() {
    projections.put("runs/a", 3, new byte[1]);
    projections.delete("runs/a");
    assertThat(projections.get("runs/a")).isEmpty();
    projections.put("runs/a", 1, new byte[1]);
    assertThat(shown("runs/a")).isEqualTo(1);
  }

  @Test
  void a_writer_writes_the_first_at_once_then_only_the_last_of_an_interval() {
    var now = new Instant[] {Instant.EPOCH};
    var tasks = new ArrayDeque<Runnable>();
    var rendered = new ArrayList<Long>();
    var writer =
        new ProjectionWriter(
            projections, Duration.ofSeconds(1), () -> now[0], (delay, task) -> tasks.add(task));
    for (var version = 1L; version <= 100; version++) {
      var shown = version;
      writer.offer(
          "runs/a",
          version,
          () -> {
            rendered.add(shown);
            return new byte[1];
          });
    }
    assertThat(shown("runs/a")).isEqualTo(1);
    now[0] = now[0].plusSeconds(1);
    tasks.remove().run();
    assertThat(shown("runs/a")).isEqualTo(100);
    assertThat(rendered).containsExactly(1L, 100L);

    now[0] = now[0].plusSeconds(1);
    tasks.remove().run();
    assertThat(tasks).as("a quiet key costs nothing").isEmpty();
  }

  @Test
  void closing_writes_what_still_waits() {
    var writes = new AtomicInteger();
    try (var writer =
        new ProjectionWriter(
            projections, Duration.ofHours(1), () -> Instant.EPOCH, (delay, task) -> {})) {
      for (var version : List.of(1L, 2L, 3L)) {
        writer.offer(
            "runs/a",
            version,
            () -> {
              writes.incrementAndGet();
              return new byte[1];
            });
      }
    }
    assertThat(shown("runs/a")).isEqualTo(3);
    assertThat(writes).hasValue(2);
  }
}
