package dev.tiphys.appset;

import dev.tiphys.events.delivery.SetId;
import dev.tiphys.log.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// When the generators of each set were last asked: one small object beside the log for each.
/// Losing it costs one more question, so that it is simply replaced.
record Looks(ObjectStore store) {
  private static String key(SetId set) {
    return "polls/" + set.stream();
  }

  Optional<Instant> last(SetId set) {
    return store.get(key(set)).flatMap(Looks::read);
  }

  private static Optional<Instant> read(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.US_ASCII);
    return text.matches("[0-9]{1,15}")
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text)))
        : Optional.empty();
  }

  void save(SetId set, Instant now) {
    var text = Long.toString(now.toEpochMilli());
    store.put(key(set), text.getBytes(StandardCharsets.US_ASCII));
  }

  void forget(SetId set) {
    store.delete(key(set));
  }
}
