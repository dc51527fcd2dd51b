package dev.tiphys.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/// The executor plugin that `workflow-level-executor-plugin.yaml` brings along, as a server of
// ours.
final class HelloPlugin implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpServer server;

  HelloPlugin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/template.execute", HelloPlugin::execute);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void execute(HttpExchange exchange) throws IOException {
    var request = JSON.readTree(exchange.getRequestBody());
    var reply = JSON.createObjectNode();
    if (request.path("template").path("plugin").has("workflowLevelHello")) {
      reply
          .putObject("node")
          .put("phase", "Succeeded")
          .put("message", "Hello from a workflow-level executor plugin!");
    }
    var bytes = reply.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
