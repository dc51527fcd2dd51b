package dev.tiphys.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;

/// Reads requests within the limits: of one request, and of all that are under way.
final class Intake {
  private static final int CHUNK_BYTES = 16 * 1024;
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final Limits limits;
  private final TransferLimit transfers;
  private final Semaphore buffered;

  Intake(Limits limits, TransferLimit transfers) {
    this.limits = limits;
    this.transfers = transfers;
    this.buffered = new Semaphore(limits.bufferedBytes());
  }

  void checkHead(URI uri, Headers headers) {
    if (uri.toString().length() > limits.uriChars()) {
      throw new Refusal(
          Refusal.Code.URI_TOO_LONG,
          "the URI has %d characters: at most %d are allowed"
              .formatted(uri.toString().length(), limits.uriChars()));
    }
    var bytes = 0;
    for (var header : headers.entrySet()) {
      for (var value : header.getValue()) {
        bytes += header.getKey().length() + value.length() + 4;
      }
    }
    if (bytes > limits.headerBytes()) {
      throw new Refusal(
          Refusal.Code.HEADERS_TOO_LARGE,
          "the headers have %d bytes: at most %d are allowed"
              .formatted(bytes, limits.headerBytes()));
    }
    var encoding = headers.getFirst("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw Refusal.invalid(
          "the body is encoded as '%s': expected it as it is".formatted(Refusal.shown(encoding)));
    }
  }

  static Map<String, List<String>> lowerCase(Headers headers) {
    var lowerCase = new HashMap<String, List<String>>();
    headers.forEach((name, values) -> lowerCase.put(name.toLowerCase(Locale.ROOT), values));
    return lowerCase;
  }

  /// A body that counts against what may be buffered until it is closed.
  final class Content implements AutoCloseable {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int most;
    private int reserved;

    private Content(int most) {
      this.most = most;
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }

    private void add(byte[] chunk, int length) {
      if (bytes.size() + length > most) {
        throw tooLarge(most);
      }
      if (!buffered.tryAcquire(length)) {
        throw new Refusal(
            Refusal.Code.UNAVAILABLE,
            "the bodies of all requests have %d bytes together, which is the limit: try again"
                .formatted(limits.bufferedBytes()));
      }
      reserved += length;
      bytes.write(chunk, 0, length);
    }

    @Override
    public void close() {
      buffered.release(reserved);
      reserved = 0;
    }
  }

  /// Reads the whole body, however it is sent, of at most `most` bytes.
  Content read(HttpExchange exchange, int most) throws IOException {
    var length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length != null && length.length() > 18 || length != null && Long.parseLong(length) > most) {
      throw tooLarge(most);
    }
    var content = new Content(most);
    try {
      transfers.within(
          limits.transfer(),
          () -> {
            var chunk = new byte[CHUNK_BYTES];
            for (int read; (read = exchange.getRequestBody().read(chunk)) >= 0; ) {
              content.add(chunk, read);
            }
          });
      return content;
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  /// Throws away some of a body that was refused: a client that is still sending would not see the
  /// answer if the connection were closed under it.
  void drain(HttpExchange exchange) {
    try {
      transfers.within(
          DRAIN,
          () -> {
            var chunk = new byte[CHUNK_BYTES];
            var left = 4L * limits.bodyBytes();
            for (int read; left > 0 && (read = exchange.getRequestBody().read(chunk)) >= 0; ) {
              left -= read;
            }
          });
    } catch (IOException e) {
      // It was only a courtesy.
      return;
    }
  }

  private static Refusal tooLarge(int most) {
    return new Refusal(
        Refusal.Code.RESOURCE_EXHAUSTED,
        "the body is too large: at most %d bytes are allowed".formatted(most));
  }
}
