package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// A part of a list, newest first. Where it goes on is said by the last item and not by a count, so
/// that what is created or deleted meanwhile neither hides an item nor shows one twice.
final class Page {
  /// By time, then by what tells apart what came at the same time.
  private record Place(String created, String namespace, String name, String uid)
      implements Comparable<Place> {
    private static final Comparator<Place> NEWEST_FIRST =
        Comparator.comparing(Place::created)
            .reversed()
            .thenComparing(Place::namespace)
            .thenComparing(Place::name)
            .thenComparing(Place::uid);

    static Place of(JsonNode resource) {
      return new Place(
          Resources.created(resource),
          Resources.namespace(resource),
          Resources.name(resource),
          Resources.uid(resource));
    }

    @Override
    public int compareTo(Place other) {
      return NEWEST_FIRST.compare(this, other);
    }

    String token() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              String.join("\n", created, namespace, name, uid).getBytes(StandardCharsets.UTF_8));
    }

    static Place ofToken(String token) {
      try {
        var parts =
            new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)
                .split("\n", -1);
        if (parts.length == 4) {
          return new Place(parts[0], parts[1], parts[2], parts[3]);
        }
      } catch (IllegalArgumentException e) {
        throw notOurs(token);
      }
      throw notOurs(token);
    }

    private static Refusal notOurs(String token) {
      return Refusal.invalid(
          "listOptions.continue: expected what an earlier page gave, found '%s'"
              .formatted(Refusal.shown(token)));
    }
  }

  private Page() {}

  /// The list that a call asks for with `listOptions.limit` and `listOptions.continue`.
  static ObjectNode of(String kind, List<ObjectNode> all, Call call) {
    var limit = call.number("listOptions.limit", 0);
    var token = call.text("listOptions.continue");
    var after = token.isEmpty() ? null : Place.ofToken(token);
    var rest =
        all.stream()
            .filter(item -> after == null || Place.of(item).compareTo(after) > 0)
            .sorted(Comparator.comparing(Place::of))
            .toList();
    var shown =
        limit == null || limit == 0 ? rest : rest.subList(0, (int) Math.min(limit, rest.size()));
    var list = JsonNodeFactory.instance.objectNode();
    list.put("apiVersion", Resources.API_VERSION).put("kind", kind + "List");
    var metadata = list.putObject("metadata").put("resourceVersion", "0");
    if (shown.size() < rest.size()) {
      metadata.put("continue", Place.of(shown.getLast()).token());
      metadata.put("remainingItemCount", rest.size() - shown.size());
    }
    list.putArray("items").addAll(shown);
    return list;
  }
}
