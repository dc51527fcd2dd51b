package dev.tiphys.sources.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;

/// What somebody sends, up to a number of bytes and a moment.
///
/// A single read that hangs has to end by itself, as one of a socket with a time-out does; a server
/// that sends a byte now and then is stopped here.
public final class Limited extends FilterInputStream {
  private final String what;
  private final long limit;
  private final Duration time;
  private final long start = System.nanoTime();
  private long bytes;

  /// @param what what is read, for messages
  public Limited(InputStream in, String what, long limit, Duration time) {
    super(in);
    this.what = what;
    this.limit = limit;
    this.time = time;
  }

  @Override
  public int read() throws IOException {
    var read = super.read();
    count(read < 0 ? 0 : 1);
    return read;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    var read = super.read(buffer, from, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    var skipped = super.skip(count);
    count(skipped);
    return skipped;
  }

  private void count(long more) throws IOException {
    bytes += more;
    if (bytes > limit) {
      throw new IOException("%s has more than %d bytes".formatted(what, limit));
    }
    if (System.nanoTime() - start > time.toNanos()) {
      throw new InterruptedIOException(
          "%s was not there within %d seconds".formatted(what, time.toSeconds()));
    }
  }
}
