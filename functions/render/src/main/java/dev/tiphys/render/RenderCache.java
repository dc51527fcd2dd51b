package dev.tiphys.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.log.blob.Digest;
import dev.tiphys.log.store.ObjectStore;
import dev.tiphys.sources.tree.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was rendered before, by what was asked and by everything that was read for it: a commit
/// that touches nothing of it renders nothing.
///
/// In memory, and below `renders/` of a store if there is one, for the processes that come after.
/// What cannot be read there is as good as nothing.
public final class RenderCache {
  /// Answers to one question: revisions of a branch, and of the one before.
  private static final int ANSWERS_MAX = 4;

  private static final int QUESTIONS_MAX = 2_000;
  private static final long BYTES_MAX = 128L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// @param manifests the objects as a JSON array
  record Answer(SourceType type, Map<String, String> found, byte[] manifests) {
    List<ObjectNode> objects() {
      try {
        List<ObjectNode> objects = new ArrayList<>();
        JSON.readTree(manifests).forEach(object -> objects.add((ObjectNode) object));
        return objects;
      } catch (IOException e) {
        throw new IllegalStateException("what was kept is no JSON", e);
      }
    }
  }

  private final @Nullable ObjectStore store;
  private final Map<String, List<Answer>> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  private RenderCache(@Nullable ObjectStore store) {
    this.store = store;
  }

  /// For the life of this process.
  public static RenderCache inMemory() {
    return new RenderCache(null);
  }

  /// One that later processes find too.
  public static RenderCache in(ObjectStore store) {
    return new RenderCache(store);
  }

  /// The answer to `question` for which everything would be found again as it was.
  Optional<Answer> find(
      String question, Function<String, Optional<Tree>> trees, Function<String, String> variables) {
    return known(question).stream()
        .filter(answer -> Journal.holds(answer.found(), trees, variables))
        .findFirst();
  }

  private List<Answer> known(String question) {
    synchronized (answers) {
      var known = answers.get(question);
      if (known != null) {
        return known;
      }
    }
    var stored =
        store == null
            ? List.<Answer>of()
            : store.get(key(question)).map(RenderCache::read).orElse(List.of());
    if (!stored.isEmpty()) {
      keep(question, stored);
    }
    return stored;
  }

  /// Keeps an answer, the newest first.
  void put(String question, SourceType type, Map<String, String> found, List<ObjectNode> objects) {
    var json = JSON.createArrayNode().addAll(objects);
    var answer =
        new Answer(type, new TreeMap<>(found), json.toString().getBytes(StandardCharsets.UTF_8));
    List<Answer> all = new ArrayList<>(List.of(answer));
    known(question).stream()
        .filter(older -> !older.found().equals(answer.found()))
        .limit(ANSWERS_MAX - 1)
        .forEach(all::add);
    keep(question, all);
    if (store != null) {
      store.put(key(question), write(all));
    }
  }

  private void keep(String question, List<Answer> all) {
    synchronized (answers) {
      bytes -= size(answers.put(question, List.copyOf(all)));
      bytes += size(all);
      var eldest = answers.entrySet().iterator();
      while (answers.size() > QUESTIONS_MAX || bytes > BYTES_MAX && answers.size() > 1) {
        bytes -= size(eldest.next().getValue());
        eldest.remove();
      }
    }
  }

  private static long size(@Nullable List<Answer> all) {
    return all == null
        ? 0
        : all.stream()
            .mapToLong(answer -> answer.manifests().length + 200L * answer.found().size())
            .sum();
  }

  private static String key(String question) {
    return "renders/" + question + ".json";
  }

  /// One name for everything that a rendering depends on besides files.
  static String question(JsonNode parts) {
    return Digest.of(parts.toString().getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static byte[] write(List<Answer> all) {
    var list = JSON.createArrayNode();
    for (var answer : all) {
      var entry = list.addObject();
      entry.put("type", answer.type().name());
      var found = entry.putObject("found");
      answer.found().forEach(found::put);
      entry.put("manifests", new String(answer.manifests(), StandardCharsets.UTF_8));
    }
    return list.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static List<Answer> read(byte[] bytes) {
    try {
      List<Answer> all = new ArrayList<>();
      for (var entry : JSON.readTree(bytes)) {
        Map<String, String> found = new TreeMap<>();
        entry
            .path("found")
            .properties()
            .forEach(read -> found.put(read.getKey(), read.getValue().asText()));
        var manifests = entry.path("manifests").asText().getBytes(StandardCharsets.UTF_8);
        if (!JSON.readTree(manifests).isArray()) {
          return List.of();
        }
        all.add(new Answer(SourceType.valueOf(entry.path("type").asText()), found, manifests));
      }
      return all;
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }
}
