package dev.tiphys.delivery.sets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.language.application.ApplicationSet;
import dev.tiphys.language.application.ApplicationSetCheck;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What of the world a set depends on, and how often it wants to look (C249).
///
/// Git repositories are looked at by `git-poll`, so that only a generator which names an interval
/// of its own is asked more often.
public final class SetNeeds {
  private static final Map<String, Duration> EVERY =
      Map.of(
          "scmProvider", Duration.ofMinutes(30),
          "pullRequest", Duration.ofMinutes(30),
          "plugin", Duration.ofMinutes(30),
          "clusterDecisionResource", Duration.ofMinutes(3));
  private static final Duration AGAIN = Duration.ofMinutes(3);
  private static final int ENTRIES_MAX = 10_000;

  private SetNeeds() {}

  /// A generator, however deep it stands.
  public record Used(String kind, JsonNode spec) {}

  /// All generators of a set.
  public static List<Used> generators(ApplicationSet set) {
    var open = new ArrayDeque<>(set.spec().generators());
    var used = new ArrayList<Used>();
    while (!open.isEmpty() && used.size() < ENTRIES_MAX) {
      var entry = open.remove();
      for (var kind : ApplicationSetCheck.GENERATORS) {
        if (entry.hasNonNull(kind)) {
          used.add(new Used(kind, entry.get(kind)));
          entry.get(kind).path("generators").forEach(open::add);
        }
      }
    }
    return used;
  }

  /// Whether a set has a generator of that kind.
  public static boolean uses(ApplicationSet set, String kind) {
    return generators(set).stream().anyMatch(used -> used.kind().equals(kind));
  }

  /// Whether a set depends on which clusters there are.
  public static boolean usesClusters(ApplicationSet set) {
    return uses(set, "clusters") || uses(set, "clusterDecisionResource");
  }

  /// After which time the generators are asked again, if nothing else wakes them: the smallest of
  /// all. After a failure that is no more than three minutes.
  public static Optional<Duration> again(ApplicationSet set, boolean failed) {
    var smallest = failed ? AGAIN : null;
    for (var used : generators(set)) {
      var seconds = used.spec().path("requeueAfterSeconds").asLong();
      var every = seconds > 0 ? Duration.ofSeconds(seconds) : EVERY.get(used.kind());
      if (every != null && (smallest == null || every.compareTo(smallest) < 0)) {
        smallest = every;
      }
    }
    return Optional.ofNullable(smallest);
  }
}
