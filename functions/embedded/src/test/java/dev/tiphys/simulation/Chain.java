package dev.tiphys.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.log.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The records of one stream as they came to be. I1: each names the hash of the one before, and no
/// command is in it twice.
final class Chain {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String stream;
  private final List<byte[]> records = new ArrayList<>();
  private final Set<String> commits = new HashSet<>();
  private String hash;

  Chain(String stream) {
    this.stream = stream;
    hash = hash(stream.getBytes(StandardCharsets.UTF_8));
  }

  /// The record as JSON, once it has been found to fit.
  JsonNode take(byte[] bytes) {
    try {
      var record = JSON.readTree(bytes);
      assertThat(record.path("v").asLong()).as("I1: version in %s", stream).isEqualTo(length() + 1);
      assertThat(record.path("p").asText()).as("I1: hash in %s", stream).isEqualTo(hash);
      for (var commit : record.path("c")) {
        assertThat(commits.add(commit.path("i").asText()))
            .as("the command %s is in %s once", commit.path("i"), stream)
            .isTrue();
      }
      records.add(bytes.clone());
      hash = hash(bytes);
      return record;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long length() {
    return records.size();
  }

  boolean has(String commandId) {
    return commits.contains(commandId);
  }

  /// I2: what was written once is there for ever, as it was.
  void unchanged(ObjectStore store) {
    var keys = store.list(stream + "/r/", "", ObjectStore.LIST_MAX);
    assertThat(keys).as("I1: records of %s", stream).hasSize(Math.min(records.size(), 1000));
    for (var i = 0; i < keys.size(); i++) {
      assertThat(store.get(keys.get(i).key()).map(String::new))
          .as("I2: %s", keys.get(i).key())
          .isEqualTo(Optional.of(new String(records.get(i))));
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
