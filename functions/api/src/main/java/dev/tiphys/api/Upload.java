package dev.tiphys.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The body of a request that is too large to be kept in memory: each piece within the time that a
/// client may take, and all of it within a limit.
final class Upload extends FilterInputStream {
  private final TransferLimit transfers;
  private final Limits limits;
  private long left;

  Upload(InputStream body, TransferLimit transfers, Limits limits) {
    super(body);
    this.transfers = transfers;
    this.limits = limits;
    left = limits.uploadBytes();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    var read = new int[1];
    transfers.within(limits.transfer(), () -> read[0] = in.read(bytes, offset, length));
    left -= Math.max(0, read[0]);
    if (left < 0) {
      throw new Refusal(
          Refusal.Code.RESOURCE_EXHAUSTED,
          "the artifact is too large: at most %d bytes are allowed"
              .formatted(limits.uploadBytes()));
    }
    return read[0];
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }
}
