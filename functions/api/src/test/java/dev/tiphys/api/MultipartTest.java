package dev.tiphys.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MultipartTest {
  private static final String TYPE = "multipart/form-data; charset=utf-8; boundary=\"sep\"";

  private static final String FORM =
      """
      preamble\r
      --sep\r
      content-disposition: form-data; name="note"\r
      \r
      no file\r
      --sep  \r
      Content-Type: text/plain\r
      Content-Disposition: form-data; name="f"; filename="C:\\dir\\a.txt"\r
      \r
      %s\r
      --sep--\r
      """;

  /// As a slow network has it: few bytes at a time.
  private static InputStream slow(String text, int piece) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public int read(byte[] bytes, int offset, int length) {
        return super.read(bytes, offset, Math.min(length, piece));
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 100_000})
  void the_first_file_is_read_however_it_comes(int piece) throws IOException {
    var content = "a\r\n--se\r\n--separate\n".repeat(piece > 9 ? 9000 : 3) + "\r\n--s";
    // What merely begins like the boundary is content.
    content = content.replace("--separate", "-sep");
    var file = Multipart.file(slow(FORM.formatted(content), piece), TYPE);
    assertThat(file.name()).isEqualTo("a.txt");
    assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(content);
    assertThat(file.read()).isEqualTo(-1);
  }

  @Test
  void an_empty_file_is_a_file() throws IOException {
    assertThat(Multipart.file(slow(FORM.formatted(""), 9), TYPE).readAllBytes()).isEmpty();
  }

  @Test
  void what_is_no_form_with_a_file_is_refused() {
    assertRefused("x", "application/json", "content-type: expected multipart/form-data");
    assertRefused("--sep--", TYPE, "the form has no file");
    assertRefused("", TYPE, "the form ends before its last boundary");
    assertRefused("--sep\r\nX: " + "y".repeat(20_000), TYPE, "more than 16384 bytes of headers");
  }

  private static void assertRefused(String body, String type, String message) {
    assertThatThrownBy(() -> Multipart.file(slow(body, 1000), type))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(message);
  }
}
