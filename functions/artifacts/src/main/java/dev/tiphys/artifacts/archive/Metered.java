package dev.tiphys.artifacts.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Counts what is read, and gives no more than is granted: headers of archives are kept in memory
/// by whoever reads them, so they must be short.
final class Metered extends FilterInputStream {
  private final String what;
  private long granted;

  Metered(InputStream in, String what) {
    super(in);
    this.what = what;
  }

  /// From here on `bytes` may be read.
  void grant(long bytes) {
    granted = bytes;
  }

  @Override
  public int read() throws IOException {
    var b = super.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    var read = super.read(bytes, offset, length);
    count(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long count) throws IOException {
    var skipped = super.skip(count);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) throws IOException {
    granted -= bytes;
    if (granted < 0) {
      throw new IOException(what + " are too long");
    }
  }
}
