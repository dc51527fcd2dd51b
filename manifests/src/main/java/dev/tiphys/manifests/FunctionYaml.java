package dev.tiphys.manifests;

import dev.tiphys.manifests.Function.Wake;

/// The manifests of one function: who it is, where it runs, and what wakes it.
final class FunctionYaml {
  private static final String SCRATCH_MOUNT =
      """
                  - name: scratch
                    mountPath: /tmp
      """;

  private static final String SCRATCH =
      """
              - name: scratch
                emptyDir:
                  sizeLimit: %dMi
      """;

  private FunctionYaml() {}

  static String of(Function function) {
    var yaml = account(function) + "---\n" + service(function);
    return function.wakes().isEmpty() ? yaml : yaml + "---\n" + brokerTrigger(function);
  }

  /// A function that has nothing to ask of the Kubernetes API gets no key to it.
  private static String account(Function function) {
    return """
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: tiphys-%s
    automountServiceAccountToken: %s
    """
        .formatted(function.name(), function.api());
  }

  private static String service(Function function) {
    return """
    apiVersion: serving.knative.dev/v1
    kind: Service
    metadata:
      name: %1$s
      labels:
        networking.knative.dev/visibility: cluster-local
        tiphys.dev/function: %1$s
    spec:
      template:
        metadata:
          labels:
            app.kubernetes.io/part-of: tiphys
            tiphys.dev/function: %1$s
          annotations:
            autoscaling.knative.dev/min-scale: "0"
            autoscaling.knative.dev/max-scale: "10"
        spec:
          serviceAccountName: tiphys-%1$s
          automountServiceAccountToken: %2$s
          enableServiceLinks: false
          containerConcurrency: %3$d
          timeoutSeconds: %4$d
          containers:
            - name: function
              image: tiphys/%1$s
              envFrom:
                - configMapRef:
                    name: tiphys
                - secretRef:
                    name: tiphys-store
                    optional: true
              resources:
                requests:
                  cpu: 100m
                  memory: %5$dMi
                limits:
                  memory: %6$dMi
              volumeMounts:
                - name: config
                  mountPath: /etc/tiphys
                  readOnly: true
    %7$s          readinessProbe:
                httpGet:
                  path: /readyz
                periodSeconds: 5
                timeoutSeconds: 3
              livenessProbe:
                httpGet:
                  path: /healthz
                periodSeconds: 20
                timeoutSeconds: 5
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop: [ALL]
                readOnlyRootFilesystem: true
                runAsNonRoot: true
                runAsUser: 65532
                runAsGroup: 65532
                seccompProfile:
                  type: RuntimeDefault
          volumes:
            - name: config
              configMap:
                name: workflow-controller-configmap
                optional: true
    %8$s"""
        .formatted(
            function.name(),
            function.api(),
            function.atOnce(),
            function.timeout(),
            function.memory(),
            2 * function.memory(),
            function.scratch() == 0 ? "" : SCRATCH_MOUNT,
            function.scratch() == 0 ? "" : SCRATCH.formatted(function.scratch()));
  }

  private static String brokerTrigger(Function function) {
    var yaml =
        new StringBuilder(
            """
            apiVersion: eventing.knative.dev/v1
            kind: Trigger
            metadata:
              name: %1$s
            spec:
              broker: tiphys
              subscriber:
                ref:
                  apiVersion: serving.knative.dev/v1
                  kind: Service
                  name: %1$s
              delivery:
                retry: 12
                backoffPolicy: exponential
                backoffDelay: PT0.2S
                timeout: PT%2$dS
                deadLetterSink:
                  ref:
                    apiVersion: serving.knative.dev/v1
                    kind: Service
                    name: %3$s
              filters:
                - any:
            """
                .formatted(function.name(), function.timeout(), Function.DEAD_LETTER));
    for (Wake wake : function.wakes()) {
      yaml.append("        - exact:\n            type: ").append(wake.type()).append('\n');
      if (!wake.attribute().isEmpty()) {
        yaml.append("            ").append(wake.attribute()).append(": ").append(wake.value());
        yaml.append('\n');
      }
    }
    return yaml.toString();
  }
}
