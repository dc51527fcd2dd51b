package dev.tiphys.stepdispatch.pod;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tiphys.stepdispatch.runner.PodFailure;
import java.util.List;
import java.util.Set;

/// What pods may be, whichever field or `podSpecPatch` made them so (attack case 34): they are
/// looked at as they are about to be created.
enum PodSecurity {
  /// Anything, as in Argo: the admission of the cluster decides.
  PRIVILEGED,
  /// What Kubernetes' Pod Security Standards call "baseline"; nor does a patch give a pod the
  /// rights of another service account.
  BASELINE;

  private static final Set<String> CAPABILITIES =
      Set.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  /// Reads `runner.podSecurity` of a configuration.
  ///
  /// @throws IllegalArgumentException if it is neither
  static PodSecurity of(JsonNode config) {
    return switch (config.path("runner").path("podSecurity").asText("privileged")) {
      case "privileged" -> PRIVILEGED;
      case "baseline" -> BASELINE;
      case String other ->
          throw new IllegalArgumentException(
              "runner.podSecurity: expected privileged or baseline, found '%s'".formatted(other));
    };
  }

  /// @param account the service account before any patch
  /// @throws PodFailure that names the first field which is not allowed
  void check(JsonNode spec, String account) {
    if (this == PRIVILEGED) {
      return;
    }
    for (var field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      refuse(spec.path(field).asBoolean(false), field);
    }
    refuse(!spec.path("serviceAccountName").asText("").equals(account), "serviceAccountName");
    refuse(!spec.path("serviceAccount").asText(account).equals(account), "serviceAccount");
    refuse(!spec.path("ephemeralContainers").isEmpty(), "ephemeralContainers");
    refuse(!spec.path("securityContext").path("sysctls").isEmpty(), "securityContext.sysctls");
    spec.path("volumes").forEach(volume -> refuse(volume.has("hostPath"), "volumes.hostPath"));
    checkContext(spec.path("securityContext"), "securityContext");
    for (var list : List.of("initContainers", "containers")) {
      for (var container : spec.path(list)) {
        checkContext(container.path("securityContext"), list + ".securityContext");
        for (var port : container.path("ports")) {
          refuse(port.path("hostPort").asInt(0) != 0, list + ".ports.hostPort");
        }
      }
    }
  }

  private static void checkContext(JsonNode context, String path) {
    refuse(context.path("privileged").asBoolean(false), path + ".privileged");
    refuse(!context.path("procMount").asText("Default").equals("Default"), path + ".procMount");
    refuse(
        context.path("seccompProfile").path("type").asText().equals("Unconfined"),
        path + ".seccompProfile");
    refuse(
        context.path("appArmorProfile").path("type").asText().equals("Unconfined"),
        path + ".appArmorProfile");
    refuse(
        context.path("windowsOptions").path("hostProcess").asBoolean(false),
        path + ".windowsOptions.hostProcess");
    for (var added : context.path("capabilities").path("add")) {
      refuse(!CAPABILITIES.contains(added.asText()), path + ".capabilities.add");
    }
  }

  private static void refuse(boolean wrong, String field) {
    if (wrong) {
      throw new PodFailure("%s: not allowed here (runner.podSecurity is baseline)", field);
    }
  }
}
