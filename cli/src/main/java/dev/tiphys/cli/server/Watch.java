package dev.tiphys.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.cli.follow.Snapshots;
import dev.tiphys.cli.server.ServerFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One resource of a server, such as a Workflow, as it changes.
///
/// A thread of its own reads the stream of events and opens it again when it breaks. What may have
/// been missed meanwhile is fetched: once the stream stands, and now and then.
public final class Watch implements Snapshots {
  private static final Duration FETCH_AGAIN = Duration.ofSeconds(15);
  private static final Duration RECONNECT_MIN = Duration.ofMillis(200);
  private static final Duration RECONNECT_MAX = Duration.ofSeconds(5);

  private static final int QUEUE_MAX = 64;

  private sealed interface News {}

  private record Changed(JsonNode resource) implements News {}

  private record Connected() implements News {}

  private record Deleted() implements News {}

  private record Broken(String why, boolean forGood) implements News {}

  /// Where the states of the resource come from.
  public interface Source {
    /// As it is now.
    JsonNode get();

    /// What happens to it: `{type, object}`.
    Feed events();
  }

  private final Source source;
  private final String what;
  private final String name;
  private final Duration patience;
  private final Consumer<String> notes;
  // Bounded, so that a terminal that is slower than the run holds the stream back.
  private final BlockingQueue<News> news = new LinkedBlockingQueue<>(QUEUE_MAX);
  private @Nullable Thread reader;
  private volatile boolean closed;
  private long fetchedAt;
  private String shown = "";

  /// @param what of which kind it is, for messages
  /// @param patience how long a server that is gone is waited for
  /// @param notes is told when the connection breaks
  public Watch(Source source, String what, String name, Duration patience, Consumer<String> notes) {
    this.source = source;
    this.what = what;
    this.name = name;
    this.patience = patience;
    this.notes = notes;
  }

  /// @throws ServerFailure if the resource is not there (any more), or the server is gone for
  ///     longer than it is waited for
  @Override
  public @Nullable JsonNode next(Duration wait) throws InterruptedException {
    if (reader == null) {
      // What is wrong from the beginning is told at once, before any stream.
      var first = fetch();
      reader = Thread.ofVirtual().start(this::read);
      return first;
    }
    var end = System.nanoTime() + wait.toNanos();
    while (true) {
      var item = news.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      var resource =
          switch (item) {
            case null -> fetchNowAndThen();
            case Connected _ -> fetchIfReachable();
            case Changed(var changed) -> newer(changed);
            case Deleted _ ->
                throw new ServerFailure(
                    Kind.NOT_FOUND, "%s '%s' was deleted".formatted(what, name));
            case Broken(var why, var forGood) -> {
              if (forGood) {
                throw new ServerFailure(Kind.UNAVAILABLE, why);
              }
              notes.accept(why + "; trying again");
              yield null;
            }
          };
      if (resource != null || item == null) {
        return resource;
      }
    }
  }

  private @Nullable JsonNode fetchNowAndThen() {
    return System.nanoTime() - fetchedAt < FETCH_AGAIN.toNanos() ? null : fetchIfReachable();
  }

  /// A server may be gone again in the moment after it was reached.
  private @Nullable JsonNode fetchIfReachable() {
    try {
      return fetch();
    } catch (ServerFailure e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        // The reader finds out by itself, and knows how long to try.
        return null;
      }
      throw e;
    }
  }

  private @Nullable JsonNode fetch() {
    fetchedAt = System.nanoTime();
    return newer(source.get());
  }

  /// The state, unless it is the one shown or, by its version, an older one.
  private @Nullable JsonNode newer(JsonNode resource) {
    var uid = resource.path("metadata").path("uid").asText();
    var version = uid + "/" + resource.path("metadata").path("resourceVersion").asText("");
    var number = number(version);
    if (number >= 0
        && shown.startsWith(uid + "/")
        && (number < number(shown) || version.equals(shown))) {
      return null;
    }
    shown = version;
    return resource;
  }

  private static long number(String version) {
    var digits = version.substring(version.lastIndexOf('/') + 1);
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
  }

  private void read() {
    var delay = RECONNECT_MIN;
    var lostAt = System.nanoTime();
    var told = false;
    try {
      while (!closed) {
        String why;
        try (var feed = source.events()) {
          news.put(new Connected());
          delay = RECONNECT_MIN;
          told = false;
          pass(feed);
          why = "the server ended the stream";
          lostAt = System.nanoTime();
        } catch (ServerFailure e) {
          why = String.valueOf(e.getMessage());
        } catch (IOException e) {
          why = "lost the server: " + e.getMessage();
          lostAt = System.nanoTime();
        }
        var forGood = System.nanoTime() - lostAt > patience.toNanos();
        if (forGood || !told) {
          news.put(new Broken(why, forGood));
          told = true;
        }
        if (forGood) {
          return;
        }
        Thread.sleep(delay);
        var twice = delay.multipliedBy(2);
        delay = twice.compareTo(RECONNECT_MAX) > 0 ? RECONNECT_MAX : twice;
      }
    } catch (InterruptedException e) {
      // Closed: there is nobody to tell.
      Thread.currentThread().interrupt();
    }
  }

  private void pass(Feed feed) throws IOException, InterruptedException {
    for (var event = feed.next(); event != null && !closed; event = feed.next()) {
      var resource = event.path("object");
      if (resource.path("metadata").path("name").asText().equals(name)) {
        news.put(
            event.path("type").asText().equals("DELETED") ? new Deleted() : new Changed(resource));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (reader != null) {
      reader.interrupt();
    }
  }
}
