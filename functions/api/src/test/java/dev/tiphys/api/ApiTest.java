package dev.tiphys.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/// A server on a free port over a host in memory, and a client of it.
@Timeout(60)
abstract class ApiTest {
  static final String HELLO =
      """
      {"workflow": {"metadata": {"name": "%s"}, "spec": {"entrypoint": "main", "templates":
        [{"name": "main", "container": {"image": "busybox", "command": ["true"]}}]}}}""";

  final MemoryHost host = new MemoryHost();
  ApiServer server;
  Client client;

  ApiSettings settings() {
    return ApiSettings.local(0, "v0.1.0");
  }

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.start(host, host, host, settings());
    client = Client.of(server);
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  JsonNode created(String namespace, String name) {
    var answer = client.post("/api/v1/workflows/" + namespace, HELLO.formatted(name));
    if (answer.status() != 200) {
      throw new AssertionError(answer.text());
    }
    return answer.json();
  }
}
