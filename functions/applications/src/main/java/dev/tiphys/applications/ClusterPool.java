package dev.tiphys.applications;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.applications.ClusterDestination.Reach;
import dev.tiphys.cluster.ClusterSecret;
import dev.tiphys.cluster.Connections;
import dev.tiphys.cluster.KubeApi;
import dev.tiphys.cluster.KubeFailure;
import dev.tiphys.cluster.LiveObjects;
import dev.tiphys.cluster.LiveObjects.Change;
import dev.tiphys.delivery.project.Cluster;
import dev.tiphys.language.application.Destination;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The clusters that a host delivers to, each connected to when it is needed first: its own, those
/// that Secrets describe (C285), and each context of its kubeconfig by name.
public final class ClusterPool implements AutoCloseable {
  private static final Duration REACTION = Duration.ofSeconds(2);

  private final Own own;
  private final Supplier<List<JsonNode>> secrets;
  private final String kubeconfig;
  private final Consumer<Change> changed;
  private final Map<String, Connected> connected = new HashMap<>();
  private final List<KubeApi> retired = new ArrayList<>();

  /// The cluster of the host itself.
  ///
  /// @param sandbox whether it is one in memory, where no controller does anything
  /// @param enabled whether applications may be delivered there
  public record Own(Supplier<KubeApi> api, boolean sandbox, BooleanSupplier enabled) {}

  /// A cluster that is spoken to.
  ///
  /// @param secret what describes it; null if none does
  /// @param ours whether its connection is ours to close
  private record Connected(
      @Nullable JsonNode secret, ClusterDestination destination, boolean ours) {}

  /// A cluster that is known.
  ///
  /// @param id the same for the same cluster
  private record Known(String id, Cluster cluster, @Nullable JsonNode secret) {}

  /// @param secrets all Secrets of clusters
  /// @param changed is told what others do to objects that were looked at
  public ClusterPool(
      Own own,
      Supplier<List<JsonNode>> secrets,
      Map<String, String> environment,
      Consumer<Change> changed) {
    this.changed = changed;
    this.own = own;
    this.secrets = secrets;
    this.kubeconfig = environment.getOrDefault("KUBECONFIG", "");
  }

  /// How the rules of projects name a destination.
  ///
  /// @throws KubeFailure if there is no such cluster, or there are several
  Cluster cluster(Destination destination) {
    return known(destination).cluster();
  }

  /// @throws KubeFailure if there is no such cluster, or it cannot be spoken to
  synchronized ClusterDestination connect(Destination destination) {
    var known = known(destination);
    var before = connected.get(known.id());
    if (before != null && Objects.equals(before.secret(), known.secret())) {
      return before.destination();
    }
    var next = open(known, destination);
    connected.put(known.id(), next);
    if (before != null) {
      retire(before);
    }
    return next.destination();
  }

  private void retire(Connected before) {
    before.destination().live().close();
    if (before.ours()) {
      retired.add(before.destination().api());
    }
  }

  private Known known(Destination destination) {
    var name = destination.name();
    var named =
        name.isEmpty()
            ? matching(ClusterSecret::serverOf, destination.server())
            : matching(ClusterSecret::nameOf, name);
    if (named.size() > 1 && !name.isEmpty()) {
      throw KubeFailure.senseless(
          "there are %d clusters with the same name: %s", named.size(), name);
    }
    if (!named.isEmpty()) {
      var secret = named.getFirst();
      var read = ClusterSecret.read(secret);
      return new Known(
          secret.path("metadata").path("name").asText(),
          new Cluster(read.name(), read.server(), read.project()),
          secret);
    }
    if (isOwn(destination)) {
      if (!own.enabled().getAsBoolean()) {
        throw KubeFailure.senseless(
            "the cluster %s is switched off: argocd-cm has cluster.inClusterEnabled: \"false\"",
            Connections.IN_CLUSTER);
      }
      return new Known(
          Connections.IN_CLUSTER,
          new Cluster(Destination.IN_CLUSTER_NAME, Connections.IN_CLUSTER, ""),
          null);
    }
    if (name.isEmpty()) {
      throw KubeFailure.senseless(
          "there is no cluster with server %s: register it, or name a context of the kubeconfig",
          destination.server());
    }
    if (kubeconfig.isBlank()) {
      throw KubeFailure.senseless("there are no clusters with this name: %s", name);
    }
    return new Known("context " + name, new Cluster(name, destination.server(), ""), null);
  }

  private static boolean isOwn(Destination destination) {
    return destination.name().equals(Destination.IN_CLUSTER_NAME)
        || destination.name().isEmpty()
            && (destination.server().isEmpty()
                || destination.server().equals(Connections.IN_CLUSTER));
  }

  private List<JsonNode> matching(Function<JsonNode, String> field, String value) {
    return value.isEmpty()
        ? List.of()
        : secrets.get().stream().filter(secret -> field.apply(secret).equals(value)).toList();
  }

  private Connected open(Known known, Destination destination) {
    var secret = known.secret();
    var read = secret == null ? null : ClusterSecret.read(secret);
    var reach = read == null ? Reach.ALL : new Reach(read.namespaces(), read.looksAtAll());
    if (known.cluster().server().equals(Connections.IN_CLUSTER)) {
      var reaction = own.sandbox() ? Duration.ZERO : REACTION;
      return new Connected(secret, destination(own.api().get(), reach, reaction), false);
    }
    var config =
        read != null
            ? read.config()
            : Connections.kubeconfig(
                Path.of(kubeconfig.split(File.pathSeparator)[0]), destination.name());
    return new Connected(secret, destination(new KubeApi(config), reach, REACTION), true);
  }

  private ClusterDestination destination(KubeApi api, Reach reach, Duration reaction) {
    return new ClusterDestination(
        api, new LiveObjects(api, reach.namespaces(), changed), reach, reaction);
  }

  /// How long the controllers of a cluster are given.
  Duration reaction(Destination destination) {
    return isOwn(destination) && own.sandbox() ? Duration.ZERO : REACTION;
  }

  @Override
  public synchronized void close() {
    connected.values().forEach(this::retire);
    retired.forEach(KubeApi::close);
    connected.clear();
    retired.clear();
  }
}
