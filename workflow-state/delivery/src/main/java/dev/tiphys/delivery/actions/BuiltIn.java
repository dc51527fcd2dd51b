package dev.tiphys.delivery.actions;

import dev.tiphys.delivery.lua.LuaScript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Our own scripts. Each has a table `actions` of functions and a function `discovery`; with the
/// global `action` set it does that action.
final class BuiltIn {
  /// Kinds that share a script.
  private static final Map<String, String> SHARED =
      Map.ofEntries(
          Map.entry("apps_DaemonSet", "workload"),
          Map.entry("apps_Deployment", "workload"),
          Map.entry("apps_StatefulSet", "workload"),
          Map.entry("argoproj.io_WorkflowTemplate", "template"),
          Map.entry("argoproj.io_ClusterWorkflowTemplate", "template"),
          Map.entry("external-secrets.io_ExternalSecret", "external-secret"),
          Map.entry("external-secrets.io_ClusterExternalSecret", "external-secret"),
          Map.entry("external-secrets.io_PushSecret", "external-secret"),
          Map.entry("k8s.mariadb.com_MariaDB", "suspendable"),
          Map.entry("keda.sh_ScaledJob", "keda"),
          Map.entry("keda.sh_ScaledObject", "keda"),
          Map.entry("numaflow.numaproj.io_InterStepBufferService", "numaflow"),
          Map.entry("numaflow.numaproj.io_MonoVertex", "numaflow"),
          Map.entry("numaflow.numaproj.io_Pipeline", "numaflow"),
          Map.entry("numaplane.numaproj.io_MonoVertexRollout", "numaplane"),
          Map.entry("numaplane.numaproj.io_PipelineRollout", "numaplane"));

  private static final String DISPATCH =
      """

      if action == nil then return discovery() end
      if actions[action] == nil then error("there is no action " .. action, 0) end
      return actions[action]()
      """;

  private static final Map<String, Optional<LuaScript>> COMPILED = new ConcurrentHashMap<>();

  private BuiltIn() {}

  /// The script for a kind.
  ///
  /// @param key such as `apps_Deployment`
  static Optional<LuaScript> of(String key) {
    // Keys of objects are strangers' text; only what may be a group and a kind is looked up.
    if (!key.matches("[A-Za-z0-9.-]{1,253}_[A-Za-z0-9]{1,63}") || key.contains("..")) {
      return Optional.empty();
    }
    var file = key.contains(".toolkit.fluxcd.io_") ? "suspendable" : SHARED.getOrDefault(key, key);
    var known = COMPILED.get(file);
    if (known == null) {
      known = read(file + ".lua").map(text -> compile(file, text));
      if (known.isPresent()) {
        COMPILED.put(file, known);
      }
    }
    return known;
  }

  private static LuaScript compile(String file, String text) {
    // The common functions stand on one line, so that messages name the lines of the script.
    var common = read("common.lua").orElseThrow().replace('\n', ' ');
    return LuaScript.compile(file + ".lua", common + text + DISPATCH, true);
  }

  private static Optional<String> read(String file) {
    try (var in = BuiltIn.class.getResourceAsStream(file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
