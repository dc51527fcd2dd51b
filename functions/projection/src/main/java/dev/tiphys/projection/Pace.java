package dev.tiphys.projection;

import dev.tiphys.log.LogFailure.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that can be waited for.
interface Pace extends InstantSource {
  /// That of the machine.
  Pace OF_THE_MACHINE =
      new Pace() {
        @Override
        public Instant instant() {
          return Instant.now();
        }

        @Override
        public void pause(Duration time) {
          try {
            Thread.sleep(time);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted while waiting for a turn to write", e);
          }
        }
      };

  /// Returns when `time` is over.
  ///
  /// @throws Unavailable if the process is about to end
  void pause(Duration time);
}
