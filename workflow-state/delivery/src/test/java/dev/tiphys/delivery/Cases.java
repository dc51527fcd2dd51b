package dev.tiphys.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;

/// The shared cases of delivery, read where they lie.
public final class Cases {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT =
      Path.of(System.getProperty("tiphys.root"), "../shared/cases/delivery");

  private Cases() {}

  /// A file or folder of the cases.
  public static Path path(String name) {
    return ROOT.resolve(name);
  }

  /// A whole file.
  public static JsonNode read(String file) {
    try {
      return JSON.readTree(Files.readString(path(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The cases of a file that holds a list of them.
  public static Stream<Named<JsonNode>> list(String file) {
    return list(read(file));
  }

  /// The cases of a list, each by its name, or as a whole when it has none.
  public static Stream<Named<JsonNode>> list(JsonNode cases) {
    return StreamSupport.stream(cases.spliterator(), false)
        .map(
            one ->
                Named.of(
                    one.path("name").asText().isBlank() ? one.toString() : one.get("name").asText(),
                    one));
  }
}
