package dev.tiphys.trigger;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// What a run gets from the world when it comes to be.
///
/// @param uid tells it from every other run of its name; a redelivery must bring the same
/// @param at `metadata.creationTimestamp`, unless the resource has one, and the start of the run
/// @param random for the last five characters of a generated name
public record Birth(String uid, Instant at, RandomGenerator random) {
  /// A birth whose uid is still to be read from a resource.
  public record Moment(Instant at, RandomGenerator random) {
    Birth birth(String uid) {
      return new Birth(uid, at, random);
    }
  }
}
