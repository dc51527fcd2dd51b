package dev.tiphys.cli.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tiphys.language.validation.Document;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All functions in this process.
public interface LocalHost extends AutoCloseable {
  /// Which Kubernetes API resource templates speak to; null for what the configuration says.
  record Kubernetes(@Nullable String kubeconfig, @Nullable String context) {
    /// As the configuration says.
    public static final Kubernetes UNSAID = new Kubernetes(null, null);
  }

  /// What the command line says about a host.
  ///
  /// @param store a folder or `s3://bucket/prefix`
  /// @param runner `auto`, `podman`, `docker`, `process` or `pod`
  /// @param configuration a file; null for none
  /// @param kubernetes where it is said which API there is
  /// @param documents what is there for the runs of this host: templates, ConfigMaps, Secrets
  record Options(
      String store,
      String runner,
      @Nullable String configuration,
      Kubernetes kubernetes,
      List<Document> documents) {
    public Options {
      documents = List.copyOf(documents);
    }
  }

  /// Starts a run.
  ///
  /// @throws LocalFailure if it cannot be started
  LocalRun start(String namespace, ObjectNode workflow);

  /// Answers HTTP until closed.
  ///
  /// @param token what clients have to know; null if nothing
  /// @return where
  /// @throws LocalFailure if the address is taken
  URI serve(String address, int port, @Nullable String token);

  /// Says how what is delivered is set up: ConfigMaps, Secrets and plugins, in place of those of
  /// the last time.
  ///
  /// @throws LocalFailure if they make no sense; then all stays as it was
  void setUp(List<? extends JsonNode> settings);

  /// Ends what runs here. What is in the store goes on when a host is opened on it again.
  @Override
  void close();

  /// @throws LocalFailure if the store, the runner or the configuration cannot be used
  static LocalHost open(Options options) {
    return EmbeddedHost.open(options);
  }
}
