package dev.tiphys.cli;

import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.server.ServerFailure.Kind;
import dev.tiphys.cli.view.Look;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prints logs as they come.
final class Logs {
  private static final int RECONNECTS_MAX = 20;
  private static final long PAUSE_MILLIS = 500;

  /// Which lines are wanted.
  static final class Query {
    private final Map<String, String> entries = new LinkedHashMap<>();
    private final boolean follow;

    Query(String container, boolean follow) {
      this.follow = follow;
      entries.put("logOptions.container", container);
      if (follow) {
        entries.put("logOptions.follow", "true");
      }
    }

    void put(String key, @Nullable Object value) {
      if (value != null) {
        entries.put(key, value.toString());
      }
    }

    /// Whether asking again brings the same lines first.
    boolean isWhole() {
      return entries.keySet().stream()
          .noneMatch(key -> key.startsWith("logOptions.since") || key.endsWith("tailLines"));
    }
  }

  private final Client client;
  private final Look look;

  Logs(Client client, Look look) {
    this.client = client;
    this.look = look;
  }

  /// All that the main containers of a run write, until its end.
  static void follow(Client client, String name, LookOptions look) throws InterruptedException {
    new Logs(client, look.out()).print(name, new Query("main", true));
  }

  /// Prints the lines; when the connection breaks while following, it is made again and lines that
  /// were printed are passed over.
  void print(String name, Query query) throws InterruptedException {
    var printed = new HashMap<String, Long>();
    try (var _ = new Interruption(client.out()::flush)) {
      for (var attempt = 1; ; attempt++) {
        try {
          pass(name, query, printed);
          return;
        } catch (ServerFailure e) {
          if (!again(query, attempt, e.kind() == Kind.UNAVAILABLE && attempt > 1)) {
            throw e;
          }
        } catch (IOException e) {
          if (!again(query, attempt, true)) {
            throw new ServerFailure(Kind.UNAVAILABLE, "lost the server: " + e.getMessage());
          }
          client.note("lost the server: " + e.getMessage() + "; trying again");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private static boolean again(Query query, int attempt, boolean mayPass) {
    return mayPass && query.follow && query.isWhole() && attempt <= RECONNECTS_MAX;
  }

  private void pass(String name, Query query, Map<String, Long> printed) throws IOException {
    var seen = new HashMap<String, Long>();
    try (var feed = client.routes().logs(name, query.entries)) {
      for (var entry = feed.next(); entry != null; entry = feed.next()) {
        var pod = entry.path("podName").asText();
        var number = seen.merge(pod, 1L, Long::sum);
        if (number > printed.getOrDefault(pod, 0L)) {
          printed.put(pod, number);
          client.out().println(look.podLine(pod, entry.path("content").asText()));
        }
      }
    }
    client.out().flush();
  }
}
