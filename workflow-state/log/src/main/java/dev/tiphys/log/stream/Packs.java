package dev.tiphys.log.stream;

import dev.tiphys.log.LogFailure;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.log.store.ObjectStore.Put;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Snapshots: the records since the last snapshot, packed into one object, so that a long stream
/// loads with few reads. Every record is packed once: total bytes stay O(facts).
///
/// A pack is the records themselves, one per line, gzipped, each but the first without the hash of
/// the record before it, which follows from the line before. So there is no second codec, no change
/// of code makes a pack invalid, and unpacking verifies the hash chain.
final class Packs<F> {
  /// A pack is made when this many bytes of records have gathered since the last one: 256 KiB.
  static final int PACK_BYTES = 256 << 10;

  private static final int UNPACKED_BYTES_MAX = PACK_BYTES + ObjectStore.OBJECT_BYTES_MAX;

  private final ObjectStore store;

  Packs(ObjectStore store) {
    this.store = store;
  }

  /// Packs the oldest records of the tail while there are enough of them. Best effort: what cannot
  /// be written now is written after a later append.
  ///
  /// Where a pack ends follows from the records alone, so rival writers make the same pack.
  void pack(Head<?> head) {
    while (head.tailBytes >= PACK_BYTES) {
      var from = head.tip.version() - head.tail.size() + 1;
      var records = new ArrayList<byte[]>();
      var bytes = 0L;
      for (var record : head.tail) {
        records.add(record);
        bytes += record.length;
        if (bytes >= PACK_BYTES) {
          break;
        }
      }
      var key = head.stream.packKey(from, from + records.size() - 1);
      try {
        if (store.putIfAbsent(key, pack(records)) == Put.NO_REPLY) {
          return;
        }
      } catch (LogFailure e) {
        return;
      }
      records.forEach(record -> head.tail.remove());
      head.tailBytes -= bytes;
    }
  }

  private static byte[] pack(List<byte[]> records) {
    var bytes = new ByteArrayOutputStream(PACK_BYTES / 4);
    try (var out = new GZIPOutputStream(bytes)) {
      for (var i = 0; i < records.size(); i++) {
        var start = i == 0 ? 0 : RecordFormat.CHAIN_BYTES;
        out.write(records.get(i), start, records.get(i).length - start);
        out.write('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// Loads through packs as far as they reach, then the records after them. Whether the packs tell
  /// the truth is settled by the last record that they hold, which must exist with the very hash
  /// that they lead to; returns false, having given the sink what must then be thrown away, if not.
  boolean read(
      StreamName stream,
      RecordReader<F> reader,
      RecordReader.Sink<F> packed,
      RecordReader.Sink<F> tail) {
    var page = store.list(stream.value() + "/", "", ObjectStore.LIST_MAX);
    var names = new ArrayList<Name>();
    var prefix = stream.packsPrefix();
    var after = "";
    for (var at = page; ; at = store.list(prefix, after, ObjectStore.LIST_MAX)) {
      var before = names.size();
      at.stream()
          .map(e -> Name.of(stream, e.key()))
          .filter(n -> n != Name.NONE)
          .forEach(names::add);
      if (names.size() - before < ObjectStore.LIST_MAX) {
        break;
      }
      after = at.getLast().key();
    }
    var chain = new ArrayList<String>();
    var end = 0L;
    for (var name : names) {
      if (name.from() == end + 1 && name.to() >= name.from()) {
        chain.add(name.key());
        end = name.to();
      }
    }
    var tip = new Tip[] {Tip.origin(stream)};
    if (!chain.isEmpty()) {
      try {
        reader.fetch(
            chain,
            fetched -> {
              var bytes = fetched.bytes().orElseThrow(() -> new Broken("it is gone"));
              for (var line : unpack(bytes, tip[0])) {
                tip[0] = reader.pass(stream, tip[0], line, packed);
              }
            });
      } catch (Broken | LogFailure.CorruptLog e) {
        return false;
      }
      var anchor = store.get(stream.recordKey(end));
      if (tip[0].version() != end
          || anchor.isEmpty()
          || !new Tip(end - 1, "").next(anchor.get()).equals(tip[0])) {
        return false;
      }
    }
    // For a short stream the first page has everything.
    if (chain.isEmpty() && page.size() < ObjectStore.LIST_MAX) {
      var records = page.stream().filter(e -> e.key().startsWith(stream.recordsPrefix())).toList();
      reader.readPage(stream, tip[0], Long.MAX_VALUE, records, tail);
    } else {
      reader.readRecords(stream, tip[0], Long.MAX_VALUE, tail);
    }
    return true;
  }

  private static List<byte[]> unpack(byte[] pack, Tip tip) {
    var lines = new ArrayList<byte[]>();
    try (var in = new GZIPInputStream(new ByteArrayInputStream(pack), 1 << 16)) {
      var all = in.readNBytes(UNPACKED_BYTES_MAX);
      if (all.length == UNPACKED_BYTES_MAX) {
        throw new Broken("it unpacks to more than " + UNPACKED_BYTES_MAX + " bytes");
      }
      var at = tip;
      var start = 0;
      for (var i = 0; i < all.length; i++) {
        if (all[i] == '\n') {
          var first = lines.isEmpty();
          var head =
              first
                  ? new byte[0]
                  : ("{\"p\":\"" + at.hash() + "\",").getBytes(StandardCharsets.US_ASCII);
          var line = new byte[head.length + i - start];
          System.arraycopy(head, 0, line, 0, head.length);
          System.arraycopy(all, start, line, head.length, i - start);
          lines.add(line);
          at = at.next(line);
          start = i + 1;
        }
      }
      return lines;
    } catch (IOException e) {
      throw new Broken(String.valueOf(e.getMessage()));
    }
  }

  /// A pack that cannot be used. Never leaves this class: the records are read instead.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken(String why) {
      super(why);
    }
  }

  /// Which versions a pack holds, by its key.
  private record Name(String key, long from, long to) {
    static final Name NONE = new Name("", 0, 0);

    static Name of(StreamName stream, String key) {
      var prefix = stream.packsPrefix();
      if (!key.startsWith(prefix)) {
        return NONE;
      }
      var name = key.substring(prefix.length());
      return name.matches("\\d{20}-\\d{20}\\.jsonl\\.gz")
          ? new Name(key, Long.parseLong(name, 0, 20, 10), Long.parseLong(name, 21, 41, 10))
          : NONE;
    }
  }
}
