package dev.tiphys.artifacts.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/// Part of a file as the body of a request, which can be sent more than once.
final class FileBody extends AbstractHttpEntity {
  private final Path file;
  private final long start;
  private final long length;

  FileBody(Path file, long start, long length) {
    super(ContentType.APPLICATION_OCTET_STREAM, null);
    this.file = file;
    this.start = start;
    this.length = length;
  }

  static FileBody all(Path file) throws IOException {
    return new FileBody(file, 0, Files.size(file));
  }

  @Override
  public InputStream getContent() throws IOException {
    return Part.of(file, start, length);
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public void close() {}
}
