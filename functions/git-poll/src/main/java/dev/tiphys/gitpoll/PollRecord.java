package dev.tiphys.gitpoll;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.gitpoll.PollSchedule.Poll;
import dev.tiphys.log.store.ObjectStore;
import java.io.IOException;
import java.time.Instant;
import java.util.TreeMap;

/// The schedule as one small object beside the log. Losing it costs one poll of every repository,
/// so that it is simply replaced and what cannot be read is as good as none.
final class PollRecord {
  private static final String KEY = "polls/schedule.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private PollRecord() {}

  static PollSchedule load(ObjectStore store) {
    return store.get(KEY).map(PollRecord::read).orElse(PollSchedule.NEW);
  }

  private static PollSchedule read(byte[] bytes) {
    var polls = new TreeMap<String, Poll>();
    try {
      for (var entry : JSON.readTree(bytes).properties()) {
        polls.put(
            entry.getKey(),
            new Poll(
                Instant.ofEpochMilli(entry.getValue().path("at").asLong()),
                entry.getValue().path("failures").asInt()));
      }
    } catch (IOException e) {
      return PollSchedule.NEW;
    }
    return new PollSchedule(polls);
  }

  static void save(ObjectStore store, PollSchedule schedule) {
    var json = JSON.createObjectNode();
    schedule
        .polls()
        .forEach(
            (key, poll) ->
                json.putObject(key)
                    .put("at", poll.at().toEpochMilli())
                    .put("failures", poll.failures()));
    store.put(KEY, json.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
