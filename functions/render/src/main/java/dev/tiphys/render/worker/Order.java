package dev.tiphys.render.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a worker is told to do: lists of words by name. Pairs stand as two words.
public record Order(Map<String, List<String>> words) {
  private static final int COUNT_MAX = 1_000_000;
  private static final int BYTES_MAX = 64 << 20;

  /// The first word of that name; empty if there is none.
  String one(String name) {
    var all = all(name);
    return all.isEmpty() ? "" : all.getFirst();
  }

  List<String> all(String name) {
    return words.getOrDefault(name, List.of());
  }

  /// The words of that name, two by two.
  Map<String, String> pairs(String name) {
    var all = all(name);
    Map<String, String> pairs = new LinkedHashMap<>();
    for (var i = 0; i + 1 < all.size(); i += 2) {
      pairs.put(all.get(i), all.get(i + 1));
    }
    return pairs;
  }

  public void write(DataOutputStream out) throws IOException {
    out.writeInt(words.size());
    for (var entry : words.entrySet()) {
      text(out, entry.getKey());
      out.writeInt(entry.getValue().size());
      for (var word : entry.getValue()) {
        text(out, word);
      }
    }
    out.flush();
  }

  public static Order read(DataInputStream in) throws IOException {
    var count = count(in.readInt());
    Map<String, List<String>> words = new LinkedHashMap<>();
    for (var i = 0; i < count; i++) {
      var name = text(in);
      var size = count(in.readInt());
      List<String> all = new ArrayList<>();
      for (var j = 0; j < size; j++) {
        all.add(text(in));
      }
      words.put(name, all);
    }
    return new Order(words);
  }

  private static int count(int count) throws IOException {
    if (count < 0 || count > COUNT_MAX) {
      throw new IOException("not an order");
    }
    return count;
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    var length = in.readInt();
    if (length < 0 || length > BYTES_MAX) {
      throw new IOException("not an order");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
