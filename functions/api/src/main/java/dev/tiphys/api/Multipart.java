package dev.tiphys.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// The first file in a form (`multipart/form-data`, RFC 7578), read as it comes.
final class Multipart extends InputStream {
  private static final Pattern BOUNDARY =
      Pattern.compile("(?i)multipart/form-data\\s*;(?:.*;)?\\s*boundary=\"?([^\";]{1,70})\"?.*");
  private static final Pattern FILE = Pattern.compile("(?i)filename=(?:\"([^\"]*)\"|([^;\\s]+))");
  private static final int HEADERS_MAX = 16 * 1024;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream in;
  private final byte[] delimiter;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private String name = "";
  private int from;
  private int to;
  private boolean over;

  private Multipart(InputStream in, byte[] delimiter) {
    this.in = in;
    this.delimiter = delimiter;
    // A form may begin with its boundary, which elsewhere follows the end of a line.
    buffer[0] = '\r';
    buffer[1] = '\n';
    to = 2;
  }

  /// Reads up to the content of the file, which this stream then is.
  ///
  /// @throws Refusal if the body is no such form, or has no file
  static Multipart file(InputStream body, String contentType) throws IOException {
    var boundary = BOUNDARY.matcher(contentType.strip());
    if (!boundary.matches()) {
      throw Refusal.invalid(
          "content-type: expected multipart/form-data with a boundary, found '%s'"
              .formatted(Refusal.shown(contentType)));
    }
    var form =
        new Multipart(body, ("\r\n--" + boundary.group(1)).getBytes(StandardCharsets.ISO_8859_1));
    form.nextPart();
    while (!form.isFile(form.headers())) {
      form.nextPart();
    }
    return form;
  }

  /// What the sender calls the file, without folders; may be empty.
  String name() {
    return name;
  }

  private void nextPart() throws IOException {
    skipToEnd();
    from += delimiter.length;
    over = false;
    if (take() == '-' && take() == '-') {
      throw Refusal.invalid("the form has no file: expected a part with a filename");
    }
    // The boundary may be followed by spaces; the line ends there.
    while (buffer[from - 1] != '\n') {
      take();
    }
  }

  private void skipToEnd() throws IOException {
    var piece = new byte[BUFFER_BYTES];
    while (read(piece, 0, piece.length) >= 0) {}
  }

  /// Lines up to one that is empty.
  private String headers() throws IOException {
    var headers = new ByteArrayOutputStream();
    for (var length = -1; length != 0; ) {
      length = 0;
      for (var b = take(); b != '\n'; b = take()) {
        headers.write(b);
        if (headers.size() > HEADERS_MAX) {
          throw Refusal.invalid(
              "a part of the form has more than %d bytes of headers".formatted(HEADERS_MAX));
        }
        length += b == '\r' ? 0 : 1;
      }
      headers.write('\n');
    }
    return headers.toString(StandardCharsets.UTF_8);
  }

  private boolean isFile(String headers) {
    for (var header : headers.lines().toList()) {
      var file = FILE.matcher(header);
      if (header.toLowerCase(Locale.ROOT).startsWith("content-disposition:") && file.find()) {
        name = (file.group(1) == null ? file.group(2) : file.group(1)).replaceAll(".*[/\\\\]", "");
        return true;
      }
    }
    return false;
  }

  private int take() throws IOException {
    fill(1);
    return buffer[from++];
  }

  /// Reads until there are `wanted` bytes.
  private void fill(int wanted) throws IOException {
    if (to - from < wanted && from > 0) {
      System.arraycopy(buffer, from, buffer, 0, to - from);
      to -= from;
      from = 0;
    }
    while (to - from < wanted) {
      var read = in.read(buffer, to, buffer.length - to);
      if (read < 0) {
        throw Refusal.invalid("the form ends before its last boundary");
      }
      to += read;
    }
  }

  /// Bytes of the current part, up to its boundary.
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (over) {
      return -1;
    }
    fill(delimiter.length);
    var end = delimiterAt();
    if (end == from) {
      over = true;
      return -1;
    }
    // Up to where a boundary may begin.
    var safe = end >= 0 ? end : to - delimiter.length + 1;
    var count = Math.min(length, safe - from);
    System.arraycopy(buffer, from, bytes, offset, count);
    from += count;
    return count;
  }

  private int delimiterAt() {
    for (var at = from; at <= to - delimiter.length; at++) {
      if (Arrays.equals(buffer, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
        return at;
      }
    }
    return -1;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }
}
