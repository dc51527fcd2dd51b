package dev.tiphys.artifacts.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tiphys.artifacts.ArtifactFailure;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;

/// What a server answered, to be closed.
///
/// @param shown where it was asked, without what may be a secret
public record Reply(ClassicHttpResponse response, String shown) implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The most bytes of an answer that is read as a whole.
  private static final int WHOLE_MAX = 16 << 20;

  /// Such as 404.
  public int status() {
    return response.getCode();
  }

  /// Whether the status is 2xx.
  public boolean ok() {
    return status() / 100 == 2;
  }

  /// The first value of a header, or nothing.
  public String header(String name) {
    var header = response.getFirstHeader(name);
    return header == null ? "" : header.getValue();
  }

  /// The body; closing it closes the reply.
  public InputStream body() throws IOException {
    var entity = response.getEntity();
    var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    return new FilterInputStream(content) {
      @Override
      public void close() throws IOException {
        // What has not been read is not worth reading: the connection goes.
        Reply.this.close();
      }
    };
  }

  /// The body as a whole, which is not an artifact and so cannot be large.
  public byte[] whole() throws IOException {
    try (var in = body()) {
      var bytes = in.readNBytes(WHOLE_MAX + 1);
      if (bytes.length > WHOLE_MAX) {
        throw new ArtifactFailure("%s answered more than %d bytes", shown, WHOLE_MAX);
      }
      return bytes;
    }
  }

  /// The body as JSON.
  public JsonNode json() throws IOException {
    try {
      return JSON.readTree(whole());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new ArtifactFailure("%s should have answered JSON", shown);
    }
  }

  /// Why this is no success.
  public ArtifactFailure failure(String what, String key, String why) {
    return new ArtifactFailure(
        "cannot %s '%s': %s answered %d%s",
        what, key, shown, status(), why.isEmpty() ? "" : " (" + why + ")");
  }

  @Override
  public void close() throws IOException {
    response.close();
  }
}
