package dev.tiphys.benchmarks.tiphys;

import dev.tiphys.language.validation.Document;
import dev.tiphys.language.validation.Manifests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Applications of one repository, each a folder with four objects in it, and all synced by
/// themselves.
///
/// @param url of the repository
public record Fleet(int count, String url) {
  /// How many objects an application has.
  public static final int OBJECTS = 4;

  /// The name of an application.
  public static String name(int number) {
    return "app-" + number;
  }

  /// The names of all.
  public List<String> names() {
    return IntStream.range(0, count).mapToObj(Fleet::name).toList();
  }

  /// The one file of an application.
  public static String path(int number) {
    return "apps/%s/objects.yaml".formatted(name(number));
  }

  /// The files of all applications at one version.
  public Map<String, String> files(int version) {
    Map<String, String> files = new TreeMap<>();
    for (var i = 0; i < count; i++) {
      files.put(path(i), objects(i, version));
    }
    return files;
  }

  /// What stands in the file of an application.
  public static String objects(int number, int version) {
    return """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: app-%1$d}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: app-%1$d}
        data: {version: "%2$d", level: info, greeting: "Hello from app-%1$d"}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: app-%1$d}
        spec: {selector: {app: app-%1$d}, ports: [{port: 80, targetPort: 8080}]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: app-%1$d}
        rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]
        """
        .formatted(number, version);
  }

  /// All applications, as a file of YAML.
  public String manifest() {
    var text = new StringBuilder();
    for (var i = 0; i < count; i++) {
      text.append(
          """
          ---
          apiVersion: argoproj.io/v1alpha1
          kind: Application
          metadata: {name: app-%1$d, namespace: argocd}
          spec:
            project: default
            source: {repoURL: '%2$s/fleet.git', path: apps/app-%1$d, targetRevision: main}
            destination: {server: 'https://kubernetes.default.svc', namespace: default}
            syncPolicy: {automated: {prune: true, selfHeal: true}}
          """
              .formatted(i, url));
    }
    return text.toString();
  }

  /// The same, as a host wants them.
  List<Document> documents() {
    var read = Manifests.read(manifest().getBytes(StandardCharsets.UTF_8), "fleet.yaml");
    if (!read.findings().isEmpty()) {
      throw new IllegalStateException(read.findings().toString());
    }
    return read.documents();
  }
}
