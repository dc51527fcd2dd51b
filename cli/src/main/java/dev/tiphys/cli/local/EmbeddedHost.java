package dev.tiphys.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.api.ApiServer;
import dev.tiphys.api.ApiSettings;
import dev.tiphys.api.Limits;
import dev.tiphys.doorway.logging.Logs;
import dev.tiphys.embedded.Host;
import dev.tiphys.embedded.HostSettings;
import dev.tiphys.language.yaml.MalformedYamlException;
import dev.tiphys.language.yaml.YamlReader;
import dev.tiphys.log.LogFailure;
import dev.tiphys.trigger.InvalidSubmission;
import dev.tiphys.trigger.Submission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The [Host] of this process.
final class EmbeddedHost implements LocalHost {
  private static final int CONFIGURATION_BYTES_MAX = 1024 * 1024;

  private final Host host;
  private @Nullable ApiServer server;

  private EmbeddedHost(Host host) {
    this.host = host;
  }

  static EmbeddedHost open(Options options) {
    var settings =
        HostSettings.on(options.store())
            .withRunner(options.runner())
            .withDocuments(options.documents())
            .withConfig(with(configuration(options.configuration()), options.kubernetes()));
    try {
      Logs.begin("text", System.getenv());
      return new EmbeddedHost(Host.open(settings));
    } catch (IllegalArgumentException | LogFailure e) {
      throw new LocalFailure(String.valueOf(e.getMessage()));
    }
  }

  private static JsonNode with(JsonNode configuration, Kubernetes kubernetes) {
    if (kubernetes.equals(Kubernetes.UNSAID) || !(configuration instanceof ObjectNode map)) {
      return configuration;
    }
    if (map.path("kind").asText().equals("ConfigMap")) {
      throw new LocalFailure(
          "--kubeconfig and --context cannot go with a ConfigMap as --config: set runner.kubeconfig"
              + " in it");
    }
    var runner = map.withObject("/runner");
    if (kubernetes.kubeconfig() != null) {
      runner.put("kubeconfig", kubernetes.kubeconfig());
    }
    if (kubernetes.context() != null) {
      runner.put("context", kubernetes.context());
    }
    return map;
  }

  private static JsonNode configuration(@Nullable String file) {
    if (file == null) {
      return JsonNodeFactory.instance.objectNode();
    }
    try (var stream = Files.newInputStream(Path.of(file))) {
      var bytes = stream.readNBytes(CONFIGURATION_BYTES_MAX + 1);
      if (bytes.length > CONFIGURATION_BYTES_MAX) {
        throw new LocalFailure(file + ": larger than " + CONFIGURATION_BYTES_MAX + " bytes");
      }
      var documents = YamlReader.read(bytes, file);
      if (documents.size() == 1 && documents.getFirst().toJson() instanceof ObjectNode map) {
        return map;
      }
      throw new LocalFailure(file + ": expected one map, as a controller's configuration is");
    } catch (MalformedYamlException e) {
      throw new LocalFailure(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      throw new LocalFailure(file + ": no such file");
    } catch (IOException e) {
      throw new LocalFailure(file + ": cannot be read: " + e.getMessage());
    }
  }

  @Override
  public LocalRun start(String namespace, ObjectNode workflow) {
    try {
      var submission = Submission.builder().namespace(namespace).build();
      // Not by the API, which refuses names that were used: here a file is run again and again.
      var start = host.trigger().submit(workflow, submission, host.birth());
      return new EmbeddedRun(host, host.start(start));
    } catch (InvalidSubmission e) {
      throw new LocalFailure(
          e.findings().stream()
              .map(f -> f.path().isEmpty() ? f.message() : f.path() + ": " + f.message())
              .collect(Collectors.joining("\n")));
    } catch (LogFailure e) {
      throw new LocalFailure(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public URI serve(String address, int port, @Nullable String token) {
    try {
      var settings =
          new ApiSettings(
              new InetSocketAddress(InetAddress.getByName(address), port),
              token,
              Set.of(),
              Set.of(),
              Objects.requireNonNullElse(
                  EmbeddedHost.class.getPackage().getImplementationVersion(), "unknown"),
              Limits.DEFAULT);
      var started =
          ApiServer.start(
              host.workflows(), host.definitions(), host.ingress(), host.delivery(), settings);
      server = started;
      // Not before: an address that is taken may be that of another host on this very store.
      host.resume();
      return URI.create("http://" + address + ":" + started.address().getPort());
    } catch (IOException e) {
      throw new LocalFailure("cannot listen at %s:%d: %s".formatted(address, port, e.getMessage()));
    }
  }

  @Override
  public void setUp(List<? extends JsonNode> settings) {
    try {
      host.deliverySettings().tell(List.copyOf(settings));
    } catch (IllegalArgumentException e) {
      throw new LocalFailure(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    host.close();
  }
}
