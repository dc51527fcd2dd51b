package dev.tiphys.cli.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cli.server.Connection;
import dev.tiphys.cli.server.Delivery;
import dev.tiphys.cli.server.ServerFailure;
import dev.tiphys.cli.server.Watch;
import dev.tiphys.cli.terminal.Inert;
import dev.tiphys.cli.view.Documents;
import dev.tiphys.cli.view.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// A command that talks to a server: the server, and where to print.
final class DeliveryClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Connection connection;
  private final Delivery routes;
  private final PrintWriter out;
  private final PrintWriter err;

  private DeliveryClient(Connection connection, PrintWriter out, PrintWriter err) {
    this.connection = connection;
    this.routes = new Delivery(connection);
    this.out = out;
    this.err = err;
  }

  /// @throws dev.tiphys.cli.BadInput if the options name no server
  static DeliveryClient open(DeliveryOptions options, CommandSpec spec) {
    var line = spec.commandLine();
    return new DeliveryClient(options.address.connect(), line.getOut(), line.getErr());
  }

  Delivery routes() {
    return routes;
  }

  PrintWriter out() {
    return out;
  }

  void note(String note) {
    err.println(Inert.text(note));
    err.flush();
  }

  /// Asks who sits there; a program that forgot `--yes` deletes nothing.
  boolean isMeant(String question) throws IOException {
    out.print(Inert.text(question));
    out.flush();
    var answer = new StringBuilder();
    for (var next = System.in.read(); next >= 0 && next != '\n'; next = System.in.read()) {
      answer.append(new String(new byte[] {(byte) next}, StandardCharsets.US_ASCII));
    }
    return answer.toString().strip().equalsIgnoreCase("y");
  }

  /// An application as it is now.
  ApplicationView get(AppName name) {
    return new ApplicationView(routes.applications().send("GET", name.query(), null, name.name()));
  }

  /// An application as it changes.
  Watch watch(AppName name) {
    return new Watch(
        routes.applications().source(name.name(), name.query()),
        "application",
        name.name(),
        PATIENCE,
        this::note);
  }

  /// A resource in a form for programs.
  void print(JsonNode resource, Format format) {
    switch (format) {
      case JSON -> out.println(Documents.json(resource));
      case YAML -> out.print(Documents.yaml(resource));
      case NAME, WIDE -> out.println(nameOf(resource));
    }
    out.flush();
  }

  /// A list of resources in a form for programs.
  void printAll(List<? extends JsonNode> resources, Format format) {
    switch (format) {
      case JSON, YAML -> print(JsonNodeFactory.instance.arrayNode().addAll(resources), format);
      case NAME, WIDE -> resources.forEach(resource -> print(resource, format));
    }
  }

  private static String nameOf(JsonNode resource) {
    var metadata = resource.path("metadata");
    var namespace = metadata.path("namespace").asText();
    return Inert.text(
        (namespace.isEmpty() ? "" : namespace + "/") + metadata.path("name").asText());
  }

  /// A table, or a note if nothing is in it.
  void print(Table table, String nothing) {
    if (table.isEmpty()) {
      note(nothing);
    } else {
      table.lines().forEach(line -> out.println(Inert.text(line)));
    }
    out.flush();
  }

  /// Null if there is none of this name.
  @Nullable ApplicationView find(AppName name) {
    try {
      return get(name);
    } catch (ServerFailure e) {
      if (e.kind() == ServerFailure.Kind.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    out.flush();
    connection.close();
  }
}
