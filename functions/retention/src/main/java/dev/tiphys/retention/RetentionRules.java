package dev.tiphys.retention;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.events.Phase;
import dev.tiphys.language.selector.LabelSelector;
import dev.tiphys.language.selector.MalformedSelectorException;
import dev.tiphys.language.time.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which runs that are over are kept, as the configuration of the controller says it.
///
/// @param keep how many of each phase; a phase that is missing has no limit
/// @param archived whether runs that expire go to an archive instead of being deleted
/// @param archiveFor how long the archive keeps a run after its end; empty for ever
/// @param archiveLabels the runs that the archive takes
public record RetentionRules(
    Map<Phase, Integer> keep,
    boolean archived,
    Optional<Duration> archiveFor,
    LabelSelector archiveLabels) {
  private static final Map<String, Phase> LIMITS =
      Map.of("completed", Phase.SUCCEEDED, "failed", Phase.FAILED, "errored", Phase.ERROR);

  public RetentionRules {
    keep = Map.copyOf(keep);
  }

  /// Reads `retentionPolicy` and `persistence` (`archive`, `archiveTTL`, `archiveLabelSelector`).
  ///
  /// @throws IllegalArgumentException naming the field that is wrong
  public static RetentionRules of(JsonNode config) {
    var keep = new EnumMap<Phase, Integer>(Phase.class);
    var policy = config.path("retentionPolicy");
    LIMITS.forEach(
        (field, phase) -> {
          if (policy.hasNonNull(field)) {
            keep.put(phase, number("retentionPolicy." + field, policy.get(field)));
          }
        });
    var persistence = config.path("persistence");
    return new RetentionRules(
        keep,
        persistence.path("archive").asBoolean(false),
        age(persistence.get("archiveTTL")),
        selector(persistence.get("archiveLabelSelector")));
  }

  private static int number(String field, JsonNode value) {
    if (!value.asText().matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "configuration: %s: expected a number from 0, found %s".formatted(field, value));
    }
    return Integer.parseInt(value.asText());
  }

  /// A Go duration, or a number of days such as `30d`.
  private static Optional<Duration> age(@Nullable JsonNode value) {
    if (value == null || value.asText().isEmpty()) {
      return Optional.empty();
    }
    var text = value.asText();
    try {
      var age =
          text.matches("[0-9]{1,6}d")
              ? Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)))
              : Durations.parse(text);
      return age.isZero() || age.isNegative() ? Optional.empty() : Optional.of(age);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "configuration: persistence.archiveTTL: expected a duration such as 30d or 12h, found '%s'"
              .formatted(text),
          e);
    }
  }

  private static LabelSelector selector(@Nullable JsonNode json) {
    try {
      return LabelSelector.of(json);
    } catch (MalformedSelectorException e) {
      throw new IllegalArgumentException(
          "configuration: persistence.archiveLabelSelector: " + e.getMessage(), e);
    }
  }

  /// Whether it makes a difference which other runs there are.
  public boolean limited() {
    return !keep.isEmpty();
  }

  /// Whether the archive takes a run with these labels once it expires.
  public boolean archives(Map<String, String> labels) {
    return archived && archiveLabels.test(labels);
  }

  /// Of the runs that are not expired, those that are too many of their phase: the oldest ends.
  public List<Ended> surplus(List<Ended> runs) {
    var surplus = new ArrayList<Ended>();
    keep.forEach(
        (phase, limit) ->
            runs.stream()
                .filter(run -> !run.expired() && run.phase() == phase)
                .sorted(NEWEST_FIRST)
                .skip(limit)
                .forEach(surplus::add));
    return surplus;
  }

  private static final Comparator<Ended> NEWEST_FIRST =
      Comparator.comparing(Ended::at).reversed().thenComparing(ended -> ended.run().stream());

  /// Of the runs that only the archive has, those that it has had for long enough.
  public List<Ended> outlived(List<Ended> runs, Instant now) {
    return archiveFor
        .map(age -> now.minus(age))
        .map(then -> runs.stream().filter(run -> run.expired() && run.at().isBefore(then)).toList())
        .orElse(List.of());
  }
}
