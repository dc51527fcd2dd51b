package dev.tiphys.artifacts.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;

/// The first bytes of a stream, as if there were no more.
final class Part extends FilterInputStream {
  private long left;

  Part(InputStream in, long length) {
    super(in);
    left = length;
  }

  /// `length` bytes of `file` from `start` on.
  static InputStream of(Path file, long start, long length) throws IOException {
    var channel = Files.newByteChannel(file);
    channel.position(start);
    return new Part(Channels.newInputStream(channel), length);
  }

  @Override
  public int read() throws IOException {
    if (left <= 0) {
      return -1;
    }
    left--;
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (left <= 0) {
      return -1;
    }
    var read = super.read(bytes, offset, (int) Math.min(length, left));
    left -= Math.max(0, read);
    return read;
  }

  @Override
  public int available() throws IOException {
    return (int) Math.min(super.available(), left);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
