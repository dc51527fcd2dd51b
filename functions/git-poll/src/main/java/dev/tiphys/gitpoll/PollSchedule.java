package dev.tiphys.gitpoll;

import dev.tiphys.delivery.settings.ArgoSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// When each repository was last asked, and when it is due again. Immutable; time comes in.
///
/// @param polls by the key of a repository
public record PollSchedule(Map<String, Poll> polls) {
  public static final PollSchedule NEW = new PollSchedule(Map.of());

  /// How often a repository is asked.
  ///
  /// @param interval between two polls; zero for the first one only
  /// @param jitter at most so much is added, another amount for each repository and poll, so that
  ///     not all are asked at once
  /// @param backOffMax the longest time between polls of a repository that does not answer
  public record Rhythm(Duration interval, Duration jitter, Duration backOffMax) {
    public static final Rhythm DEFAULT =
        new Rhythm(Duration.ofSeconds(120), Duration.ofSeconds(60), Duration.ofMinutes(30));

    /// What `argocd-cm` says.
    public static Rhythm of(ArgoSettings settings) {
      return new Rhythm(
          settings.duration("timeout.reconciliation", DEFAULT.interval()),
          settings.duration("timeout.reconciliation.jitter", DEFAULT.jitter()),
          DEFAULT.backOffMax());
    }
  }

  /// The last time.
  ///
  /// @param failures in a row
  public record Poll(Instant at, int failures) {}

  public PollSchedule {
    polls = Collections.unmodifiableMap(new TreeMap<>(polls));
  }

  /// Those of `repositories` that are due at `now`.
  public List<String> due(Collection<String> repositories, Instant now, Rhythm rhythm) {
    return repositories.stream().filter(key -> !dueAt(key, rhythm).isAfter(now)).toList();
  }

  /// When a repository is due.
  public Instant dueAt(String repository, Rhythm rhythm) {
    var poll = polls.get(repository);
    if (poll == null) {
      return Instant.MIN;
    }
    if (rhythm.interval().isZero()) {
      return Instant.MAX;
    }
    var wait = rhythm.interval();
    for (var i = 0; i < poll.failures() && wait.compareTo(rhythm.backOffMax()) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    if (poll.failures() > 0 && wait.compareTo(rhythm.backOffMax()) > 0) {
      wait = rhythm.backOffMax();
    }
    var jitter = rhythm.jitter().toMillis();
    // The same for the same poll: whoever computes it again finds the same moment.
    var spread = Integer.toUnsignedLong((repository + poll.at().toEpochMilli()).hashCode());
    return poll.at().plus(wait).plusMillis(jitter == 0 ? 0 : spread % jitter);
  }

  /// After some were asked at `now`.
  ///
  /// @param outcomes by repository: whether it answered
  /// @param alive what is still somebody's; all else is forgotten
  public PollSchedule after(Map<String, Boolean> outcomes, Collection<String> alive, Instant now) {
    Map<String, Poll> next = new TreeMap<>();
    for (var key : alive) {
      var before = polls.get(key);
      var outcome = outcomes.get(key);
      if (outcome != null) {
        next.put(key, new Poll(now, outcome ? 0 : before == null ? 1 : before.failures() + 1));
      } else if (before != null) {
        next.put(key, before);
      }
    }
    return new PollSchedule(next);
  }
}
