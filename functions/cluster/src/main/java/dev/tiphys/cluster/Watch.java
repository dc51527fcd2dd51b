package dev.tiphys.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A server that tells of changes: a line of JSON for each.
public final class Watch implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// An object has at most 1.5 MiB in a real cluster.
  private static final int LINE_MAX = 8 << 20;

  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<JsonNode> changes;
  private volatile boolean closed;

  private Watch(Consumer<JsonNode> changes) {
    this.changes = changes;
  }

  static Watch open(HttpClient http, String uri, Consumer<JsonNode> changes) {
    var watch = new Watch(changes);
    var request =
        http.newHttpRequestBuilder().uri(uri).method("GET", null, null).forStreaming().build();
    http.consumeBytes(request, watch::read)
        .whenComplete(
            (response, failure) -> {
              if (failure != null || response.code() != 200) {
                watch.over.complete(null);
                return;
              }
              var body = response.body();
              body.done().whenComplete((_, _) -> watch.over.complete(null));
              watch.over.whenComplete((_, _) -> body.cancel());
              body.consume();
            });
    return watch;
  }

  private void read(List<ByteBuffer> buffers, AsyncBody body) {
    for (var buffer : buffers) {
      while (buffer.hasRemaining() && !closed) {
        var next = buffer.get();
        if (next == '\n') {
          tell();
        } else {
          line.write(next);
        }
      }
    }
    if (closed || line.size() > LINE_MAX) {
      over.complete(null);
      body.cancel();
    } else {
      body.consume();
    }
  }

  private void tell() {
    var bytes = line.toByteArray();
    line.reset();
    if (bytes.length == 0) {
      return;
    }
    try {
      var change = JSON.readTree(bytes);
      if (change.path("type").asText().equals("ERROR")) {
        // Too old, or the server cannot go on.
        close();
      } else {
        changes.accept(change);
      }
    } catch (IOException e) {
      close();
    }
  }

  /// Whether it tells no more.
  public boolean isOver() {
    return over.isDone();
  }

  @Override
  public void close() {
    closed = true;
    over.complete(null);
  }
}
