package dev.tiphys.language.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The recorded behaviour of loops in Argo Workflows.
final class LoopVectors {
  private LoopVectors() {}

  static Stream<JsonNode> of(String file) throws IOException {
    var path =
        Path.of(System.getProperty("tiphys.root"), "..", "shared/cases/workflows/vectors", file);
    return StreamSupport.stream(new ObjectMapper().readTree(path.toFile()).spliterator(), false);
  }
}
