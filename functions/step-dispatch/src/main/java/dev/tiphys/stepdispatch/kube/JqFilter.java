package dev.tiphys.stepdispatch.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tiphys.cluster.KubeFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/// A filter of jq, as `jq -rc` prints its results. It sees nothing but the object.
public final class JqFilter {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int RESULTS_MAX = 100_000;
  private static final int FILTER_MAX = 64 << 10;

  private final Scope scope = Scope.newEmptyScope();
  private final JsonQuery query;

  /// @throws KubeFailure if it is no filter
  public JqFilter(String filter) {
    if (filter.length() > FILTER_MAX) {
      throw KubeFailure.senseless("jqFilter has more than %d characters", FILTER_MAX);
    }
    BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_6, scope);
    // The environment of this process is no part of an object.
    var nothing = JsonNodeFactory.instance.objectNode();
    scope.addFunction("env", 0, (_, _, _, path, output, _) -> output.emit(nothing, path));
    scope.setValue("ENV", nothing);
    try {
      query = JsonQuery.compile(filter, Versions.JQ_1_6);
    } catch (JsonQueryException e) {
      throw KubeFailure.senseless("jqFilter '%s': %s", filter, e.getMessage());
    }
  }

  /// Its results for `object`, a line each.
  ///
  /// @throws KubeFailure if it fails, or takes too long
  public String apply(JsonNode object) throws InterruptedException {
    var result = new CompletableFuture<List<String>>();
    // A filter without an end does not hear of interruptions, but of a result nobody wants.
    Thread.ofPlatform().daemon().name("jq").start(() -> run(object, result));
    try {
      return String.join("\n", result.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      result.cancel(true);
      throw KubeFailure.senseless("jqFilter takes more than %d s", LIMIT.toSeconds());
    } catch (ExecutionException e) {
      throw KubeFailure.senseless("jqFilter: %s", e.getCause().getMessage());
    }
  }

  private void run(JsonNode object, CompletableFuture<List<String>> result) {
    List<String> lines = new ArrayList<>();
    try {
      query.apply(
          Scope.newChildScope(scope),
          object,
          value -> {
            if (result.isDone() || lines.size() == RESULTS_MAX) {
              throw KubeFailure.senseless("more than %d results", RESULTS_MAX);
            }
            lines.add(value.isTextual() ? value.asText() : value.toString());
          });
      result.complete(lines);
    } catch (JsonQueryException | RuntimeException | StackOverflowError e) {
      result.completeExceptionally(e);
    }
  }
}
