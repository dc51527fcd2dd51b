package dev.tiphys.log.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tiphys.log.LogFailure.CorruptLog;
import dev.tiphys.log.LogFailure.Rejected;
import dev.tiphys.log.store.MemoryObjectStore;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BlobStoreTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final BlobStore blobs = new BlobStore(store);

  @Test
  void the_same_bytes_are_stored_once_under_their_digest() {
    var digest = blobs.put("hello".getBytes());
    assertThat(blobs.put("hello".getBytes())).isEqualTo(digest);
    assertThat(digest)
        .hasToString("sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
    assertThat(blobs.get(digest)).hasValue("hello".getBytes());
    assertThat(store.list("blobs/", "", 10)).hasSize(1);
  }

  @Test
  void flipped_bits_are_found_and_named() {
    var digest = blobs.put("hello".getBytes());
    store.put(store.list("blobs/", "", 1).getFirst().key(), "hellp".getBytes());
    assertThatThrownBy(() -> blobs.get(digest))
        .isInstanceOf(CorruptLog.class)
        .hasMessageContaining(digest.toString());
  }

  @Test
  void a_value_above_the_limit_is_refused() {
    assertThatThrownBy(() -> blobs.put(new byte[BlobStore.BLOB_BYTES_MAX + 1]))
        .isInstanceOf(Rejected.class)
        .hasMessageContaining("67108864");
  }
}
