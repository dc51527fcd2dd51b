package dev.tiphys.simulation;

import java.time.Duration;

/// How bad a world is: each fault in so many of a thousand cases. Some worlds lose nothing, some
/// never crash, some have it all.
///
/// @param loss of an event on its way
/// @param repeats of an event
/// @param late events that take minutes or hours
/// @param crash of a process, at each append and each publish
/// @param unanswered creates: the request or the reply is lost
/// @param refused operations of the store, and publishes
/// @param rivals that write between a read and a create
/// @param jumps of a clock, at each event
/// @param broken steps that fail
record Weather(
    int loss,
    int repeats,
    int late,
    int crash,
    int unanswered,
    int refused,
    int rivals,
    int jumps,
    int broken) {
  static Weather stormy(Chance chance) {
    return new Weather(
        some(chance, 120),
        some(chance, 150),
        some(chance, 40),
        some(chance, 30),
        some(chance, chance.of(150) ? 950 : 200),
        some(chance, 120),
        some(chance, 700),
        some(chance, 10),
        some(chance, 250));
  }

  private static int some(Chance chance, int most) {
    return chance.of(250) ? 0 : chance.between(1, most);
  }

  /// Nothing goes wrong any more but what users' steps do.
  Weather calm() {
    return new Weather(0, 0, 0, 0, 0, 0, 0, 0, broken);
  }

  Duration delay(Chance chance) {
    if (chance.of(late)) {
      return chance.upTo(chance.of(200) ? Duration.ofHours(3) : Duration.ofMinutes(10));
    }
    return chance.upTo(Duration.ofMillis(chance.of(300) ? 3_000 : 60));
  }
}
