package dev.tiphys.sources.git;

import java.time.Duration;

/// How much a Git server may send, and how long it may take (attack case 55).
///
/// @param refs branches, tags and whatever else a repository lists
/// @param listBytes of such a list
/// @param packBytes of what is fetched
/// @param silence without a byte
/// @param listTime of a list in all
/// @param fetchTime of a fetch in all
public record GitLimits(
    int refs,
    long listBytes,
    long packBytes,
    Duration silence,
    Duration listTime,
    Duration fetchTime) {
  public static final GitLimits DEFAULT =
      new GitLimits(
          500_000,
          32L << 20,
          2L << 30,
          Duration.ofSeconds(15),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5));
}
