package dev.tiphys.sources.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A commit or an annotated tag, taken apart into what was signed and the signature.
///
/// @param signature empty if it is not signed
public record SignedObject(byte[] content, byte[] signature) {
  private static final byte[] HEADER = "gpgsig ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEGIN =
      "-----BEGIN PGP SIGNATURE-----".getBytes(StandardCharsets.US_ASCII);

  /// @param raw a commit as Git keeps it: the signature is a header of its own
  public static SignedObject commit(byte[] raw) {
    var content = new ByteArrayOutputStream(raw.length);
    var signature = new ByteArrayOutputStream();
    var inSignature = false;
    var at = 0;
    while (at < raw.length) {
      var end = lineEnd(raw, at);
      var line = Arrays.copyOfRange(raw, at, end);
      if (line.length == 1 && line[0] == '\n') {
        content.write(raw, at, raw.length - at);
        break;
      }
      if (line[0] == ' ' && inSignature) {
        signature.write(line, 1, line.length - 1);
      } else if (startsWith(line, 0, HEADER)) {
        inSignature = true;
        signature.write(line, HEADER.length, line.length - HEADER.length);
      } else {
        inSignature = false;
        content.writeBytes(line);
      }
      at = end;
    }
    return new SignedObject(content.toByteArray(), signature.toByteArray());
  }

  /// @param raw an annotated tag as Git keeps it: the signature is at its end
  public static SignedObject tag(byte[] raw) {
    var begin = -1;
    for (var at = 0; at < raw.length; at = lineEnd(raw, at)) {
      if (startsWith(raw, at, BEGIN)) {
        begin = at;
      }
    }
    return begin < 0
        ? new SignedObject(raw, new byte[0])
        : new SignedObject(Arrays.copyOf(raw, begin), Arrays.copyOfRange(raw, begin, raw.length));
  }

  private static int lineEnd(byte[] raw, int from) {
    for (var at = from; at < raw.length; at++) {
      if (raw[at] == '\n') {
        return at + 1;
      }
    }
    return raw.length;
  }

  private static boolean startsWith(byte[] bytes, int from, byte[] start) {
    return bytes.length - from >= start.length
        && Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
  }
}
