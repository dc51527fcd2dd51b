package dev.tiphys.stepdispatch.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An executor plugin: a server that is asked to execute `plugin` templates (F018, F222).
///
/// @param url without the path of a method
/// @param tokenFile holds what it wants to see as bearer token; read for each call, as it may
///     change
public record ExecutorPlugin(String name, URI url, @Nullable Path tokenFile) {
  private static final Set<String> FIELDS = Set.of("name", "url", "tokenFile");
  private static final int TOKEN_MAX = 16 << 10;

  public ExecutorPlugin {
    if (name.isBlank()) {
      throw new IllegalArgumentException("runner.plugins: each plugin needs a name");
    }
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new IllegalArgumentException(
          "runner.plugins: the url of '%s' should begin with http:// or https://, not '%s'"
              .formatted(name, url));
    }
  }

  /// Where its method `name` is.
  URI method(String name) {
    var base = url.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + "api/v1/" + name);
  }

  /// What it wants to see, if anything.
  Optional<String> token() {
    if (tokenFile == null) {
      return Optional.empty();
    }
    try {
      if (Files.size(tokenFile) > TOKEN_MAX) {
        throw new PodFailure(
            "executor plugin '%s': its token file has more than %d bytes", name, TOKEN_MAX);
      }
      return Optional.of(Files.readString(tokenFile).strip());
    } catch (IOException e) {
      throw new PodFailure(
          "executor plugin '%s': its token file %s cannot be read", name, tokenFile);
    }
  }

  /// Reads `runner.plugins` of a configuration.
  static List<ExecutorPlugin> all(JsonNode list) {
    if (!list.isMissingNode() && !list.isArray()) {
      throw new IllegalArgumentException(
          "runner.plugins should be a list of {name, url, tokenFile}, not " + list);
    }
    List<ExecutorPlugin> all = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (var plugin : list) {
      plugin
          .fieldNames()
          .forEachRemaining(
              field -> {
                if (!FIELDS.contains(field)) {
                  throw new IllegalArgumentException(
                      "runner.plugins: %s is not known: expected one of %s"
                          .formatted(field, FIELDS.stream().sorted().toList()));
                }
              });
      var one =
          new ExecutorPlugin(
              plugin.path("name").asText(),
              URI.create(plugin.path("url").asText()),
              plugin.hasNonNull("tokenFile") ? Path.of(plugin.path("tokenFile").asText()) : null);
      if (!names.add(one.name())) {
        throw new IllegalArgumentException(
            "runner.plugins: two are called '%s'".formatted(one.name()));
      }
      all.add(one);
    }
    return List.copyOf(all);
  }

  /// The plugin that a ConfigMap labelled `workflows.argoproj.io/configmap-type: ExecutorPlugin`
  /// describes, at the port of its sidecar on this machine: whoever wants it runs it.
  ///
  /// @param sidecar the parsed `sidecar.container`
  /// @throws IllegalArgumentException if it says no port
  public static ExecutorPlugin ofSidecar(String name, JsonNode sidecar) {
    var port = sidecar.path("ports").path(0).path("containerPort").asInt(0);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "executor plugin '%s': sidecar.container should have ports[0].containerPort"
              .formatted(name));
    }
    return new ExecutorPlugin(name, URI.create("http://127.0.0.1:" + port), null);
  }
}
